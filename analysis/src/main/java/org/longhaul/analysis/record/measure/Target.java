package org.longhaul.analysis.record.measure;

import org.longhaul.extension.PlainNumber;

/**
 * A value of a measure to be reached, the end of "time to target". Which way it is reached says the measure.
 *
 * @param measure id of the measure
 * @param value the value to be reached; finite
 * @param label the target in words, for instance {@code "loss 1.9"} or {@code "accuracy 90%"}
 */
public record Target(String measure, double value, String label) {

    /** Checks the value. */
    public Target {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "The target value (" + PlainNumber.of(value) + ") of " + measure + " must be finite.");
        }
    }

    /** Returns the target that asks for a value of a measure. */
    public static Target of(MeasureInfo measure, double value) {
        double shown = measure.inShares() ? percent(value) : value;
        String number = shown == Math.rint(shown) && Math.abs(shown) < 1e9
                ? Long.toString((long) shown)
                : PlainNumber.of(shown);
        return new Target(measure.id(), value, measure.label() + " " + number + (measure.inShares() ? "%" : ""));
    }

    /** Per cent without the noise of binary fractions: 0.07 is 7. */
    private static double percent(double share) {
        return Math.rint(share * 1e10) / 1e8;
    }
}
