package org.longhaul.training.task;

/**
 * What a model is asked to do.
 *
 * @param id lower-kebab-case
 * @param item what one unit of work is called, in the singular
 * @param headline id of the measure that its models are ranked by
 */
public record Task(String id, String item, String headline) {
    /** The next token of a text; items are tokens, and batches are {@link TokenBatches}. */
    public static final Task LANGUAGE_MODELLING = new Task("language-modelling", "token");

    /** The class of an example; items are examples. */
    public static final Task CLASSIFICATION = new Task("classification", "example", Accuracy.ID);

    /** A task whose models are ranked by their loss. */
    public Task(String id, String item) {
        this(id, item, Measure.LOSS);
    }
}
