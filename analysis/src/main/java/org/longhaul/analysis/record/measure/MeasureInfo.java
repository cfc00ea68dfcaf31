package org.longhaul.analysis.record.measure;

import org.jspecify.annotations.Nullable;

/**
 * What a figure of a model's quality is, or one of a method's rounds. Values of quality are taken on held-out data while a method
 * trains; those of rounds the method tells itself, at their ends.
 *
 * @param id key, for instance {@code "loss"}, {@code "bits-per-byte"}, {@code "accuracy"}
 * @param label name within a sentence, for instance {@code "bits per byte"}
 * @param unit unit, for instance {@code "nats per token"}; {@link #SHARE} for a share of one, which is shown in percent; empty
 *     for a plain number
 * @param higherIsBetter whether a higher value is the better one
 * @param description what it is, a clause
 * @param exponentialOf id of the measure whose exponential this is: it has no values of its own; null for every other
 * @param scaleOf id of the measure that this is a positive multiple of: its curves have the same shape; null for every other
 * @param ofRounds whether methods tell it of their rounds, those that have it: no model has it, and nothing is ranked by it
 */
public record MeasureInfo(
        String id,
        String label,
        String unit,
        boolean higherIsBetter,
        String description,
        @Nullable String exponentialOf,
        @Nullable String scaleOf,
        boolean ofRounds) {

    /** The unit of a share of one. */
    public static final String SHARE = "share";

    /** Checks that it has a name. */
    public MeasureInfo {
        if (id.isBlank() || label.isBlank()) {
            throw new IllegalArgumentException("A measure needs an id ('" + id + "') and a label ('" + label + "').");
        }
    }

    /** Whether its values are shares of one. */
    public boolean inShares() {
        return unit.equals(SHARE);
    }

    /** Whether a value meets a bound: at least as good. */
    public boolean meets(double value, double bound) {
        return higherIsBetter ? value >= bound : value <= bound;
    }

    /** Returns the better of two values. */
    public double better(double a, double b) {
        return higherIsBetter ? Math.max(a, b) : Math.min(a, b);
    }
}
