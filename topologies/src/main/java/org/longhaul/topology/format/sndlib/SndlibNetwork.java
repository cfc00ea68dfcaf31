package org.longhaul.topology.format.sndlib;

import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.format.Collector;
import org.longhaul.topology.format.DirectedLinks;
import org.longhaul.topology.format.Inference;
import org.longhaul.topology.format.PartialLink;
import org.longhaul.topology.unit.Bandwidth;

/** What both forms of SNDlib have in common: places, links and the meaning of capacities. */
final class SndlibNetwork {
    private static final Map<String, Long> UNITS = ImmutableMap.of(
            "BITPERSEC", 1L,
            "BITSPERSEC", 1L,
            "KBITPERSEC", 1_000L,
            "MBITPERSEC", 1_000_000L,
            "GBITPERSEC", 1_000_000_000L);
    private static final int LONGEST_NUMBER = 40;

    private final Collector collector;
    private final List<Station> stations = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private boolean geographic = true;
    private long bitsPerUnit;

    SndlibNetwork(String file) {
        this.collector = new Collector(file);
    }

    private record Station(int line, String id, @Nullable BigDecimal x, @Nullable BigDecimal y) {
        boolean isOnEarth() {
            return x == null || y == null || (Math.abs(x.doubleValue()) <= 180 && Math.abs(y.doubleValue()) <= 90);
        }
    }

    private record Line(
            int line, String id, String from, String to, @Nullable String preinstalled, List<String> modules) {}

    /** Sets the unit of capacities, as the file's meta data names it. */
    void unit(int line, String unit) {
        Long known = UNITS.get(unit.toUpperCase(Locale.ROOT));
        if (known == null) {
            throw collector.refuse(
                    line,
                    "unit",
                    "is \"" + Spelling.excerpt(unit) + "\"; allowed: "
                            + String.join(", ", UNITS.keySet().stream().sorted().toList())
                            + Spelling.maybe(unit, UNITS.keySet()));
        }
        bitsPerUnit = known;
    }

    /** Says that coordinates are pixels of a drawing. */
    void pixels() {
        geographic = false;
    }

    void node(int line, String id, @Nullable String x, @Nullable String y) {
        stations.add(
                new Station(line, id, x == null ? null : number(line, id, x), y == null ? null : number(line, id, y)));
    }

    void link(int line, String id, String from, String to, @Nullable String preinstalled, List<String> modules) {
        lines.add(new Line(line, id, from, to, preinstalled, modules));
    }

    Topology build() {
        if (bitsPerUnit == 0) {
            bitsPerUnit = 1_000_000L;
            collector.adapted("the file states no unit of capacity; read as Mbit/s");
        }
        // One place off the map shows what all of them are: the native form does not say which kind it has.
        boolean places = geographic && stations.stream().allMatch(Station::isOnEarth);
        if (!places) {
            collector.adapted("coordinates are pixels, not places; left out");
        }
        for (Station station : stations) {
            BigDecimal x = station.x();
            BigDecimal y = station.y();
            Coordinates place =
                    places && x != null && y != null ? new Coordinates(y.doubleValue(), x.doubleValue()) : null;
            collector.node(
                    collector.at(station.line(), "node", () -> Node.host(station.id())
                            .at(place)),
                    station.line());
        }
        List<PartialLink> links = new ArrayList<>();
        for (Line line : lines) {
            links.add(PartialLink.of(line.line(), line.id(), line.from(), line.to(), bandwidth(line), null));
        }
        new Inference(collector, DirectedLinks.unlessAllArePaired(links, collector)).addAll();
        return collector.build();
    }

    private @Nullable Bandwidth bandwidth(Line line) {
        String preinstalled = line.preinstalled();
        BigDecimal capacity = preinstalled == null ? BigDecimal.ZERO : capacity(line, preinstalled);
        if (capacity.signum() == 0) {
            for (String module : line.modules()) {
                BigDecimal offered = capacity(line, module);
                boolean better = capacity.signum() == 0 || offered.compareTo(capacity) < 0;
                capacity = offered.signum() > 0 && better ? offered : capacity;
            }
        }
        if (capacity.signum() == 0) {
            return null;
        }
        try {
            return new Bandwidth(capacity.multiply(BigDecimal.valueOf(bitsPerUnit))
                    .setScale(0, RoundingMode.CEILING)
                    .longValueExact());
        } catch (ArithmeticException e) {
            throw collector.refuse(
                    line.line(),
                    "link \"" + Spelling.excerpt(line.id()) + "\"",
                    "capacity is " + capacity.toEngineeringString() + "; allowed: at most " + Long.MAX_VALUE
                            + " bit/s");
        }
    }

    private BigDecimal capacity(Line line, String text) {
        BigDecimal value = number(line.line(), line.id(), text);
        if (value.signum() < 0) {
            throw collector.refuse(
                    line.line(),
                    "link \"" + Spelling.excerpt(line.id()) + "\"",
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
