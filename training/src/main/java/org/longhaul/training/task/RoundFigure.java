package org.longhaul.training.task;

/**
 * What a number says about a round of a method, such as how much of the model was sent, or how many pseudo-labels were right. It is
 * shown like a {@link Measure}, wherever those are; methods are not ranked by it.
 *
 * @param id lower-kebab-case, unique; its words are the name that is shown
 * @param unit such as {@code coordinates}; {@link Measure#SHARE} for a part of 1, "1" for a ratio
 * @param better which way is up
 * @param description one sentence
 */
public record RoundFigure(String id, String unit, Better better, String description) {
    public RoundFigure {
        if (!id.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("id (" + id + ") of a figure must be in lower-kebab-case.");
        }
    }
}
