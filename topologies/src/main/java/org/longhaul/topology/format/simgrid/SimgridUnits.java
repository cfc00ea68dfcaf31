package org.longhaul.topology.format.simgrid;

import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.format.TopologyFormatException;
import org.longhaul.topology.format.XmlElement;
import org.longhaul.topology.unit.Bandwidth;

/** Numbers with units as SimGrid writes them: {@code 10Gbps}, {@code 125MBps}, {@code 25us}; no unit means B/s or s. */
final class SimgridUnits {
    private static final Pattern GRAMMAR =
            Pattern.compile("(\\d+\\.?\\d*(?:[eE][+-]?\\d{1,2})?|\\.\\d+)\\s*([A-Za-z]*)");
    private static final Pattern RATE = Pattern.compile("([kKMGTP]?)(i?)([bB])ps");
    private static final Map<String, String> TIMES = ImmutableMap.ofEntries(
            Map.entry("", "1e9"),
            Map.entry("ps", "1e-3"),
            Map.entry("ns", "1"),
            Map.entry("us", "1e3"),
            Map.entry("ms", "1e6"),
            Map.entry("s", "1e9"),
            Map.entry("m", "6e10"),
            Map.entry("h", "3.6e12"),
            Map.entry("d", "8.64e13"),
            Map.entry("w", "6.048e14"));

    private SimgridUnits() {}

    static Bandwidth bandwidth(XmlElement element, String attribute, String text) {
        Matcher number = match(element, attribute, text, "10Gbps");
        String unit = number.group(2).isEmpty() ? "Bps" : number.group(2);
        Matcher rate = RATE.matcher(unit);
        if (!rate.matches() || (rate.group(2).equals("i") && rate.group(1).isEmpty())) {
            throw refuse(element, attribute, text, "10Gbps");
        }
        BigDecimal base = BigDecimal.valueOf(rate.group(2).isEmpty() ? 1000 : 1024);
        BigDecimal factor = rate.group(1).isEmpty()
                ? BigDecimal.ONE
                : base.pow("kMGTP".indexOf(rate.group(1).replace('K', 'k')) + 1);
        BigDecimal bits = new BigDecimal(number.group(1))
                .multiply(factor)
                .multiply(rate.group(3).equals("B") ? BigDecimal.valueOf(8) : BigDecimal.ONE);
        return new Bandwidth(whole(element, attribute, text, bits));
    }

    static Duration latency(XmlElement element, String attribute, String text) {
        Matcher number = match(element, attribute, text, "25us");
        String factor = TIMES.get(number.group(2));
        if (factor == null) {
            throw refuse(element, attribute, text, "25us");
        }
        BigDecimal nanos = new BigDecimal(number.group(1)).multiply(new BigDecimal(factor));
        return Duration.ofNanos(whole(element, attribute, text, nanos));
    }

    private static long whole(XmlElement element, String attribute, String text, BigDecimal value) {
        try {
            return value.setScale(0, RoundingMode.HALF_UP).longValueExact();
        } catch (ArithmeticException e) {
            throw refuse(element, attribute, text, "a smaller value");
        }
    }

    private static Matcher match(XmlElement element, String attribute, String text, String example) {
        Matcher matcher = GRAMMAR.matcher(text.strip());
        if (text.length() > 40 || !matcher.matches()) {
            throw refuse(element, attribute, text, example);
        }
        return matcher;
    }

    private static TopologyFormatException refuse(XmlElement element, String attribute, String text, String example) {
        return element.refuse(
                attribute + " is \"" + Spelling.excerpt(text) + "\"; allowed: a number and a unit, such as " + example);
    }
}
