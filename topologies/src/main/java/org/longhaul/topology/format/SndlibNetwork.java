package org.longhaul.topology.format;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Spelling;

/** What both forms of SNDlib have in common: places, links and the meaning of capacities. */
final class SndlibNetwork {
    private static final Map<String, Long> UNITS =
            Map.of("KBITPERSEC", 1_000L, "MBITPERSEC", 1_000_000L, "GBITPERSEC", 1_000_000_000L);
    private static final int LONGEST_NUMBER = 40;

    private final Collector collector;
    private final boolean geographic;
    private final long bitsPerUnit;
    private final List<PartialLink> links = new ArrayList<>();
    private int loops;

    SndlibNetwork(String file, boolean geographic, String unit) {
        this.collector = new Collector(file);
        this.geographic = geographic;
        Long known = UNITS.get(unit.toUpperCase(Locale.ROOT));
        this.bitsPerUnit = known == null ? 1_000_000L : known;
        if (known == null) {
            collector.note("SNDlib states no unit of capacity that is known here; read as Mbit/s");
        }
        if (!geographic) {
            collector.note("coordinates are pixels, not places; left out");
        }
    }

    void node(int line, String id, @Nullable String x, @Nullable String y) {
        Coordinates place = geographic && x != null && y != null
                ? collector.at(
                        line,
                        "node \"" + Spelling.excerpt(id) + "\"",
                        () -> new Coordinates(
                                number(line, id, y).doubleValue(),
                                number(line, id, x).doubleValue()))
                : null;
        collector.node(collector.at(line, "node", () -> Node.host(id).at(place)), line);
    }

    void link(int line, String id, String from, String to, @Nullable String preinstalled, List<String> modules) {
        if (from.equals(to)) {
            loops++;
            return;
        }
        BigDecimal capacity = preinstalled == null ? BigDecimal.ZERO : capacity(line, id, preinstalled);
        if (capacity.signum() == 0) {
            for (String module : modules) {
                BigDecimal offered = capacity(line, id, module);
                boolean better = capacity.signum() == 0 || offered.compareTo(capacity) < 0;
                capacity = offered.signum() > 0 && better ? offered : capacity;
            }
        }
        links.add(PartialLink.of(
                line, id, from, to, capacity.signum() == 0 ? null : bandwidth(line, id, capacity), null));
    }

    Topology build() {
        if (loops > 0) {
            collector.note(loops + " links of a node to itself left out");
        }
        new Inference(collector, links).addAll();
        return collector.build();
    }

    private Bandwidth bandwidth(int line, String id, BigDecimal capacity) {
        try {
            return new Bandwidth(capacity.multiply(BigDecimal.valueOf(bitsPerUnit))
                    .setScale(0, RoundingMode.CEILING)
                    .longValueExact());
        } catch (ArithmeticException e) {
            throw collector.refuse(
                    line,
                    "link \"" + Spelling.excerpt(id) + "\"",
                    "capacity is " + capacity.toEngineeringString() + "; allowed: at most " + Long.MAX_VALUE
                            + " bit/s");
        }
    }

    private BigDecimal capacity(int line, String id, String text) {
        BigDecimal value = number(line, id, text);
        if (value.signum() < 0) {
            throw collector.refuse(
                    line,
                    "link \"" + Spelling.excerpt(id) + "\"",
                    "capacity is " + Spelling.excerpt(text) + "; allowed: not negative");
        }
        return value;
    }

    private BigDecimal number(int line, String id, String text) {
        try {
            BigDecimal value = text.length() > LONGEST_NUMBER ? null : new BigDecimal(text.strip());
            if (value != null && Math.abs(value.scale()) <= LONGEST_NUMBER) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below, as too long a number is.
        }
        throw collector.refuse(
                line,
                "\"" + Spelling.excerpt(id) + "\"",
                "\"" + Spelling.excerpt(text) + "\" is not a number of at most " + LONGEST_NUMBER + " digits");
    }
}
