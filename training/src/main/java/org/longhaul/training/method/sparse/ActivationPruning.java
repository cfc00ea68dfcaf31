package org.longhaul.training.method.sparse;

import org.longhaul.training.model.sparse.PrunableElements;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;

/** Which activations the gradient of a weight sees: those of the largest magnitude in the whole batch. */
public enum ActivationPruning {
    /** All. */
    OFF,
    /**
     * As many as the layer has weights other than 0. Convolutions keep the threshold of a round's first batch for the rest of the
     * round, as the authors' code does; linear layers take a new one for each batch.
     */
    CACHED,
    /** The same with a new threshold for each batch and layer. */
    PER_BATCH;

    private static final double LEAST_SHARE = 1e-7;

    /** The share of a weight's elements that are exactly 0. */
    static double zeros(Tensor weight) {
        return 1 - (double) PrunableElements.nonZeros(weight.reshape(-1)) / weight.elements();
    }

    /** Magnitude of the last activation that is kept where a share of them is not: keep = ceil(max(1 - share, 1e-7) n). */
    static double threshold(Tensor activations, double share) {
        double kept = Math.max(1 - share, LEAST_SHARE) * activations.elements();
        // A share is a quotient of counts: what lies above a whole number by rounding alone is that number.
        long count = Math.max(1, (long) Math.ceil(kept - 1e-6));
        return Indexing.largest(activations.abs().reshape(-1), Math.min(count, activations.elements()));
    }

    /** The activations of at least that magnitude, the others as 0; ties are kept. */
    static Tensor kept(Tensor activations, double threshold) {
        return activations.mul(Indexing.isAtLeast(activations.abs(), threshold).to(activations.dtype()));
    }
}
