package org.longhaul.training.task;

/**
 * What a number says about a model.
 *
 * @param id lower-kebab-case, unique
 * @param unit such as {@code nats per token}; "1" for a share or a ratio
 * @param better which way is up
 * @param description one sentence
 */
public record Measure(String id, String unit, Better better, String description) {
    /** Id of the mean loss, which every task has and which training minimizes. */
    public static final String LOSS = "loss";
}
