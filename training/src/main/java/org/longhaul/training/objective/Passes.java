package org.longhaul.training.objective;

/**
 * Passes over data that a client made.
 *
 * @param forward forward passes, each over as many items as a training batch has
 * @param backward backward passes, in the same measure
 */
public record Passes(double forward, double backward) {
    /** None at all. */
    public static final Passes NONE = new Passes(0, 0);
}
