package org.longhaul.topology.format.writer;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.FixedRoute;
import org.longhaul.topology.Link;
import org.longhaul.topology.LinkPrice;
import org.longhaul.topology.Node;
import org.longhaul.topology.PathRule;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.format.GraphmlReader;
import org.longhaul.topology.format.TopologyWriter;
import org.longhaul.topology.unit.Durations;

/** Writes GraphML with all values, quantities with their units; {@link GraphmlReader} reads back an equal topology. */
@AutoService(TopologyWriter.class)
public final class GraphmlWriter implements TopologyWriter {
    private static final List<String> GRAPH_KEYS =
            List.of("name", "notes", "inferred", "adapted", "relayingHosts", "paths", "route");
    private static final List<String> NODE_KEYS =
            List.of("label", "kind", "site", "region", "latitude", "longitude", "connectionRate");
    private static final List<String> EDGE_KEYS = List.of(
            "linkId",
            "bandwidth",
            "backwardBandwidth",
            "latency",
            "lossRate",
            "queue",
            "dollarsPerGigabyte",
            "backwardDollarsPerGigabyte",
            "backwardLatency",
            "backwardLossRate");

    /** For the service loader. */
    public GraphmlWriter() {}

    @Override
    public String id() {
        return "graphml";
    }

    @Override
    public String description() {
        return "GraphML with all values, quantities with their units.";
    }

    @Override
    public String source() {
        return "Brandes et al., \"GraphML progress report\", 2001; http://graphml.graphdrawing.org";
    }

    @Override
    public String extension() {
        return "graphml";
    }

    @Override
    public void write(Topology topology, Appendable out) throws IOException {
        out.append(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
        keys(out, "graph", GRAPH_KEYS);
        keys(out, "node", NODE_KEYS);
        keys(out, "edge", EDGE_KEYS);
        out.append("  <graph edgedefault=\"undirected\">\n");
        data(out, "graph.name", topology.name());
        data(out, "graph.notes", notes(topology, TopologyNote.Kind.SOURCE));
        data(out, "graph.inferred", notes(topology, TopologyNote.Kind.INFERRED));
        data(out, "graph.adapted", notes(topology, TopologyNote.Kind.ADAPTED));
        data(
                out,
                "graph.paths",
                topology.paths() == PathRule.LEAST_LATENCY
                        ? null
                        : topology.paths().word());
        for (FixedRoute route : topology.fixedRoutes()) {
            data(out, "graph.route", route.from() + "\t" + route.to() + "\t" + String.join("\t", route.links()));
        }
        data(out, "graph.relayingHosts", topology.relayingHosts() ? null : "false");
        for (int v = 0; v < topology.nodeCount(); v++) {
            node(out, v, topology.node(v));
        }
        for (int l = 0; l < topology.links().size(); l++) {
            edge(
                    out,
                    topology.arcSource(2 * l),
                    topology.arcTarget(2 * l),
                    topology.links().get(l));
        }
        out.append("  </graph>\n</graphml>\n");
    }

    private static @Nullable String notes(Topology topology, TopologyNote.Kind kind) {
        List<String> texts = topology.notes().stream()
                .filter(note -> note.kind() == kind)
                .map(TopologyNote::text)
                .toList();
        return texts.isEmpty() ? null : String.join("\n", texts);
    }

    private static void keys(Appendable out, String element, List<String> names) throws IOException {
        for (String name : names) {
            out.append("  <key id=\"" + element + "." + name + "\" for=\"" + element + "\" attr.name=\"" + name
                    + "\" attr.type=\"string\"/>\n");
        }
    }

    private static void node(Appendable out, int index, Node node) throws IOException {
        out.append("    <node id=\"n" + index + "\">\n");
        data(out, "node.label", node.id());
        data(out, "node.kind", node.isHost() ? "host" : "switch");
        data(out, "node.site", node.site());
        data(out, "node.region", node.region());
        data(out, "node.connectionRate", node.connectionRate() == null ? null : String.valueOf(node.connectionRate()));
        Coordinates place = node.coordinates();
        data(out, "node.latitude", place == null ? null : PlainNumber.of(place.latitude()));
        data(out, "node.longitude", place == null ? null : PlainNumber.of(place.longitude()));
        out.append("    </node>\n");
    }

    private static void edge(Appendable out, int from, int to, Link link) throws IOException {
        out.append("    <edge source=\"n" + from + "\" target=\"n" + to + "\">\n");
        data(out, "edge.linkId", link.id());
        data(out, "edge.bandwidth", link.forward().toString());
        data(
                out,
                "edge.backwardBandwidth",
                link.isSymmetric() ? null : link.backward().toString());
        data(out, "edge.latency", Durations.format(link.latency()));
        data(out, "edge.lossRate", link.lossRate() == 0 ? null : PlainNumber.of(link.lossRate()));
        data(out, "edge.queue", link.queue() == null ? null : String.valueOf(link.queue()));
        LinkPrice price = link.price();
        data(out, "edge.dollarsPerGigabyte", price == null ? null : String.valueOf(price.forward()));
        data(
                out,
                "edge.backwardDollarsPerGigabyte",
                price == null || price.isSymmetric() ? null : String.valueOf(price.backward()));
        data(
                out,
                "edge.backwardLatency",
                link.backwardLatency().equals(link.latency()) ? null : Durations.format(link.backwardLatency()));
        data(
                out,
                "edge.backwardLossRate",
                link.backwardLossRate() == link.lossRate() ? null : PlainNumber.of(link.backwardLossRate()));
        out.append("    </edge>\n");
    }

    private static void data(Appendable out, String key, @Nullable String value) throws IOException {
        if (value != null) {
            out.append("      <data key=\"" + key + "\">");
            out.append(value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
            out.append("</data>\n");
        }
    }
}
