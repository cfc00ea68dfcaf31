package org.longhaul.simulator.compute;

import java.util.Locale;
import org.longhaul.simulator.event.RandomStreams;

/** Random slow-down of a worker's step: a factor on its compute time, a function of seed, worker and step only. */
@FunctionalInterface
public interface StragglerModel {

    /** Every step takes its nominal time. */
    StragglerModel NONE = (worker, step) -> 1.0;

    /** Factor on the compute time of that worker's step, positive. */
    double factor(int worker, long step);

    /**
     * Log-normal factors of mean 1.
     *
     * @param streams random streams of the run; the stream is "stragglers"
     * @param coefficientOfVariation standard deviation over mean, positive
     */
    static StragglerModel logNormal(RandomStreams streams, double coefficientOfVariation) {
        if (!(coefficientOfVariation > 0) || Double.isInfinite(coefficientOfVariation)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "coefficientOfVariation (%s) must be positive and finite", coefficientOfVariation));
        }
        long key = streams.key("stragglers", 0);
        double variance = StrictMath.log1p(coefficientOfVariation * coefficientOfVariation);
        double sigma = Math.sqrt(variance);
        return (worker, step) -> StrictMath.exp(sigma * RandomStreams.gaussian(key, worker, step) - variance / 2);
    }

    /**
     * Nominal time, but now and then a slow step.
     *
     * @param streams random streams of the run; the stream is "stragglers"
     * @param probability of a slow step, in [0, 1]
     * @param slowFactor factor of a slow step, at least 1
     */
    static StragglerModel occasional(RandomStreams streams, double probability, double slowFactor) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "probability (%s) must be in [0, 1]", probability));
        }
        if (!(slowFactor >= 1) || Double.isInfinite(slowFactor)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "slowFactor (%s) must be at least 1 and finite", slowFactor));
        }
        long key = streams.key("stragglers", 0);
        return (worker, step) -> RandomStreams.uniform(key, worker, step) < probability ? slowFactor : 1.0;
    }
}
