package org.longhaul.topology.unit;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/**
 * Reads and writes durations such as {@code 30 ms}: units ns, us (or µs), ms, s, min, h, d, in whole nanoseconds up to
 * 2^63 - 1 of them (292 years).
 */
public final class Durations {
    private static final Units UNITS = new Units("duration", "30 ms")
            .with("ns", "1")
            .with("us", "1e3")
            .with("µs", "1e3")
            .with("ms", "1e6")
            .with("s", "1e9")
            .with("min", "6e10")
            .with("h", "3.6e12")
            .with("d", "8.64e13");
    // The Greek letter that some keyboards and editors produce for the micro sign.
    private static final char GREEK_MU = '\u03bc';
    private static final long MINUTE = 60_000_000_000L;

    private Durations() {}

    /**
     * Returns the duration that {@code text} states.
     *
     * @throws QuantityException if it has no unit, an unknown one, is negative, too large, or not a whole number of
     *     nanoseconds
     */
    public static Duration parse(String text) {
        return Duration.ofNanos(parseNanos(text));
    }

    /** Returns the duration that {@code text} states, in nanoseconds; refuses what {@link #parse} refuses. */
    public static long parseNanos(String text) {
        return UNITS.parseLong(text.replace(GREEK_MU, 'µ'), "nanoseconds");
    }

    /** Returns the duration that {@code text} states, rounded to a nanosecond: what was measured need not be whole. */
    public static long roundedNanos(String text) {
        return UNITS.parseRounded(text.replace(GREEK_MU, 'µ'), "nanoseconds");
    }

    /**
     * Returns {@code duration} exactly, as {@link #formatNanos} does.
     *
     * @throws QuantityException if it is negative or longer than 2^63 - 1 nanoseconds
     */
    public static String format(Duration duration) {
        try {
            return formatNanos(duration.toNanos());
        } catch (ArithmeticException e) {
            throw new QuantityException("duration is " + duration + "; allowed: at most 2^63 - 1 nanoseconds");
        }
    }

    /** Returns {@code duration} for a message: as {@link #format} does, and of whatever is out of its range the sign and seconds. */
    public static String shown(Duration duration) {
        if (duration.isNegative()) {
            return "-" + shown(duration.negated());
        }
        boolean fits = duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) <= 0;
        return fits ? formatNanos(duration.toNanos()) : duration.toSeconds() + " s";
    }

    /**
     * Returns a duration for people: three significant digits and the unit that keeps the number small, such as {@code 30.5 ms}
     * or {@code 4.63 d}; never an exponent.
     *
     * @param seconds not negative
     */
    public static String rounded(double seconds) {
        if (seconds == 0) {
            return "0 s";
        }
        if (seconds < 0.9995e-6) {
            return digits(seconds * 1e9) + " ns";
        }
        if (seconds < 0.9995e-3) {
            return digits(seconds * 1e6) + " µs";
        }
        if (seconds < 0.9995) {
            return digits(seconds * 1e3) + " ms";
        }
        if (seconds < 119.95) {
            return digits(seconds) + " s";
        }
        if (seconds < 119.95 * 60) {
            return digits(seconds / 60) + " min";
        }
        return seconds < 99.95 * 3600 ? digits(seconds / 3600) + " h" : digits(seconds / 86400) + " d";
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
    }

    /**
     * Returns {@code nanos} exactly: ns, us, ms or s, whichever is the largest that it reaches; whole minutes, hours and
     * days in those units. {@link #parseNanos} reads it back to the same value.
     *
     * @throws QuantityException if it is negative
     */
    public static String formatNanos(long nanos) {
        if (nanos < 0) {
            throw new QuantityException("duration is " + nanos + " ns; allowed: not negative");
        }
        String unit;
        if (nanos < MINUTE || nanos % MINUTE != 0) {
            unit = nanos >= 1_000_000_000L ? "s" : nanos >= 1_000_000L ? "ms" : nanos >= 1000L ? "us" : "ns";
            unit = nanos == 0 ? "s" : unit;
        } else {
            unit = nanos % (MINUTE * 1440) == 0 ? "d" : nanos % (MINUTE * 60) == 0 ? "h" : "min";
        }
        return UNITS.write(BigDecimal.valueOf(nanos), unit);
    }
}
