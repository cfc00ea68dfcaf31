package org.longhaul.analysis.figure;

import java.util.Locale;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.extension.PlainNumber;

/** What is counted along an axis or by a colour: it decides how a value is written. */
public enum AxisScale {
    /** Seconds. */
    SECONDS,
    /** Bits per second. */
    BITS_PER_SECOND,
    /** Bytes. */
    BYTES,
    /** Shares of one, written in percent. */
    SHARE,
    /** US dollars. */
    DOLLARS,
    /** How many times. */
    FACTOR,
    /** Numbers without a unit, or whose unit the axis names. */
    NUMBER;

    /** Returns a value as it stands at a tick or in a cell. */
    public String text(double value) {
        return switch (this) {
            case SECONDS -> trimmed(Quantities.duration(value));
            case BITS_PER_SECOND -> trimmed(Quantities.bitRate(value));
            case BYTES -> trimmed(Quantities.bytes(value));
            case SHARE -> value != 0 && Math.abs(value) < 0.1 || value > 0.99 && value < 1
                    ? trimmed(String.format(Locale.ROOT, "%.1f", 100 * value)) + "%"
                    : String.format(Locale.ROOT, "%.0f%%", 100 * value);
            case DOLLARS -> Quantities.dollars(value);
            case FACTOR -> trimmed(String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value)) + "x";
            case NUMBER -> Math.abs(value) >= 10_000 ? Quantities.count(value) : PlainNumber.rounded(value, 4);
        };
    }

    /** {@code 1.00 Gbit/s} as {@code 1 Gbit/s}, {@code 1.50} as {@code 1.5}. */
    private static String trimmed(String text) {
        return text.replaceFirst("(\\.\\d*?)0+(?=\\D|$)", "$1").replaceFirst("\\.(?=\\D|$)", "");
    }
}
