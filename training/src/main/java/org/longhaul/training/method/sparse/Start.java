package org.longhaul.training.method.sparse;

import org.longhaul.training.model.Init;
import org.longhaul.training.model.ParameterSpec;

/** How the prunable weights of a sparse method begin. */
public enum Start {
    /** As the authors' code has it: normal values of deviation sqrt(1 / inputs) within twice that, as effective weights. */
    TRUNCATED,
    /** As the model says, as stored weights. */
    MODEL;

    /** The deviation of a normal distribution that is cut at twice its own. */
    private static final double CUT_DEVIATION = 0.87962566;

    /**
     * A parameter that begins so.
     *
     * @param exponent of the effective weights: those stored begin as its root of them
     */
    ParameterSpec of(ParameterSpec spec, double exponent) {
        if (this == MODEL) {
            return spec;
        }
        double deviation = Math.sqrt(1.0 / spec.columns()) / CUT_DEVIATION;
        return new ParameterSpec(
                spec.name(),
                spec.shape(),
                spec.group(),
                new Init.TruncatedNormal(deviation, 1 / exponent),
                spec.role(),
                spec.multipliers());
    }
}
