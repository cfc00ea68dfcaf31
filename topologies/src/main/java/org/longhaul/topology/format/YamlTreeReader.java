package org.longhaul.topology.format;

import com.google.auto.service.AutoService;
import java.io.Reader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.FixedRoute;
import org.longhaul.topology.Link;
import org.longhaul.topology.LinkPrice;
import org.longhaul.topology.Node;
import org.longhaul.topology.PathRule;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.WayBack;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;
import tools.jackson.core.JsonToken;

/**
 * Reads the native form.
 *
 * <pre>
 * name: two-campuses
 * notes: [ "source: ..." ]                # optional
 * relayingHosts: true                     # optional: may a path pass through a host
 * defaults: {bandwidth: 10 Gbit/s}        # optional: for links that do not state a value
 * nodes:
 *   - {id: a, kind: host, site: north, region: eu, latitude: 52.2, longitude: 0.1}   # kind: host (default) or switch
 * links:
 *   - {id: wide, from: a, to: b, bandwidth: 10 Gbit/s, latency: 15 ms, lossRate: 0.001, queue: 5 MB, dollarsPerGigabyte: 0.02}
 *   - {from: b, to: c, forward: 1 Gbit/s, backward: 100 Mbit/s, roundTrip: 30 ms}   # half of it each way
 * paths: least-latency                    # optional: or fewest-links
 * routes:                                 # optional: what a takes to c, whatever the rule of paths
 *   - {from: a, to: c, links: [wide, b--c]}
 * </pre>
 *
 * <p>A direction of 0 bit/s makes a one-way line.
 *
 * <p>A link without an id is called after its ends. One without a latency gets the one inferred from its ends'
 * coordinates, and the topology's notes say so.
 */
