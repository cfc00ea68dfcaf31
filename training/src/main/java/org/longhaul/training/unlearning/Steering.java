package org.longhaul.training.unlearning;

import org.longhaul.training.tensor.Tensor;

/** A way in which a model is interfered with while it answers; several go together. */
public sealed interface Steering {
    /**
     * What leaves a block is shifted at positions of the question: by a redirection vector, or against it.
     *
     * @param vector [C]
     */
    record Shifted(int block, Tensor vector, Positions positions) implements Steering {}

    /** A block is left out. */
    record Skipped(int block) implements Steering {}
}
