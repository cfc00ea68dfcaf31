package org.longhaul.topology.format;

import com.google.auto.service.AutoService;
import java.io.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;
import tools.jackson.core.JsonToken;

/**
 * Reads JSON of nodes and links, as NetworkX ({@code node_link_data}) and D3 write it.
 *
 * <pre>
 * {"graph": {"name": "pair"},
 *  "nodes": [{"id": "a", "latitude": 52.5, "longitude": 13.4}, {"id": "b", "kind": "switch"}],
 *  "links": [{"source": "a", "target": "b", "bandwidth": "10 Gbit/s", "latency": "2 ms"}]}
 * </pre>
 *
 * <p>The list of links may be called {@code edges}, a node's id {@code name}. Names of attributes and units of quantities
 * are those of the native form; others are left out, with a note. Sources and targets are ids; where not all of them are
 * and all are positions of nodes, counted from 0, they are read as such, as D3 has it, and a note says so. With
 * {@code "directed": true} a link and one back are one line, whose directions may differ, and a link alone is a
 * one-way line. Missing values are inferred as {@code Inference} states and noted.
 */
@AutoService(TopologyReader.class)
public final class NodeLinkReader implements TopologyReader {
    private static final List<String> NODE =
            List.of("id", "name", "kind", "site", "region", "latitude", "longitude", "connectionRate");
    private static final List<String> LINK = List.of(
            "id",
            "key",
            "source",
            "target",
            "bandwidth",
            "forward",
            "backward",
            "latency",
            "roundTrip",
            "lossRate",
            "queue",
            "dollarsPerGigabyte",
            "backwardDollarsPerGigabyte",
            "backwardLatency",
            "backwardLossRate");
    private static final List<String> WAY_BACK =
            List.of("backwardDollarsPerGigabyte", "backwardLatency", "backwardLossRate");

    /** For the service loader. */
    public NodeLinkReader() {}

    @Override
    public String id() {
        return "node-link";
    }

    @Override
    public String description() {
        return "JSON of nodes and links, as NetworkX and D3 write it.";
    }

    @Override
    public String source() {
        return "https://networkx.org/documentation/stable/reference/readwrite/json_graph.html; RFC 8259";
    }

    @Override
    public List<String> extensions() {
        return List.of("json");
    }

    @Override
    public boolean recognises(String head) {
        return head.stripLeading().startsWith("{");
    }

    @Override
    public Topology read(Reader text, String fileName) {
        try (DocumentText json = DocumentText.json(text, fileName)) {
            JsonToken first = json.next();
            if (first != JsonToken.START_OBJECT) {
                throw json.refuse(0, "", "the file holds no object; allowed: {\"nodes\": [...], \"links\": [...]}");
            }
            DocumentItem item = json.item(first, "", 0);
            if (json.next() != null) {
                throw json.refuse(json.line(), "", "something follows the object; allowed: one object");
            }
            return new Parse(json, fileName).topology((DocumentItem.Keys) java.util.Objects.requireNonNull(item));
        }
    }

    /** The state of reading one file. */
    private static final class Parse {
        private final DocumentText json;
        private final Collector collector;
        private final List<String> nodes = new ArrayList<>();
        private final List<PartialLink> undirected = new ArrayList<>();
        private final DirectedLinks directed = new DirectedLinks();
        private final Map<String, Integer> linkNames = new HashMap<>();
        private final TreeSet<String> leftOut = new TreeSet<>();
        private boolean isDirected;
        private boolean byPosition;

        Parse(DocumentText json, String file) {
            this.json = json;
            this.collector = new Collector(file);
        }

        Topology topology(DocumentItem.Keys root) {
            DocumentItem graph = root.values().get("graph");
            if (graph instanceof DocumentItem.Keys keys
                    && keys.values().get("name") instanceof DocumentItem.Text name) {
                if (!name.value().isBlank()) {
                    collector.name(name.value());
                }
            }
            each(root, "nodes", this::node);
            isDirected = flag(root, "directed");
            String section = root.values().containsKey("links") ? "links" : "edges";
            DocumentItem edges = root.values().get("edges");
            if (section.equals("links") && edges != null) {
                throw json.refuse(edges.line(), "edges", "stands beside links; allowed: one list of links");
            }
            byPosition = endsArePositions(root.values().get(section));
            each(root, section, this::link);
            if (byPosition) {
                collector.adapted(
                        "source and target of all links read as positions of nodes, counted from 0: not all of"
                                + " them are ids");
            }
            if (!leftOut.isEmpty()) {
                collector.adapted("attributes left out: " + Spelling.excerpt(String.join(", ", leftOut)));
            }
            List<PartialLink> links = new ArrayList<>(undirected);
            links.addAll(directed.lines(collector));
            new Inference(collector, links).addAll();
            return collector.build();
        }

        private boolean flag(DocumentItem.Keys root, String key) {
            DocumentItem item = root.values().get(key);
            if (item == null) {
                return false;
            }
            if (item instanceof DocumentItem.Text text
                    && (text.value().equals("true") || text.value().equals("false"))) {
                return text.value().equals("true");
            }
            throw json.refuse(item.line(), key, "is " + item.kind() + "; allowed: true, false");
        }

