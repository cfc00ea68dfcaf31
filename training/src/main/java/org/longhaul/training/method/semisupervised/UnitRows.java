package org.longhaul.training.method.semisupervised;

import org.longhaul.training.tensor.Tensor;

/** Rows of length 1, of which products are cosines. */
final class UnitRows {
    /** Keeps a row of zeros one. */
    private static final double LEAST = 1e-12;

    private UnitRows() {}

    /** Each row of a matrix divided by its length; differentiable. */
    static Tensor of(Tensor rows) {
        return rows.mul(rows.square().sum(1, true).add(LEAST).rsqrt());
    }
}
