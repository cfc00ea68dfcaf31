package org.longhaul.training.task;

import org.jspecify.annotations.Nullable;
import org.longhaul.training.tensor.Tensor;

/**
 * What a model is trained or judged on at once.
 *
 * @param inputs [B, ...]: B sequences or examples
 * @param targets what the model should say to them; [B, T] tokens or [B] classes, int64; {@value #NOT_SCORED} where nothing that it
 *     says counts
 * @param items units of work in it: tokens that are predicted, or examples
 * @param weights what the loss of each row counts for when a gradient is taken; null for the plain mean
 */
public record Batch(Tensor inputs, Tensor targets, int items, @Nullable RowWeights weights) {
    /** In the place of a target that no loss counts: what cross-entropy passes over. */
    public static final long NOT_SCORED = -100;

    /** A batch whose rows count the same. */
    public Batch(Tensor inputs, Tensor targets, int items) {
        this(inputs, targets, items, null);
    }

    /** A batch of token sequences int64 [B, T+1]: position t is to predict position t+1. */
    public static Batch ofTokens(Tensor tokens) {
        long positions = tokens.size(1) - 1;
        return new Batch(
                tokens.narrow(1, 0, positions),
                tokens.narrow(1, 1, positions),
                Math.toIntExact(tokens.size(0) * positions));
    }

    /** The same, whose rows count for what is found of them. */
    public Batch weighed(@Nullable RowWeights by) {
        return new Batch(inputs, targets, items, by);
    }

    /** Sequences or examples, B: the batch's weight in a mean over batches. */
    public int rows() {
        return Math.toIntExact(inputs.size(0));
    }
}
