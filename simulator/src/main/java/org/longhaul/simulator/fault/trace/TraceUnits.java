package org.longhaul.simulator.fault.trace;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.ColumnHeading;
import org.longhaul.topology.unit.Durations;

/** Numbers with and without units in traces, and which quantity a column holds. */
final class TraceUnits {
    private static final List<String> TIME_NAMES = List.of("time", "timestamp", "t", "at", "duration");
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
