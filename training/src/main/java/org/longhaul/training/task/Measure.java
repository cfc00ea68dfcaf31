package org.longhaul.training.task;

import org.jspecify.annotations.Nullable;

/**
 * What a number says about a model.
 *
 * @param id lower-kebab-case, unique
 * @param unit such as {@code nats per token}; {@value #SHARE} for a part of 1, "1" for a ratio
 * @param better which way is up
 * @param description one sentence
 * @param exponentialOf id of the measure whose value this is the exponential of, as perplexity of the loss; null for most
 * @param scaleOf id of the measure of which this is a constant multiple, as bits per byte of the loss; null for most
 */
public record Measure(
        String id,
        String unit,
        Better better,
        String description,
        @Nullable String exponentialOf,
        @Nullable String scaleOf) {
    /** The unit of values from 0 to 1 that are shown as percent. */
    public static final String SHARE = "share";

    /** Id of the mean loss, which every task has and which training minimizes. */
    public static final String LOSS = "loss";
}
