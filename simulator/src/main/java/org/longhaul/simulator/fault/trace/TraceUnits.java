package org.longhaul.simulator.fault.trace;

import com.google.common.collect.ImmutableMap;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.ColumnHeading;
import org.longhaul.topology.unit.Durations;

/** Numbers with and without units in traces, and which quantity a column holds. */
final class TraceUnits {
    private static final List<String> TIME_NAMES =
            List.of("time", "timestamp", "t", "at", "duration", "date", "datetime", "dtime");
    private static final Pattern DATE = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?(?:Z|[+-]\\d\\d:\\d\\d)?");
    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final Map<Trace.Quantity, List<String>> NAMES = ImmutableMap.of(
            Trace.Quantity.BANDWIDTH, List.of("bandwidth", "throughput", "rate", "capacity", "bw"),
            Trace.Quantity.LATENCY, List.of("latency", "delay", "owd", "rtt", "roundtrip"),
            Trace.Quantity.LOSS, List.of("loss", "lossrate"));

    private TraceUnits() {}

    /** Whether a column holds times. */
    static boolean isTime(ColumnHeading heading) {
        return TIME_NAMES.contains(heading.name());
    }

    static boolean isOf(ColumnHeading heading, Trace.Quantity quantity) {
        return NAMES.getOrDefault(quantity, List.of()).contains(heading.name());
    }

    /** Whether a column holds both ways of a latency. */
    static boolean isRoundTrip(ColumnHeading heading) {
        return heading.name().equals("rtt") || heading.name().equals("roundtrip");
    }

    /** Whether a text is a date with a time of day. */
    static boolean isDate(String text) {
        // "2026-05-03 ...": most times are told from a date by this alone.
        return text.length() > 15 && text.charAt(4) == '-' && DATE.matcher(text).matches();
    }

    /** Returns the nanoseconds of a date since 1970; one without a zone is of Greenwich. */
    static long dateNanos(String text) {
        String date = text.replace(' ', 'T');
        try {
            Instant instant = date.endsWith("Z") || date.substring(11).matches(".*[+-].*")
                    ? OffsetDateTime.parse(date).toInstant()
                    : LocalDateTime.parse(date).toInstant(ZoneOffset.UTC);
            BigInteger nanos = BigInteger.valueOf(instant.getEpochSecond())
                    .multiply(BigInteger.valueOf(1_000_000_000))
                    .add(BigInteger.valueOf(instant.getNano()));
            if (nanos.signum() < 0 || nanos.compareTo(LARGEST) > 0) {
                throw new IllegalArgumentException("is before 1970 or after 2262");
            }
            return nanos.longValueExact();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("is no date of the calendar; allowed: 2026-05-03 10:00:00", e);
        }
    }

    /** Returns the nanoseconds that a time states; one without a unit is in {@code unit}. Parts of a nanosecond are rounded. */
    static long nanos(String text, String unit) {
        return Durations.roundedNanos(ColumnHeading.isNumber(text) ? text + " " + unit : text);
    }

    /**
     * Returns the value that a text states: bits per second, nanoseconds, or a share.
     *
     * @param unit of a value that is written without one, or null
     */
    static double value(String text, Trace.Quantity quantity, @Nullable String unit) {
        String whole = unit != null && ColumnHeading.isNumber(text) ? text + " " + unit : text;
        return switch (quantity) {
            case BANDWIDTH -> Bandwidth.rounded(whole).bitsPerSecond();
            case LATENCY -> Durations.roundedNanos(whole);
            case LOSS -> loss(whole);
        };
    }

    private static double loss(String text) {
        boolean isPercent = text.endsWith("%");
        double loss;
        try {
            loss = Double.parseDouble(
                    isPercent ? text.substring(0, text.length() - 1).strip() : text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number; allowed: a share such as 0.01 or 1 %", e);
        }
        loss = isPercent ? loss / 100 : loss;
        if (!(loss >= 0 && loss < 1)) {
            throw new IllegalArgumentException("a loss must lie in [0, 1), below 100 %");
        }
        return loss;
    }
}
