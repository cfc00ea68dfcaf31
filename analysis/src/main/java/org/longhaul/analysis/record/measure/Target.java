package org.longhaul.analysis.record.measure;

import java.util.Locale;
import org.longhaul.extension.PlainNumber;

/**
 * A validation loss to be reached, the end of "time to target".
 *
 * @param metric the figure that the value is of
 * @param value the value to reach or go below; positive and finite
 */
public record Target(Metric metric, double value) {

    /** What a target value measures. */
    public enum Metric {
        /** Mean cross-entropy, nats per token. */
        LOSS,
        /** The exponential of the loss. */
        PERPLEXITY
    }

    /** Validates the value. */
    public Target {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "The target value (" + PlainNumber.of(value) + ") must be positive and finite.");
        }
    }

    /** Returns the target that asks for a validation loss of {@code nats} per token. */
    public static Target loss(double nats) {
        return new Target(Metric.LOSS, nats);
    }

    /** Returns the target that asks for a validation perplexity. */
    public static Target perplexity(double perplexity) {
        return new Target(Metric.PERPLEXITY, perplexity);
    }

    /** Returns the loss, nats per token, at which the target is met. */
    public double lossNats() {
        return metric == Metric.LOSS ? value : Math.log(value);
    }

    /** Returns the target in words, for instance {@code "loss 1.9"}. */
    public String label() {
        String number = value == Math.rint(value) && value < 1e9 ? Long.toString((long) value) : PlainNumber.of(value);
        return metric.name().toLowerCase(Locale.ROOT) + " " + number;
    }
}
