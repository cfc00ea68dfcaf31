package org.longhaul.topology.format;

import com.google.auto.service.AutoService;
import java.io.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;
import org.longhaul.topology.unit.Spelling;

/**
 * Reads GraphML: the files of the Internet Topology Zoo (labels, coordinates, link speeds) and what {@link GraphmlWriter}
 * writes.
 *
 * <p>Of a Zoo file, a node is called after its label, with its number where labels repeat; a hyperedge becomes a switch;
 * bandwidth is LinkSpeedRaw (bits per second), else LinkSpeed in LinkSpeedUnits (K, M, G or T bits per second); links of a node
 * to itself are left out. What is missing is inferred as {@code Inference} states and noted; so is a LinkSpeed that is
 * no number with a unit, as in the Zoo's "1-10" or "&lt;2.5".
 */
@AutoService(TopologyReader.class)
public final class GraphmlReader implements TopologyReader {
    /** Bits per second of the Topology Zoo's units. */
    private static final Map<String, Double> UNITS = Map.of("K", 1e3, "M", 1e6, "G", 1e9, "T", 1e12);

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

    /** For the service loader. */
    public GraphmlReader() {}

    @Override
    public String id() {
        return "graphml";
    }

    @Override
    public String description() {
        return "GraphML, as in the Internet Topology Zoo.";
    }

    @Override
    public String source() {
        return "Brandes et al., \"GraphML progress report\", 2001; Knight et al., \"The Internet Topology Zoo\", IEEE JSAC 2011";
    }

    @Override
    public List<String> extensions() {
        return List.of("graphml");
    }

    @Override
    public boolean recognises(String head) {
        return head.contains("<graphml");
    }

    @Override
    public Topology read(Reader text, String fileName) {
        return new Parse(fileName).read(XmlText.read(text, fileName, "graphml"));
    }

    /** The state of reading one file. */
    private static final class Parse {
        private final Collector collector;
        private final Map<String, String> attributeOfKey = new HashMap<>();
        private final Map<String, String> nameOfId = new HashMap<>();
        private final List<PartialLink> links = new ArrayList<>();
        private final Map<String, Integer> linkNames = new HashMap<>();
        private int loops;
        private int unclearSpeeds;

        Parse(String file) {
            this.collector = new Collector(file);
        }

        Topology read(XmlElement root) {
            for (XmlElement key : root.children("key")) {
                attributeOfKey.put(key.required("id"), key.optional("attr.name", key.required("id")));
            }
            XmlElement graph = root.requiredChild("graph");
            Map<String, String> data = data(graph);
            String name = data.getOrDefault("name", data.getOrDefault("Network", ""));
            if (!name.isBlank()) {
                collector.name(name);
            }
            data.getOrDefault("notes", "").lines().filter(n -> !n.isBlank()).forEach(collector::note);
            collector.relayingHosts(!data.getOrDefault("relayingHosts", "true").equals("false"));
            nodes(graph.children("node"));
            graph.children("edge").forEach(this::edge);
            if (loops > 0) {
                collector.note(loops + " links of a node to itself left out");
            }
            if (unclearSpeeds > 0) {
                collector.note(
                        unclearSpeeds + " links state a LinkSpeed that is no number with a unit of K, M, G or T");
            }
            new Inference(collector, links).addAll();
            return collector.build();
        }

        private Map<String, String> data(XmlElement element) {
            Map<String, String> values = new HashMap<>();
            for (XmlElement data : element.children("data")) {
                String key = data.required("key");
                String attribute = attributeOfKey.get(key);
                if (attribute == null) {
                    throw data.refuse("key \"" + Spelling.excerpt(key) + "\" is not declared"
                            + Spelling.maybe(key, attributeOfKey.keySet()));
                }
                values.put(attribute, data.text());
            }
            return values;
        }

        private void nodes(List<XmlElement> nodes) {
            Map<String, Integer> uses = new HashMap<>();
            for (XmlElement node : nodes) {
                uses.merge(label(node, data(node)), 1, Integer::sum);
            }
            for (XmlElement node : nodes) {
                if (node.child("graph") != null) {
                    throw node.refuse("holds a graph; allowed: flat graphs");
                }
                Map<String, String> data = data(node);
                String id = node.required("id");
                String label = label(node, data);
                String name = uses.getOrDefault(label, 1) > 1 ? label + " (" + id + ")" : label;
                if (nameOfId.putIfAbsent(id, name) != null) {
                    throw node.refuse("occurs twice; allowed: unique ids");
                }
                boolean forwards = data.getOrDefault("kind", "").equals("switch")
                        || data.getOrDefault("hyperedge", "0").equals("1");
                collector.node(
                        collector.at(
                                node.line,
                                "<node id=\"" + Spelling.excerpt(id) + "\">",
                                () -> new Node(
                                        name,
                                        forwards ? Node.Kind.SWITCH : Node.Kind.HOST,
                                        data.get("site"),
                                        data.getOrDefault("region", data.get("Country")),
                                        place(node, data))),
                        node.line);
            }
        }

