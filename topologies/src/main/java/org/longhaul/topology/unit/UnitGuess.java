package org.longhaul.topology.unit;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What somebody who wrote a refused unit may have meant. */
final class UnitGuess {
    private static final Pattern DATA = Pattern.compile(
            "([kKMGTPE]?)(i?)(b|B|bps|Bps|b/s|B/s|bit|bits|byte|bytes|[bB]its?/s(?:ec)?|[bB]ytes?/s(?:ec)?)");
    private static final Pattern FLOPS = Pattern.compile("([kKMGTPE]?)(?i:flops?(?:/s)?)");
    private static final Map<String, String> TIMES = ImmutableMap.ofEntries(
            Map.entry("sec", "s"),
            Map.entry("secs", "s"),
            Map.entry("second", "s"),
            Map.entry("seconds", "s"),
            Map.entry("msec", "ms"),
            Map.entry("millis", "ms"),
            Map.entry("milliseconds", "ms"),
            Map.entry("usec", "us"),
            Map.entry("micros", "us"),
            Map.entry("microseconds", "us"),
            Map.entry("nsec", "ns"),
            Map.entry("nanos", "ns"),
            Map.entry("nanoseconds", "ns"),
            Map.entry("m", "min"),
            Map.entry("mins", "min"),
            Map.entry("minute", "min"),
            Map.entry("minutes", "min"),
            Map.entry("hr", "h"),
            Map.entry("hrs", "h"),
            Map.entry("hour", "h"),
            Map.entry("hours", "h"),
            Map.entry("day", "d"),
            Map.entry("days", "d"));

    private UnitGuess() {}

    /** Returns valid-looking spellings, most likely first; the caller keeps those that its kind of quantity has. */
    static List<String> of(String unit) {
        List<String> guesses = new ArrayList<>();
        Matcher data = DATA.matcher(unit);
        if (data.matches()) {
            String binary = data.group(2);
            String prefix = prefix(data.group(1), !binary.isEmpty()) + binary;
            String symbol = data.group(3);
            boolean bytes = symbol.length() > 1 && (symbol.startsWith("B") || symbol.startsWith("byte"));
            guesses.add(prefix + (bytes ? "B/s" : "bit/s"));
            guesses.add(prefix + (bytes ? "bit/s" : "B/s"));
            guesses.add(prefix + "B");
        }
        Matcher flops = FLOPS.matcher(unit);
        if (flops.matches()) {
            guesses.add(prefix(flops.group(1), false) + "FLOP/s");
        }
        String time = TIMES.get(unit.toLowerCase(Locale.ROOT));
        if (time != null) {
            guesses.add(time);
        }
        return guesses;
    }

    private static String prefix(String letter, boolean binary) {
        return letter.equalsIgnoreCase("k") ? (binary ? "K" : "k") : letter;
    }
}
