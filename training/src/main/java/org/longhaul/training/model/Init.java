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

    /** One value everywhere. */
    record Constant(double value) implements Init {}
}
