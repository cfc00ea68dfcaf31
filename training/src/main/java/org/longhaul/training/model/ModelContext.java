package org.longhaul.training.model;

import org.longhaul.training.task.DataShape;

/**
 * What a model must know besides its own settings.
 *
 * @param data name of the data, for messages
 * @param shape what they look like
 * @param workers number of workers
 * @param seed master seed of the run, for a model that draws numbers beside its initial parameters
 */
public record ModelContext(String data, DataShape shape, int workers, long seed) {
    public ModelContext {
        ModelLimits.positive("workers", workers);
    }

    /** For a model that draws nothing but its initial parameters. */
    public ModelContext(String data, DataShape shape, int workers) {
        this(data, shape, workers, 0);
    }

    /** For text. */
    public ModelContext(int vocabulary, int contextLength, int workers) {
        this("text", new DataShape.Tokens(vocabulary, contextLength), workers, 0);
    }

    /**
     * The sequences that a model reads.
     *
     * @param model its name
     * @throws IllegalArgumentException naming both if the data are of another shape
     */
    public DataShape.Tokens tokens(String model) {
        if (shape instanceof DataShape.Tokens tokens) {
            return tokens;
        }
        throw mismatch(model, "sequences of tokens");
    }

    /** The examples that a model reads; else as {@link #tokens}. */
    public DataShape.Examples examples(String model) {
        if (shape instanceof DataShape.Examples examples) {
            return examples;
        }
        throw mismatch(model, "examples with classes");
    }

    /** The images that a model reads, of channels, height and width; else as {@link #tokens}. */
    public DataShape.Examples images(String model) {
        DataShape.Examples examples = examples(model);
        if (examples.dimensions().size() != 3) {
            throw mismatch(model, "images of channels, height and width");
        }
        return examples;
    }

    private IllegalArgumentException mismatch(String model, String wanted) {
        return new IllegalArgumentException(
                "the model '" + model + "' learns from " + wanted + ", and '" + data + "' has " + shape.words());
    }
}
