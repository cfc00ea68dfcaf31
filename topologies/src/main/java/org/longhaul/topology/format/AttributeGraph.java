package org.longhaul.topology.format;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;

/** A graph whose nodes and edges carry named texts, as GraphML and GML have it: what the names mean. */
final class AttributeGraph {
    /** Bits per second of the Topology Zoo's units. */
    private static final Map<String, Double> UNITS = ImmutableMap.of("K", 1e3, "M", 1e6, "G", 1e9, "T", 1e12);

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

    private final Collector collector;
    private final List<Vertex> vertices = new ArrayList<>();
    private final Map<String, String> nameOfId = new HashMap<>();
    private final List<PartialLink> undirected = new ArrayList<>();
    private final DirectedLinks directed = new DirectedLinks();
    private final Map<String, Integer> linkNames = new HashMap<>();
    private int unclearSpeeds;
    private int hyperedges;

    AttributeGraph(Collector collector) {
        this.collector = collector;
    }

    private record Vertex(int line, String id, Map<String, String> data) {
        String label() {
            String label = data.getOrDefault("label", "");
            return label.isBlank() || label.equals("?") || label.equals("None") ? id : label;
        }
    }

    /** Takes what is said of the graph as a whole. */
    void graph(Map<String, String> data) {
        String name = data.getOrDefault("name", data.getOrDefault("Network", ""));
        if (!name.isBlank()) {
            collector.name(name);
        }
        data.getOrDefault("notes", "").lines().forEach(collector::source);
        collector.relayingHosts(!data.getOrDefault("relayingHosts", "true").equals("false"));
    }

    /** Takes a node; nodes are named once all are known, since labels may repeat. */
    void node(int line, String id, Map<String, String> data) {
        vertices.add(new Vertex(line, id, data));
    }

    /** Names the nodes; edges come after. */
    void nameNodes() {
        Map<String, Integer> uses = new HashMap<>();
        for (Vertex vertex : vertices) {
            uses.merge(vertex.label(), 1, Integer::sum);
        }
        for (Vertex vertex : vertices) {
            String label = vertex.label();
            String name = uses.getOrDefault(label, 1) > 1 ? label + " (" + vertex.id() + ")" : label;
            String field = "node \"" + Spelling.excerpt(vertex.id()) + "\"";
            if (nameOfId.putIfAbsent(vertex.id(), name) != null) {
                throw collector.refuse(vertex.line(), field, "occurs twice; allowed: unique ids");
            }
            Map<String, String> data = vertex.data();
            boolean forwards = data.getOrDefault("kind", "").equals("switch")
                    || data.getOrDefault("hyperedge", "0").equals("1");
            Coordinates place = collector.place(
                    name,
                    data.getOrDefault("latitude", data.get("Latitude")),
                    data.getOrDefault("longitude", data.get("Longitude")));
            Bandwidth rate = parsed(vertex.line(), data, "connectionRate", Bandwidth::parse);
            collector.node(
                    collector.at(
                            vertex.line(),
                            field,
                            () -> new Node(
                                    name,
                                    forwards ? Node.Kind.SWITCH : Node.Kind.HOST,
                                    data.get("site"),
                                    data.getOrDefault("region", data.get("Country")),
                                    place,
                                    rate)),
                    vertex.line());
        }
    }

    /** Takes an edge; a directed one leads from source to target. */
    void edge(
            int line, String source, String target, @Nullable String id, boolean isDirected, Map<String, String> data) {
        String from = end(line, "source", source);
        String to = end(line, "target", target);
        String wanted = data.getOrDefault("linkId", id == null ? from + "--" + to : id);
        Bandwidth forward = bandwidth(line, data);
        PartialLink link = new PartialLink(
                line,
                unique(wanted),
                from,
                to,
                forward,
                isDirected ? null : parsed(line, data, "backwardBandwidth", Bandwidth::parse),
                latency(line, data),
                number(line, "lossRate", data.getOrDefault("lossRate", "0")),
                parsed(line, data, "queue", DataSize::parse),
                collector.price(
                        line,
                        "edge",
                        stated(line, data, "dollarsPerGigabyte"),
                        isDirected ? null : stated(line, data, "backwardDollarsPerGigabyte")),
                isDirected ? null : parsed(line, data, "backwardLatency", Durations::parse),
                isDirected ? null : stated(line, data, "backwardLossRate"));
        if (isDirected) {
            directed.add(link);
        } else {
            undirected.add(link);
        }
    }