        /** Whether the ends of the links can only be positions: one of them is no id, and each is a position. */
        private boolean endsArePositions(@Nullable DocumentItem list) {
            boolean allIds = true;
            boolean allPositions = true;
            if (list instanceof DocumentItem.Items items) {
                for (DocumentItem item : items.items()) {
                    for (String key : List.of("source", "target")) {
                        if (item instanceof DocumentItem.Keys keys
                                && keys.values().get(key) instanceof DocumentItem.Text end) {
                            allIds &= collector.hasNode(end.value());
                            allPositions &= position(end.value()) >= 0;
                        }
                    }
                }
            }
            return !allIds && allPositions;
        }

        /** Returns the position of a node that {@code text} states, or -1. */
        private int position(String text) {
            try {
                int position = Integer.parseInt(text);
                return position < nodes.size() ? Math.max(-1, position) : -1;
            } catch (NumberFormatException e) {
                return -1;
            }
        }

        private void each(DocumentItem.Keys root, String section, ItemTaker taker) {
            DocumentItem list = root.values().get(section);
            if (!(list instanceof DocumentItem.Items items)) {
                throw json.refuse(
                        list == null ? root.line() : list.line(),
                        section,
                        (list == null ? "is missing" : "is " + list.kind()) + "; allowed: a list of objects");
            }
            for (int i = 0; i < items.items().size(); i++) {
                taker.take(items.items().get(i), section + "[" + i + "]");
            }
        }

        private DocumentFields fields(DocumentItem item, String path, List<String> known) {
            if (item instanceof DocumentItem.Keys keys) {
                Map<String, DocumentItem> kept = new HashMap<>(keys.values());
                keys.values().keySet().stream().filter(k -> !known.contains(k)).forEach(k -> {
                    leftOut.add(k);
                    kept.remove(k);
                });
                return new DocumentFields(json, path, new DocumentItem.Keys(keys.line(), kept), known, keys.line());
            }
            return new DocumentFields(json, path, item, known, item.line());
        }

        private void node(DocumentItem item, String path) {
            DocumentFields fields = fields(item, path, NODE);
            String named = fields.optional("name");
            String id = named == null || fields.has("id") ? fields.required("id") : named;
            Coordinates place = collector.place(id, fields.optional("latitude"), fields.optional("longitude"));
            Node.Kind kind = fields.choice("kind", Node.Kind.class);
            Bandwidth rate = fields.parsed("connectionRate", Bandwidth::parse);
            nodes.add(id);
            collector.node(
                    collector.at(
                            fields.line(),
                            path,
                            () -> new Node(
                                    id,
                                    kind == null ? Node.Kind.HOST : kind,
                                    fields.optional("site"),
                                    fields.optional("region"),
                                    place,
                                    rate)),
                    fields.line());
        }

        private void link(DocumentItem item, String path) {
            DocumentFields fields = fields(item, path, LINK);
            String from = end(fields, path, "source");
            String to = end(fields, path, "target");
            String id = fields.optional("id");
            Bandwidth both = quantity(fields, "bandwidth", Bandwidth::parse);
            Bandwidth forward = quantity(fields, "forward", Bandwidth::parse);
            Bandwidth backward = quantity(fields, "backward", Bandwidth::parse);
            Duration latency = collector.latency(
                    fields.lineOf("roundTrip"),
                    path,
                    quantity(fields, "latency", Durations::parse),
                    quantity(fields, "roundTrip", Durations::parse),
                    quantity(fields, "backwardLatency", Durations::parse));
            Double loss = fields.number("lossRate");
            if (isDirected && (forward != null || backward != null)) {
                throw json.refuse(
                        fields.lineOf(forward != null ? "forward" : "backward"),
                        path,
                        "states a direction's bandwidth in a directed graph; allowed: bandwidth, of the direction from"
                                + " source to target");
            }
            for (String key : isDirected ? WAY_BACK : List.<String>of()) {
                if (fields.has(key)) {
                    throw json.refuse(
                            fields.lineOf(key),
                            path,
                            "states " + key
                                    + ", of a way back, in a directed graph; allowed: what is true from source to"
                                    + " target");
                }
            }
            PartialLink stated = new PartialLink(
                    fields.line(),
                    id == null ? unique(from + "--" + to) : id,
                    from,
                    to,
                    forward == null ? both : forward,
                    isDirected ? null : backward == null ? both : backward,
                    latency,
                    loss == null ? 0 : loss,
                    quantity(fields, "queue", DataSize::parse),
                    collector.price(
                            fields.line(),
                            path,
                            fields.number("dollarsPerGigabyte"),
                            fields.number("backwardDollarsPerGigabyte")),
                    quantity(fields, "backwardLatency", Durations::parse),
                    fields.number("backwardLossRate"));
            if (isDirected) {
                directed.add(stated);
            } else {
                undirected.add(stated);
            }
        }

        private static <T> @Nullable T quantity(DocumentFields fields, String key, Function<String, T> parse) {
            return fields.parsed(key, parse);
        }

        private String end(DocumentFields fields, String path, String key) {
            String id = fields.required(key);
            if (byPosition) {
                return nodes.get(position(id));
            }
            if (collector.hasNode(id)) {
                return id;
            }
            throw json.refuse(
                    fields.lineOf(key),
                    path + "." + key,
                    "is \"" + Spelling.excerpt(id)
                            + "\"; allowed: the id of a node; or, of all links, positions of nodes counted from 0"
                            + Spelling.maybe(id, nodes));
        }

        private String unique(String wanted) {
            int count = linkNames.merge(wanted, 1, Integer::sum);
            return count == 1 ? wanted : unique(wanted + "--" + count);
        }
    }

    private interface ItemTaker {
        void take(DocumentItem item, String path);
    }
}
