package org.longhaul.training.optimizer;

import org.longhaul.extension.PlainNumber;

/** Gradient clipping, applied to each worker's own gradient before any optimizer state sees it. */
public sealed interface Clipping {
    /** Leaves the gradient as it is. */
    record None() implements Clipping {}

    /**
     * Scales the gradient by {@code min(1, threshold / (norm + 1e-6))}, norm over all parameters (the form of PyTorch's
     * {@code clip_grad_norm_}).
     *
     * @param threshold largest L2 norm, above 0
     */
    record GlobalNorm(double threshold) implements Clipping {
        public GlobalNorm {
            requirePositive(threshold);
        }
    }

    /**
     * Limits each coordinate to {@code [-threshold, threshold]} (DES-LOC, Algorithm 1).
     *
     * @param threshold largest magnitude, above 0
     */
    record Coordinate(double threshold) implements Clipping {
        public Coordinate {
            requirePositive(threshold);
        }
    }

    private static void requirePositive(double threshold) {
        if (!(threshold > 0) || Double.isInfinite(threshold)) {
            throw new IllegalArgumentException(
                    "threshold (" + PlainNumber.of(threshold) + ") must be finite and above 0.");
        }
    }
}
