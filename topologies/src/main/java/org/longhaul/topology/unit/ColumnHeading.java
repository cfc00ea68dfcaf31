package org.longhaul.topology.unit;

import com.google.common.collect.ImmutableMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a column, a key or a whole table of measurements is called: {@code time_ms}, {@code bandwidth (Mbit/s)}, {@code RTT
 * [ms]}.
 *
 * @param name the part before the unit, lower case, letters only; empty where there is a unit alone
 * @param unit the unit as this product writes it, or null
 */
public record ColumnHeading(String name, @Nullable String unit) {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d{1,3})?");
    private static final Pattern BRACKETS = Pattern.compile("(.*?)[\\s_]*[\\[(]([^\\])]*)[\\])]");
    private static final Pattern RATE = Pattern.compile("([kKmMgG]?)(bps|bits?/s|bits?ps|Bps|B/s|bytes/s)");
    private static final Map<String, String> TIMES = times();

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

    /** Returns what {@code text} means. */
    public static ColumnHeading of(String text) {
        String cell = text.strip().replace("\"", "");
        String unit = null;
        String name = cell;
        int gap = Math.max(cell.lastIndexOf('_'), cell.lastIndexOf(' '));
        Matcher bracketed = BRACKETS.matcher(cell);
        // A lone letter such as t or s is a name.
        String alone = gap < 0 && cell.length() > 1 ? unit(cell) : null;
        if (alone != null) {
            return new ColumnHeading("", alone);
        }
        if (bracketed.matches()) {
            name = bracketed.group(1);
            unit = unit(bracketed.group(2).strip());
        } else if (gap > 0) {
            unit = unit(cell.substring(gap + 1));
            name = unit == null ? cell : cell.substring(0, gap);
        }
        return new ColumnHeading(letters(name), unit);
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }

    /** Whether a text is a number without a unit. */
    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** Returns the unit that a heading's word stands for, as this product writes it, or null: {@code mbps} is Mbit/s. */
    public static @Nullable String unit(String word) {
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
}