    private @Nullable Double stated(int line, Map<String, String> data, String key) {
        String text = data.get(key);
        return text == null ? null : Double.valueOf(number(line, key, text));
    }

    /** Takes an edge of several ends: a switch to which each of them is joined. */
    void hyperedge(int line, @Nullable String id, List<String> ends, Map<String, String> data) {
        hyperedges++;
        String hub = id == null ? "hyperedge" + hyperedges : id;
        while (collector.hasNode(hub)) {
            hub = hub + "'";
        }
        String name = hub;
        collector.node(collector.at(line, "<hyperedge>", () -> Node.switchOf(name)), line);
        Bandwidth bandwidth = bandwidth(line, data);
        Duration whole = latency(line, data);
        for (String end : ends) {
            String from = end(line, "endpoint", end);
            undirected.add(PartialLink.of(
                    line,
                    unique(from + "--" + name),
                    from,
                    name,
                    bandwidth,
                    whole == null ? null : whole.dividedBy(2)));
        }
    }

    Topology build() {
        if (hyperedges > 0) {
            collector.adapted(Inference.counted(hyperedges, "hyperedge")
                    + " read as switches, half of the latency on the line of each end");
        }
        if (unclearSpeeds > 0) {
            collector.adapted(Inference.counted(unclearSpeeds, "link")
                    + " state a LinkSpeed that is no number with a unit of K, M, G or T; left out");
        }
        List<PartialLink> links = new ArrayList<>(undirected);
        links.addAll(directed.lines(collector));
        new Inference(collector, links).addAll();
        return collector.build();
    }

    private String unique(String wanted) {
        int count = linkNames.merge(wanted, 1, Integer::sum);
        return count == 1 ? wanted : unique(wanted + "--" + count);
    }

    private String end(int line, String attribute, String id) {
        String name = nameOfId.get(id);
        if (name == null) {
            throw collector.refuse(
                    line,
                    "edge",
                    attribute + " is \"" + Spelling.excerpt(id) + "\"; allowed: the id of a node"
                            + Spelling.maybe(id, nameOfId.keySet()));
        }
        return name;
    }

    private @Nullable Duration latency(int line, Map<String, String> data) {
        return collector.latency(
                line,
                "edge",
                parsed(line, data, "latency", Durations::parse),
                parsed(line, data, "roundTrip", Durations::parse),
                parsed(line, data, "backwardLatency", Durations::parse));
    }

    private <T> @Nullable T parsed(
            int line, Map<String, String> data, String attribute, java.util.function.Function<String, T> parse) {
        String text = data.get(attribute);
        return text == null || text.isBlank() ? null : collector.at(line, "edge", () -> parse.apply(text));
    }

    private @Nullable Bandwidth bandwidth(int line, Map<String, String> data) {
        Bandwidth stated = parsed(line, data, "bandwidth", Bandwidth::parse);
        if (stated != null) {
            return stated;
        }
        String raw = data.getOrDefault("LinkSpeedRaw", "");
        if (!raw.isBlank()) {
            return rate(line, "LinkSpeedRaw", number(line, "LinkSpeedRaw", raw));
        }
        String speed = data.getOrDefault("LinkSpeed", "").strip();
        if (speed.isEmpty()) {
            return null;
        }
        Double unit = UNITS.get(data.getOrDefault("LinkSpeedUnits", "").strip().toUpperCase(Locale.ROOT));
        if (unit == null || !NUMBER.matcher(speed).matches()) {
            unclearSpeeds++;
            return null;
        }
        return rate(line, "LinkSpeed", Double.parseDouble(speed) * unit);
    }

    private Bandwidth rate(int line, String attribute, double bits) {
        if (!(bits >= 1 && bits < 9e18)) {
            throw collector.refuse(
                    line, "edge", attribute + " is " + PlainNumber.of(bits) + " bits per second; allowed: 1 to 9e18");
        }
        return new Bandwidth(Math.round(bits));
    }

    private double number(int line, String attribute, String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw collector.refuse(
                    line, "edge", attribute + " is \"" + Spelling.excerpt(text) + "\"; allowed: a number");
        }
    }
}
