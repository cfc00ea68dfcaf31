package org.longhaul.training.model;

import org.longhaul.extension.PlainNumber;

/** How a parameter starts. */
public sealed interface Init {
    /** Independent normal values of mean 0. */
    record Normal(double standardDeviation) implements Init {
        public Normal {
            if (!(standardDeviation > 0) || Double.isInfinite(standardDeviation)) {
                throw new IllegalArgumentException(
                        "standardDeviation (" + PlainNumber.of(standardDeviation) + ") must be positive and finite");
            }
        }
    }

    /**
     * Independent normal values u of mean 0 within twice their deviation, to some power: {@code sign(u) |u|^power}.
     *
     * @param standardDeviation of the normal distribution before it is cut
     * @param power 1 for the values themselves
     */
    record TruncatedNormal(double standardDeviation, double power) implements Init {
        public TruncatedNormal {
            if (!(standardDeviation > 0 && power > 0) || Double.isInfinite(standardDeviation + power)) {
                throw new IllegalArgumentException("standardDeviation (" + PlainNumber.of(standardDeviation)
                        + ") and power (" + PlainNumber.of(power) + ") must be positive and finite");
            }
        }

        /** A value, from a normal number of deviation 1 that lies within twice that. */
        float of(double normal) {
            double value = standardDeviation * normal;
            return (float) (Math.signum(value) * (power == 1 ? Math.abs(value) : Math.pow(Math.abs(value), power)));
        }
    }

    /** One value everywhere. */
    record Constant(double value) implements Init {}
}
