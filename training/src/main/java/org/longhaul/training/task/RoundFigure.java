package org.longhaul.training.task;

/**
 * What a number says about a round of a method, such as how much of the model was sent, or how many pseudo-labels were right. It is
 * shown like a {@link Measure}, wherever those are; methods are not ranked by it.
 *
 * @param id lower-kebab-case, unique; its words are the name that is shown
 * @param unit such as {@code coordinates}; {@link Measure#SHARE} for a part of 1, "1" for a ratio
 * @param better which way is up
 * @param description one sentence
 * @param counted where its values come from
 */
public record RoundFigure(String id, String unit, Better better, String description, Counted counted) {
    /** Where the values of a figure come from. */
    public enum Counted {
        /** From the method, which tells them. */
        TOLD,
        /**
         * From the simulation: simulated seconds since the method told 0, wherever it tells another number. What that takes on a
         * network no method knows.
         */
        SECONDS,
        /** The same of bytes that are charged to one worker. */
        CHARGED_BYTES
    }

    /** A figure that the method tells. */
    public RoundFigure(String id, String unit, Better better, String description) {
        this(id, unit, better, description, Counted.TOLD);
    }

    public RoundFigure {
        if (!id.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("id (" + id + ") of a figure must be in lower-kebab-case.");
        }
    }
}