        private static String label(XmlElement node, Map<String, String> data) {
            String label = data.getOrDefault("label", "");
            return label.isBlank() || label.equals("?") || label.equals("None") ? node.required("id") : label;
        }

        private static @Nullable Coordinates place(XmlElement node, Map<String, String> data) {
            String latitude = data.getOrDefault("latitude", data.getOrDefault("Latitude", ""));
            String longitude = data.getOrDefault("longitude", data.getOrDefault("Longitude", ""));
            return latitude.isEmpty() || longitude.isEmpty()
                    ? null
                    : new Coordinates(number(node, "latitude", latitude), number(node, "longitude", longitude));
        }

        private void edge(XmlElement edge) {
            String from = end(edge, "source");
            String to = end(edge, "target");
            if (from.equals(to)) {
                loops++;
                return;
            }
            Map<String, String> data = data(edge);
            String id = unique(data.getOrDefault("linkId", edge.optional("id", from + "--" + to)));
            Bandwidth forward = bandwidth(edge, data);
            links.add(new PartialLink(
                    edge.line,
                    id,
                    from,
                    to,
                    forward,
                    data.containsKey("backwardBandwidth")
                            ? collector.at(edge.line, "<edge>", () -> Bandwidth.parse(data.get("backwardBandwidth")))
                            : forward,
                    data.containsKey("latency")
                            ? collector.at(edge.line, "<edge>", () -> duration(data.get("latency")))
                            : null,
                    number(edge, "lossRate", data.getOrDefault("lossRate", "0")),
                    data.containsKey("queue")
                            ? collector.at(edge.line, "<edge>", () -> DataSize.parse(data.get("queue")))
                            : null,
                    data.containsKey("dollarsPerGigabyte")
                            ? Double.valueOf(number(edge, "dollarsPerGigabyte", data.get("dollarsPerGigabyte")))
                            : null));
        }

        private static Duration duration(String text) {
            return Durations.parse(text);
        }

        private String unique(String wanted) {
            int count = linkNames.merge(wanted, 1, Integer::sum);
            return count == 1 ? wanted : unique(wanted + "--" + count);
        }

        private String end(XmlElement edge, String attribute) {
            String id = edge.required(attribute);
            String name = nameOfId.get(id);
            if (name == null) {
                throw edge.refuse(attribute + " is \"" + Spelling.excerpt(id) + "\"; allowed: the id of a node"
                        + Spelling.maybe(id, nameOfId.keySet()));
            }
            return name;
        }

        private @Nullable Bandwidth bandwidth(XmlElement edge, Map<String, String> data) {
            if (data.containsKey("bandwidth")) {
                return collector.at(edge.line, "<edge>", () -> Bandwidth.parse(data.get("bandwidth")));
            }
            String raw = data.getOrDefault("LinkSpeedRaw", "");
            if (!raw.isBlank()) {
                return rate(edge, "LinkSpeedRaw", number(edge, "LinkSpeedRaw", raw));
            }
            String speed = data.getOrDefault("LinkSpeed", "").strip();
            if (speed.isEmpty()) {
                return null;
            }
            Double unit =
                    UNITS.get(data.getOrDefault("LinkSpeedUnits", "").strip().toUpperCase(Locale.ROOT));
            if (unit == null || !NUMBER.matcher(speed).matches()) {
                unclearSpeeds++;
                return null;
            }
            return rate(edge, "LinkSpeed", Double.parseDouble(speed) * unit);
        }

        private static Bandwidth rate(XmlElement edge, String attribute, double bits) {
            if (!(bits >= 1 && bits < 9e18)) {
                throw edge.refuse(attribute + " is " + bits + " bits per second; allowed: 1 to 9e18");
            }
            return new Bandwidth(Math.round(bits));
        }

        private static double number(XmlElement element, String attribute, String text) {
            try {
                return Double.parseDouble(text.strip().toLowerCase(Locale.ROOT).replace("nan", "NaN"));
            } catch (NumberFormatException e) {
                throw element.refuse(attribute + " is \"" + Spelling.excerpt(text) + "\"; allowed: a number");
            }
        }
    }
}