@AutoService(TopologyReader.class)
public final class YamlTreeReader implements TopologyReader {
    private static final List<String> TOP =
            List.of("name", "notes", "relayingHosts", "paths", "defaults", "nodes", "links", "routes");
    private static final List<String> NODE =
            List.of("id", "kind", "site", "region", "latitude", "longitude", "connectionRate");
    private static final List<String> ROUTE = List.of("from", "to", "links");
    private static final List<String> DEFAULTS =
            List.of("bandwidth", "latency", "roundTrip", "lossRate", "queue", "dollarsPerGigabyte");
    private static final List<String> LINK = List.of(
            "id",
            "from",
            "to",
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

    /** For the service loader. */
    public YamlTreeReader() {}

    @Override
    public String id() {
        return "yaml";
    }

    @Override
    public String description() {
        return "The native form: nodes and links with units in the values.";
    }

    @Override
    public String source() {
        return "defined by this class; YAML 1.2 without aliases";
    }

    @Override
    public List<String> extensions() {
        return List.of("yaml", "yml");
    }

    @Override
    public boolean recognises(String head) {
        return head.lines().anyMatch(line -> line.startsWith("nodes:"));
    }

    @Override
    public Topology read(Reader text, String fileName) {
        try (DocumentText yaml = DocumentText.yaml(text, fileName)) {
            return new Parse(yaml, fileName).topology();
        }
    }

    /** The state of reading one file. */
    private static final class Parse {
        private final DocumentText yaml;
        private final Map<String, Integer> seen = new HashMap<>();
        private final Collector collector;
        private @Nullable DocumentFields defaults;
        private int inferred;
        private int linkCount;

        Parse(DocumentText yaml, String file) {
            this.yaml = yaml;
            this.collector = new Collector(file);
        }

        Topology topology() {
            JsonToken first = yaml.next();
            if (first == null) {
                throw yaml.refuse(0, "", "the file is empty; allowed: a mapping of " + String.join(", ", TOP));
            }
            if (first != JsonToken.START_OBJECT) {
                throw yaml.refuse(yaml.line(), "", "the file holds no mapping; allowed: " + String.join(", ", TOP));
            }
            while (yaml.next() != JsonToken.END_OBJECT) {
                section(yaml.text(), yaml.line());
            }
            if (yaml.next() != null) {
                throw yaml.refuse(yaml.line(), "", "a second document begins; allowed: one");
            }
            if (inferred > 0) {
                collector.note(Inference.located(inferred, linkCount));
            }
            return collector.build();
        }

        private void section(String key, int line) {
            Integer earlier = seen.put(key, line);
            if (earlier != null) {
                throw yaml.refuse(line, key, "occurs twice, first in line " + earlier + "; allowed: once");
            }
            switch (key) {
                case "name" -> name(line);
                case "notes" -> each("notes", this::note);
                case "relayingHosts" -> collector.relayingHosts(flag(line));
                case "paths" -> collector.paths(paths(line));
                case "routes" -> each("routes", this::route);
                case "defaults" ->
                    defaults =
                            new DocumentFields(yaml, "defaults", yaml.item(yaml.next(), "defaults", 1), DEFAULTS, line);
                case "nodes" -> each("nodes", this::node);
                case "links" -> each("links", this::link);
                default ->
                    throw yaml.refuse(
                            line,
                            Spelling.excerpt(key),
                            "unknown key; allowed: " + String.join(", ", TOP) + Spelling.maybe(key, TOP));
            }
        }

        private void name(int line) {
            String name = text(yaml.item(yaml.next(), "name", 1), "name", line);
            if (name.isBlank()) {
                throw yaml.refuse(line, "name", "is blank; allowed: at least one visible character");
            }
            collector.name(name);
        }

        private boolean flag(int line) {
            String value = text(yaml.item(yaml.next(), "relayingHosts", 1), "relayingHosts", line);
            if (!value.equals("true") && !value.equals("false")) {
                throw yaml.refuse(
                        line, "relayingHosts", "is \"" + Spelling.excerpt(value) + "\"; allowed: true, false");
            }
            return value.equals("true");
        }

        private PathRule paths(int line) {
            String value = text(yaml.item(yaml.next(), "paths", 1), "paths", line);
            return PathRule.of(value)
                    .orElseThrow(() -> yaml.refuse(
                            line,
                            "paths",
                            "is \"" + Spelling.excerpt(value) + "\"; allowed: " + String.join(", ", PathRule.words())
                                    + Spelling.maybe(value, PathRule.words())));
        }

        private void note(@Nullable DocumentItem item, String path, int line) {
            if (!(item instanceof DocumentItem.Keys)) {
                collector.source(text(item, path, line));
                return;
            }
            DocumentFields fields = new DocumentFields(yaml, path, item, List.of("inferred", "adapted"), line);
            String inferredText = fields.optional("inferred");
            String adapted = fields.optional("adapted");
            if ((inferredText == null) == (adapted == null)) {
                throw yaml.refuse(fields.line(), path, "states none or two kinds; allowed: inferred or adapted");
            }
            collector.note(collector.at(
                    fields.line(),
                    path,
                    () -> inferredText != null
                            ? TopologyNote.inferred(inferredText)
                            : TopologyNote.adapted(String.valueOf(adapted))));
        }

        private void route(@Nullable DocumentItem item, String path, int line) {
            DocumentFields fields = new DocumentFields(yaml, path, item, ROUTE, line);
            List<String> ids = fields.texts("links");
            collector.fixedRoute(collector.at(
                    fields.line(), path, () -> new FixedRoute(fields.required("from"), fields.required("to"), ids)));
        }

        private String text(@Nullable DocumentItem item, String path, int line) {
            if (item instanceof DocumentItem.Text scalar) {
                return scalar.value();
            }
            throw yaml.refuse(line, path, "is " + (item == null ? "empty" : item.kind()) + "; allowed: a single value");
        }

        private void each(String section, ItemTaker taker) {
            JsonToken token = yaml.next();
            if (token == JsonToken.VALUE_NULL) {
                return;
            }
            if (token != JsonToken.START_ARRAY) {
                throw yaml.refuse(yaml.line(), section, "is no list; allowed: a list with \"- \" before each entry");
            }
            int index = 0;
            token = yaml.next();
            while (token != JsonToken.END_ARRAY) {
                String path = section + "[" + index++ + "]";
                int line = yaml.line();
                taker.take(yaml.item(token, path, 1), path, line);
                token = yaml.next();
            }
        }

        private void node(@Nullable DocumentItem item, String path, int line) {
            DocumentFields fields = new DocumentFields(yaml, path, item, NODE, line);
            Double latitude = fields.number("latitude");
            Double longitude = fields.number("longitude");
            if ((latitude == null) != (longitude == null)) {
                throw yaml.refuse(fields.line(), path, "has one of latitude and longitude; allowed: both or none");
            }
            Node.Kind kind = fields.choice("kind", Node.Kind.class);
            Bandwidth rate = fields.parsed("connectionRate", Bandwidth::parse);
            Node node = collector.at(
                    fields.line(),
                    path,
                    () -> new Node(
                            fields.required("id"),
                            kind == null ? Node.Kind.HOST : kind,
                            fields.optional("site"),
                            fields.optional("region"),
                            latitude == null || longitude == null ? null : new Coordinates(latitude, longitude),
                            rate));
            collector.node(node, fields.line());
        }

        private void link(@Nullable DocumentItem item, String path, int line) {
            DocumentFields fields = new DocumentFields(yaml, path, item, LINK, line);
            String from = fields.required("from");
            String to = fields.required("to");
            String stated = fields.optional("id");
            String id = stated == null ? collector.freeLinkId(from + "--" + to) : stated;
            boolean both = fields.has("forward") && fields.has("backward");
            if (fields.has("forward") != fields.has("backward") || (both && fields.has("bandwidth"))) {
                throw yaml.refuse(
                        fields.line(),
                        path,
                        "states bandwidth by half or twice; allowed: bandwidth, or forward" + " and backward");
            }
            Bandwidth forward = quantity(fields, both ? "forward" : "bandwidth", Bandwidth::parse);
            Bandwidth backward = quantity(fields, both ? "backward" : "bandwidth", Bandwidth::parse);
            if (forward == null || backward == null) {
                throw yaml.refuse(fields.line(), path + ".bandwidth", "is missing, and defaults.bandwidth as well");
            }
            Duration latency = latency(fields, path, from, to);
            Double loss = quantity(fields, "lossRate", Double::valueOf);
            DataSize queue = quantity(fields, "queue", DataSize::parse);
            Double there = quantity(fields, "dollarsPerGigabyte", Double::valueOf);
            Double back = fields.parsed("backwardDollarsPerGigabyte", Double::valueOf);
            Duration latencyBack = fields.parsed("backwardLatency", Durations::parse);
            Double lossBack = fields.parsed("backwardLossRate", Double::valueOf);
            double lossThere = loss == null ? 0 : loss;
            Link link = collector.at(
                    fields.line(),
                    path,
                    () -> new Link(
                            id,
                            from,
                            to,
                            forward,
                            backward,
                            latency,
                            lossThere,
                            queue,
                            LinkPrice.stated(there, back),
                            WayBack.stated(latencyBack, lossBack, latency, lossThere)));
            collector.link(link, fields.line());
        }

        private Duration latency(DocumentFields fields, String path, String from, String to) {
            boolean own = fields.has("latency") || fields.has("roundTrip");
            DocumentFields source = own || defaults == null ? fields : defaults;
            Duration stated = collector.latency(
                    source.line(),
                    own ? path : "defaults",
                    source.parsed("latency", Durations::parse),
                    source.parsed("roundTrip", Durations::parse),
                    fields.parsed("backwardLatency", Durations::parse));
            linkCount++;
            if (stated != null) {
                return stated;
            }
            Duration guess = collector.inferredLatency(from, to);
            if (guess == null) {
                throw yaml.refuse(
                        fields.line(),
                        path + ".latency",
                        "is missing, and roundTrip as well; allowed: one of them, or none where both"
                                + " ends are nodes listed before with latitude and longitude");
            }
            inferred++;
            return guess;
        }

        private <T> @Nullable T quantity(DocumentFields fields, String key, Function<String, T> parse) {
            T own = fields.parsed(key, parse);
            return own != null || defaults == null || !DEFAULTS.contains(key) ? own : defaults.parsed(key, parse);
        }
    }

    private interface ItemTaker {
        void take(@Nullable DocumentItem item, String path, int line);
    }
}
