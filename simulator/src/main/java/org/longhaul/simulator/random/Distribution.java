package org.longhaul.simulator.random;

import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.WeibullDistribution;
import org.longhaul.extension.PlainNumber;

/**
 * The distribution of a random variable that is not negative. Samples are drawn by inversion, one uniform number each, so
 * that how much a stream has been used does not depend on what was drawn.
 */
public sealed interface Distribution {

    /** The kinds that settings can name. */
    enum Kind {
        /** Memoryless: one parameter, the mean. */
        EXPONENTIAL,
        /** Scale and shape; a shape below 1 makes failures come in bursts, above 1 at an age. */
        WEIBULL,
        /** Median and sigma, the standard deviation of the logarithm. */
        LOG_NORMAL,
        /** Always the same value. */
        CONSTANT
    }

    /** The value below which lies the given share of all samples. */
    double quantile(double probability);

    /** The expected value. */
    double mean();

    /** The next sample. */
    default double sample(RandomGenerator random) {
        // The middle of one of 2^52 equal intervals: never 0 and never 1, where some distributions are infinite.
        return quantile(((random.nextLong() >>> 12) + 0.5) * 0x1.0p-52);
    }

    /** Exponential. */
    record Exponential(double mean) implements Distribution {
        public Exponential {
            requirePositive("mean", mean);
        }

        @Override
        public double quantile(double probability) {
            return new ExponentialDistribution(null, mean).inverseCumulativeProbability(probability);
        }
    }

    /** Weibull. */
    record Weibull(double scale, double shape) implements Distribution {
        public Weibull {
            requirePositive("scale", scale);
            requirePositive("shape", shape);
        }

        @Override
        public double quantile(double probability) {
            return new WeibullDistribution(null, shape, scale).inverseCumulativeProbability(probability);
        }

        @Override
        public double mean() {
            return new WeibullDistribution(null, shape, scale).getNumericalMean();
        }
    }

    /** Log-normal. */
    record LogNormal(double median, double sigma) implements Distribution {
        private static final NormalDistribution STANDARD_NORMAL = new NormalDistribution(null, 0, 1);

        public LogNormal {
            requirePositive("median", median);
            requirePositive("sigma", sigma);
        }

        @Override
        public double quantile(double probability) {
            return median * StrictMath.exp(sigma * STANDARD_NORMAL.inverseCumulativeProbability(probability));
        }

        @Override
        public double mean() {
            return median * StrictMath.exp(sigma * sigma / 2);
        }
    }

    /** Not random. */
    record Constant(double value) implements Distribution {
        public Constant {
            if (!(value >= 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException(
                        "value (" + PlainNumber.of(value) + ") must be finite and not negative.");
            }
        }

        @Override
        public double quantile(double probability) {
            return value;
        }

        @Override
        public double mean() {
            return value;
        }
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " (" + PlainNumber.of(value) + ") must be above 0 and finite.");
        }
    }
}
