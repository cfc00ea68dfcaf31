package org.longhaul.analysis.statistics;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.math3.distribution.TDistribution;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;

/**
 * Mean and spread of one figure over seeds.
 *
 * <p>A figure that is not finite under any seed makes the mean not finite and leaves no interval: divergence is never averaged
 * away.
 *
 * @param count number of seeds
 * @param mean arithmetic mean
 * @param standardDeviation sample standard deviation (n - 1); 0 for one seed
 * @param minimum smallest value
 * @param maximum largest value
 * @param student interval of the mean from Student's t with n - 1 degrees of freedom; null for fewer than two seeds
 * @param bootstrap percentile interval of the mean from resampling the seeds; null for fewer than two seeds
 */
public record Spread(
        int count,
        double mean,
        double standardDeviation,
        double minimum,
        double maximum,
        @Nullable Interval student,
        @Nullable Interval bootstrap) {

    /** Coverage of the intervals of {@link #of(double[])}. */
    public static final double CONFIDENCE = 0.95;

    private static final int RESAMPLES = 2000;
    private static final long BOOTSTRAP_SEED = 0x4c6f6e676861756cL;

    /**
     * Returns the spread with 95 % intervals; equal values give equal results.
     *
     * @throws IllegalArgumentException when there are no values
     */
    public static Spread of(double[] values) {
        return of(values, CONFIDENCE, BOOTSTRAP_SEED);
    }

    /**
     * Returns the spread.
     *
     * @param values the figure under each seed
     * @param confidence coverage of the intervals, between 0 and 1
     * @param bootstrapSeed seed of the resampling
     * @throws IllegalArgumentException when there are no values or the confidence is outside (0, 1)
     */
    public static Spread of(double[] values, double confidence, long bootstrapSeed) {
        if (values.length == 0) {
            throw new IllegalArgumentException("A spread needs at least one value.");
        }
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "The confidence (" + PlainNumber.of(confidence) + ") must be between 0 and 1.");
        }
        double mean = mean(values);
        double minimum = Arrays.stream(values).min().getAsDouble();
        double maximum = Arrays.stream(values).max().getAsDouble();
        if (!Double.isFinite(mean)) {
            return new Spread(values.length, mean, Double.NaN, minimum, maximum, null, null);
        }
        double deviation = standardDeviation(values, mean);
        if (values.length == 1) {
            return new Spread(1, mean, deviation, minimum, maximum, null, null);
        }
        double half = new TDistribution(null, values.length - 1.0).inverseCumulativeProbability((1 + confidence) / 2)
                * deviation
                / Math.sqrt(values.length);
        return new Spread(
                values.length,
                mean,
                deviation,
                minimum,
                maximum,
                new Interval(mean - half, mean + half),
                bootstrap(values, confidence, bootstrapSeed));
    }

    private static Interval bootstrap(double[] values, double confidence, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        double[] means = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double sum = 0;
            for (int j = 0; j < values.length; j++) {
                sum += values[random.nextInt(values.length)];
            }
            means[i] = sum / values.length;
        }
        Arrays.sort(means);
        double tail = (1 - confidence) / 2;
        return new Interval(quantile(means, tail), quantile(means, 1 - tail));
    }

    /**
     * A quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996).
     *
     * @param sorted at least one value, ascending
     * @param probability in [0, 1]
     */
    public static double quantile(double[] sorted, double probability) {
        double position = probability * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double standardDeviation(double[] values, double mean) {
        if (values.length == 1) {
            return 0;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }
}
