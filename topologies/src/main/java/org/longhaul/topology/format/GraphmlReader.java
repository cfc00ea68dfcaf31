package org.longhaul.topology.format;

import com.google.auto.service.AutoService;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.FixedRoute;
import org.longhaul.topology.PathRule;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.format.writer.GraphmlWriter;

/**
 * Reads GraphML: the files of the Internet Topology Zoo (labels, coordinates, link speeds) and what {@link GraphmlWriter}
 * writes.
 *
 * <p>Of a Zoo file, a node is called after its label, with its number where labels repeat; a hyperedge becomes a switch;
 * bandwidth is LinkSpeedRaw (bits per second), else LinkSpeed in LinkSpeedUnits (K, M, G or T bits per second); links of a node
 * to itself are left out. A value that an element leaves out is its key's {@code <default>}. A directed edge and one back
 * are one line, whose directions may differ; a directed edge alone is a one-way line. What is missing is inferred as
 * {@code Inference} states and noted; so is a LinkSpeed that is no number with a unit, as in the Zoo's "1-10" or
 * "&lt;2.5".
 */
@AutoService(TopologyReader.class)
public final class GraphmlReader implements TopologyReader {
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
        private final AttributeGraph graph;
        private final Map<String, String> attributeOfKey = new HashMap<>();
        /** What holds where an element leaves a key out, by the kind of element. */
        private final Map<String, Map<String, String>> defaults = new HashMap<>();

        Parse(String file) {
            this.collector = new Collector(file);
            this.graph = new AttributeGraph(collector);
        }

        Topology read(XmlElement root) {
            root.children("key").forEach(this::key);
            XmlElement element = root.requiredChild("graph");
            List<XmlElement> graphs = root.children("graph");
            if (graphs.size() > 1) {
                throw graphs.get(1).refuse("is one of " + graphs.size() + " graphs; allowed: one graph in a file");
            }
            graph.graph(data(element));
            own(element);
            for (XmlElement node : element.children("node")) {
                if (node.child("graph") != null) {
                    throw node.refuse("holds a graph; allowed: flat graphs");
                }
                graph.node(node.line, node.required("id"), data(node));
            }
            graph.nameNodes();
            boolean directed = element.optional("edgedefault", "undirected").equals("directed");
            for (XmlElement edge : element.children("edge")) {
                graph.edge(
                        edge.line,
                        edge.required("source"),
                        edge.required("target"),
                        edge.attributes.get("id"),
                        edge.optional("directed", String.valueOf(directed)).equals("true"),
                        data(edge));
            }
            for (XmlElement hyperedge : element.children("hyperedge")) {
                List<String> ends = new ArrayList<>();
                for (XmlElement end : hyperedge.children("endpoint")) {
                    if (!end.optional("type", "undir").equals("undir")) {
                        throw end.refuse("has a direction; allowed: hyperedges without one");
                    }
                    ends.add(end.required("node"));
                }
                graph.hyperedge(hyperedge.line, hyperedge.attributes.get("id"), ends, data(hyperedge));
            }
            return graph.build();
        }

        private void key(XmlElement key) {
            String attribute = key.optional("attr.name", key.required("id"));
            attributeOfKey.put(key.required("id"), attribute);
            XmlElement value = key.child("default");
            if (value != null) {
                defaults.computeIfAbsent(key.optional("for", "all"), k -> new HashMap<>())
                        .put(attribute, value.text());
            }
        }

        /** Takes what only our own writer writes: kinds of notes, the rule of paths, fixed routes. */
        private void own(XmlElement element) {
            for (XmlElement data : element.children("data")) {
                String text = data.text();
                switch (attributeOfKey.getOrDefault(data.required("key"), "")) {
                    case "inferred" -> text.lines().forEach(line -> collector.note(TopologyNote.inferred(line)));
                    case "adapted" -> text.lines().forEach(collector::adapted);
                    case "paths" -> {
                        collector.paths(PathRule.of(text)
                                .orElseThrow(() -> data.refuse("paths is \"" + Spelling.excerpt(text) + "\"; allowed: "
                                        + String.join(", ", PathRule.words()))));
                    }
                    case "route" -> {
                        List<String> parts = List.of(text.split("\t", -1));
                        if (parts.size() < 3) {
                            throw data.refuse("is no route; allowed: from, to and links, with tabs between them");
                        }
                        collector.fixedRoute(collector.at(
                                data.line,
                                "route",
                                () -> new FixedRoute(parts.get(0), parts.get(1), parts.subList(2, parts.size()))));
                    }
                    default -> {}
                }
            }
        }

        private Map<String, String> data(XmlElement element) {
            Map<String, String> values = new HashMap<>(defaults.getOrDefault("all", Map.of()));
            values.putAll(defaults.getOrDefault(element.name, Map.of()));
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
    }
}
