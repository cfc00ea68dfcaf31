package org.longhaul.training.weighting;

import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * One vector for each sequence of hidden states:
 *
 * <pre>
 *   phi(x) = sum_i (i / sum_j j) h_i,   i = 1..T
 * </pre>
 *
 * <p>Later tokens count more, since under a causal mask they have seen more.
 */
final class PooledStates {
    private static final double SHORTEST = 1e-12;
    private static final double LONGEST = 1e30;

    private PooledStates() {}

    /** phi of hidden states [B, T, d]: [B, d]. */
    static Tensor of(Tensor hidden) {
        int positions = Math.toIntExact(hidden.size(1));
        double[] shares = new double[positions];
        for (int i = 0; i < positions; i++) {
            shares[i] = 2.0 * (i + 1) / ((double) positions * (positions + 1));
        }
        Tensor weights = Tensors.of(hidden.device(), shares, 1, positions, 1).to(hidden.dtype());
        return hidden.mul(weights).sum(1, false);
    }

    /** Rows of length 1, [B, d]. */
    static Tensor normalised(Tensor rows) {
        Tensor lengths = rows.square().sum(1, true).sqrt().clamp(SHORTEST, LONGEST);
        return rows.div(lengths);
    }
}
