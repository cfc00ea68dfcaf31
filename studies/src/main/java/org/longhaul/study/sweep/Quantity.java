package org.longhaul.study.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;
import org.longhaul.topology.unit.FlopRate;
import org.longhaul.topology.unit.QuantityException;

/**
 * A number as scenarios write it, plain or with a unit, in the base unit of its kind.
 *
 * @param base bit/s, nanoseconds, bytes, FLOP/s, or the plain number
 */
record Quantity(Kind kind, BigDecimal base) {
    private static final MathContext SHOWN = new MathContext(6);

    /** What is counted. */
    enum Kind {
        /** Plain whole numbers. */
        WHOLE,
        /** Plain numbers. */
        NUMBER,
        /** Bits per second. */
        BANDWIDTH,
        /** Nanoseconds. */
        DURATION,
        /** Bytes. */
        DATA,
        /** Operations per second. */
        OPERATIONS;

        String words() {
            return switch (this) {
                case WHOLE -> "a whole number";
                case NUMBER -> "a number";
                case BANDWIDTH -> "a bandwidth";
                case DURATION -> "a duration";
                case DATA -> "an amount of data";
                case OPERATIONS -> "a rate of operations";
            };
        }

        boolean isPlain() {
            return this == WHOLE || this == NUMBER;
        }

        boolean isComparableTo(Kind other) {
            return this == other || (isPlain() && other.isPlain());
        }
    }

    /** The quantity that a text states; null if it states none. */
    static @Nullable Quantity find(String text) {
        String plain = text.strip();
        if (plain.matches("[-+]?[0-9]+")) {
            return new Quantity(Kind.WHOLE, new BigDecimal(plain));
        }
        if (plain.matches("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?")) {
            return new Quantity(Kind.NUMBER, new BigDecimal(plain));
        }
        for (Kind kind : Kind.values()) {
            if (!kind.isPlain()) {
                try {
                    return new Quantity(kind, parse(kind, plain));
                } catch (QuantityException e) {
                    // Of another kind, or no quantity.
                }
            }
        }
        return null;
    }

    /**
     * The quantity that a text states.
     *
     * @throws IllegalArgumentException if it states none
     */
    static Quantity require(String name, String text) {
        Quantity found = find(text);
        if (found == null) {
            throw new IllegalArgumentException(name + " ('" + text
                    + "') must be a number or a quantity with its unit, such as 16, 0.5, 100 Mbit/s, 30 ms, 25 MB.");
        }
        return found;
    }

    private static BigDecimal parse(Kind kind, String text) {
        return switch (kind) {
            case BANDWIDTH -> BigDecimal.valueOf(Bandwidth.parse(text).bitsPerSecond());
            case DURATION -> BigDecimal.valueOf(Durations.parseNanos(text));
            case DATA -> BigDecimal.valueOf(DataSize.parse(text).bytes());
            case OPERATIONS -> BigDecimal.valueOf(FlopRate.parse(text).flopsPerSecond());
            case WHOLE, NUMBER -> new BigDecimal(text);
        };
    }

    /** A quantity of this kind with six significant digits; whole where only whole ones can be written. */
    static Quantity rounded(Kind kind, double base) {
        BigDecimal digits = new BigDecimal(base).round(SHOWN);
        return new Quantity(kind, isWhole(kind) ? digits.setScale(0, RoundingMode.HALF_EVEN) : digits);
    }

    private static boolean isWhole(Kind kind) {
        return kind != Kind.NUMBER && kind != Kind.OPERATIONS;
    }

    double value() {
        return base.doubleValue();
    }

    /** As a scenario writes it. */
    String text() {
        return switch (kind) {
            case WHOLE -> base.toBigInteger().toString();
            case NUMBER -> PlainNumber.of(base.doubleValue()).toLowerCase(Locale.ROOT);
            case BANDWIDTH -> Bandwidth.ofBitsPerSecond(base.longValueExact()).toString();
            case DURATION -> Durations.formatNanos(base.longValueExact());
            case DATA -> DataSize.ofBytes(base.longValueExact()).toString();
            case OPERATIONS -> new FlopRate(base.doubleValue()).toString();
        };
    }
}
