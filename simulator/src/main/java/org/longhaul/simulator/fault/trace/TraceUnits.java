package org.longhaul.simulator.fault.trace;

import com.google.common.collect.ImmutableMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/** Numbers with and without units in traces, and the units that headers and keys name: {@code time_ms}, {@code bandwidth (Mbit/s)}. */
final class TraceUnits {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d{1,3})?");
    private static final Pattern RATE = Pattern.compile("([kKmMgG]?)(bps|bits?/s|bits?ps|Bps|B/s|bytes/s)");
    private static final Map<String, String> TIMES = times();
    private static final List<String> TIME_NAMES = List.of("time", "timestamp", "t", "at", "duration");
    private static final Map<Trace.Quantity, List<String>> NAMES = ImmutableMap.of(
            Trace.Quantity.BANDWIDTH, List.of("bandwidth", "throughput", "rate", "capacity", "bw"),
            Trace.Quantity.LATENCY, List.of("latency", "delay", "owd", "rtt", "roundtrip"),
            Trace.Quantity.LOSS, List.of("loss", "lossrate"));

    private TraceUnits() {}

    private static Map<String, String> times() {
        Map<String, String> times = new HashMap<>();
        for (String unit : List.of("ns", "us", "ms", "s", "min", "h")) {
            times.put(unit, unit);
        }
        ImmutableMap.of(
                        "sec", "s", "secs", "s", "second", "s", "seconds", "s", "msec", "ms", "usec", "us", "millis",
                        "ms")
                .forEach(times::put);
        return ImmutableMap.copyOf(times);
    }

    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /**
     * What a column is called.
     *
     * @param name the part before the unit, lower case, letters only
     * @param unit the unit as this product writes it, or null
     */
    record Heading(String name, @Nullable String unit) {
        boolean isTime() {
            return TIME_NAMES.contains(name);
        }

        boolean isOf(Trace.Quantity quantity) {
            return NAMES.getOrDefault(quantity, List.of()).contains(name);
        }

        /** Whether it holds both ways of a latency. */
        boolean isRoundTrip() {
            return name.equals("rtt") || name.equals("roundtrip");
        }

        static Heading of(String text) {
            String cell = text.strip().replace("\"", "");
            String unit = null;
            String name = cell;
            Matcher parted =
                    Pattern.compile("(.*?)[\\s_]*[\\[(]([^\\])]*)[\\])]").matcher(cell);
            int underscore = Math.max(cell.lastIndexOf('_'), cell.lastIndexOf(' '));
            if (parted.matches()) {
                name = parted.group(1);
                unit = known(parted.group(2).strip());
            } else if (underscore > 0) {
                unit = known(cell.substring(underscore + 1));
                name = unit == null ? cell : cell.substring(0, underscore);
            }
            return new Heading(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""), unit);
        }
    }

    /** Returns the unit that a heading's word stands for, or null. */
    private static @Nullable String known(String word) {
        String time = TIMES.get(word.toLowerCase(Locale.ROOT));
        if (time != null) {
            return time;
        }
        if (word.equals("%") || word.equalsIgnoreCase("percent")) {
            return "%";
        }
        Matcher rate = RATE.matcher(word);
        if (!rate.matches()) {
            // "Mbps" is often written all in capitals or not, and always means bits.
            rate = RATE.matcher(word.equals(word.toUpperCase(Locale.ROOT)) ? "" : word.toLowerCase(Locale.ROOT));
        }
        if (!rate.matches()) {
            return null;
        }
        String prefix =
                rate.group(1).equalsIgnoreCase("k") ? "k" : rate.group(1).toUpperCase(Locale.ROOT);
        boolean bytes = rate.group(2).startsWith("B") || rate.group(2).startsWith("bytes");
        return prefix + (bytes ? "B/s" : "bit/s");
    }

    /** Returns the nanoseconds that a time states; one without a unit is in {@code unit}. Parts of a nanosecond are rounded. */
    static long nanos(String text, String unit) {
        return Durations.roundedNanos(isNumber(text) ? text + " " + unit : text);
    }

    /**
     * Returns the value that a text states: bits per second, nanoseconds, or a share.
     *
     * @param unit of a value that is written without one, or null
     */
    static double value(String text, Trace.Quantity quantity, @Nullable String unit) {
        String whole = unit != null && isNumber(text) ? text + " " + unit : text;
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
