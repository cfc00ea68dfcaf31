package org.longhaul.topology.format.writer;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.format.TopologyWriter;

/** Writes Graphviz DOT: an undirected graph, one cluster a site, links labelled with bandwidth and latency. */
@AutoService(TopologyWriter.class)
public final class DotWriter implements TopologyWriter {
    /** For the service loader. */
    public DotWriter() {}

    @Override
    public String id() {
        return "dot";
    }

    @Override
    public String description() {
        return "Graphviz DOT, one cluster a site, links labelled with bandwidth and latency.";
    }

    @Override
    public String source() {
        return "https://graphviz.org/doc/info/lang.html";
    }

    @Override
    public String extension() {
        return "dot";
    }

    @Override
    public void write(Topology topology, Appendable out) throws IOException {
        out.append("graph ").append(quoted(topology.name())).append(" {\n");
        out.append("  node [fontname=\"Helvetica\"];\n  edge [fontname=\"Helvetica\", fontsize=10];\n");
        Map<String, List<Node>> bySite = new LinkedHashMap<>();
        for (Node node : topology.nodes()) {
            String site = node.site();
            if (site == null) {
                out.append("  ").append(node(node));
            } else {
                bySite.computeIfAbsent(site, key -> new ArrayList<>()).add(node);
            }
        }
        int number = 0;
        for (Map.Entry<String, List<Node>> site : bySite.entrySet()) {
            out.append("  subgraph cluster_" + number++ + " {\n    label=")
                    .append(quoted(site.getKey()))
                    .append(";\n");
            for (Node node : site.getValue()) {
                out.append("    ").append(node(node));
            }
            out.append("  }\n");
        }
        for (Link link : topology.links()) {
            out.append("  ").append(quoted(link.from())).append(" -- ").append(quoted(link.to()));
            out.append(" [label=").append(quoted(label(link))).append("];\n");
        }
        out.append("}\n");
    }

    private static String node(Node node) {
        return quoted(node.id()) + " [shape=" + (node.isHost() ? "box" : "ellipse") + "];\n";
    }

    private static String label(Link link) {
        return LinkText.bandwidth(link) + ", " + LinkText.latency(link);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
