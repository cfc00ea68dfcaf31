package org.longhaul.analysis.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Human-readable quantities: three significant digits and the unit that keeps the number small. */
public final class Quantities {

    private static final String[] DECIMAL_PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

    private Quantities() {}

    /** Returns a duration, for instance {@code "2.90 s"}, {@code "3.10 h"} or {@code "12.4 d"}. */
    public static String duration(double seconds) {
        double size = Math.abs(seconds);
        if (Double.isNaN(size) || Double.isInfinite(size)) {
            return "–";
        }
        if (size == 0) {
            return "0 s";
        }
        if (size < 0.9995e-6) {
            return digits(seconds * 1e9) + " ns";
        }
        if (size < 0.9995e-3) {
            return digits(seconds * 1e6) + " µs";
        }
        if (size < 0.9995) {
            return digits(seconds * 1e3) + " ms";
        }
        if (size < 119.95) {
            return digits(seconds) + " s";
        }
        if (size < 119.95 * 60) {
            return digits(seconds / 60) + " min";
        }
        if (size < 99.95 * 3600) {
            return digits(seconds / 3600) + " h";
        }
        return digits(seconds / 86400) + " d";
    }

    /** Returns a size with decimal prefixes, for instance {@code "2.63 GB"}. */
    public static String bytes(double bytes) {
        return scaled(bytes, "B");
    }

    /** Returns a size as {@link #bytes(double)} does. */
    public static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    /** Returns a rate with decimal prefixes, for instance {@code "10.0 Gbit/s"}. */
    public static String bitRate(double bitsPerSecond) {
        return scaled(bitsPerSecond, "bit/s");
    }

    /** Returns a count with decimal prefixes, for instance {@code "12.6 M"}; small whole numbers are kept. */
    public static String count(double count) {
        if (count == Math.rint(count) && Math.abs(count) < 10_000) {
            return Long.toString((long) count);
        }
        return scaled(count, "").strip();
    }

    /** Returns a count as {@link #count(double)} does. */
    public static String count(long count) {
        return count((double) count);
    }

    /** Returns a number with four significant digits and no trailing zeros, for instance {@code "10.67"} or {@code "1536"}. */
    public static String plain(double number) {
        if (!Double.isFinite(number)) {
            return "–";
        }
        return new BigDecimal(number)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Returns a factor, for instance {@code "2.41x"} or {@code "170.67x"}. */
    public static String factor(double factor) {
        if (!Double.isFinite(factor)) {
            return "–";
        }
        return String.format(Locale.ROOT, factor >= 1000 ? "%.0fx" : "%.2fx", factor);
    }

    /** Returns a share of one as whole percent. */
    public static String percent(double share) {
        if (share > 0 && share < 0.005) {
            return "<1%";
        }
        return String.format(Locale.ROOT, "%.0f%%", 100 * share);
    }

    /** Returns a price, for instance {@code "$12.40"}. */
    public static String dollars(double dollars) {
        return String.format(Locale.ROOT, Math.abs(dollars) >= 10_000 ? "$%,.0f" : "$%,.2f", dollars);
    }

    private static String scaled(double value, String unit) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        int prefix = 0;
        while (size >= 999.5 && prefix < DECIMAL_PREFIXES.length - 1) {
            size /= 1000;
            value /= 1000;
            prefix++;
        }
        String number = prefix == 0 && value == Math.rint(value) ? Long.toString((long) value) : digits(value);
        return number + " " + DECIMAL_PREFIXES[prefix] + unit;
    }

    /** Three significant digits, without an exponent. */
    private static String digits(double value) {
        double size = Math.abs(value);
        String format = size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value);
    }
}
