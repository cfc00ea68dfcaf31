package org.longhaul.simulator.validation;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * A case and what the model under test says of it.
 *
 * @param validationCase the case
 * @param model the model's value, in the unit of the case
 * @param spread what its runs made of the case
 */
public record ValidationResult(ValidationCase validationCase, double model, RunSpread spread) {

    /**
     * What the runs of a model made of one case, with other seeds and starts each time.
     *
     * @param runs how many there were
     * @param mean over the runs
     * @param median over the runs
     * @param deviation standard deviation over the runs, 0 for one
     * @param least smallest value
     * @param most largest value
     * @param below runs that came out below the measured value
     */
    public record RunSpread(
            int runs, double mean, double median, double deviation, double least, double most, int below) {

        /** Summarises values of runs, in their order. */
        static RunSpread of(double measured, double... values) {
            double mean = 0;
            for (double value : values) {
                mean += value / values.length;
            }
            double squares = 0;
            int below = 0;
            for (double value : values) {
                squares += (value - mean) * (value - mean);
                below += value < measured ? 1 : 0;
            }
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return new RunSpread(
                    values.length,
                    mean,
                    NetworkValidation.medianOf(values),
                    values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1)),
                    sorted[0],
                    sorted[sorted.length - 1],
                    below);
        }

        /** The standard deviation as a share of the mean. */
        public double relativeDeviation() {
            return deviation / mean;
        }

        /** Whether a value lies between the smallest and the largest of the runs. */
        public boolean holds(double value) {
            return value >= least && value <= most;
        }
    }

    /**
     * What the values of runs say. Of a case whose measurements are several cases their mean is judged. One that was measured once
     * is one draw, and half of all draws lie on either side of the median: by that it is judged, as medians are.
     */
    static ValidationResult of(ValidationCase validationCase, double... runs) {
        RunSpread spread = RunSpread.of(validationCase.measured(), runs);
        return new ValidationResult(
                validationCase,
                validationCase.figure() == ValidationCase.Figure.ONE_OF_SEVERAL ? spread.mean() : spread.median(),
                spread);
    }

    /** Signed relative error of the model: 0.1 is 10 % too large. */
    public double error() {
        return model / validationCase.measured() - 1;
    }

    /** Signed relative error of a peer, empty if the peer has no value for the case. */
    public OptionalDouble peerError(String peer) {
        Double value = validationCase.peers().get(peer);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value / validationCase.measured() - 1);
    }
}
