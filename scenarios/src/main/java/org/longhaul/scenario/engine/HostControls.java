package org.longhaul.scenario.engine;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.ControlAssignment;
import org.longhaul.topology.Topology;

/** Finds the hosts that {@code network.congestionControls} names. */
final class HostControls {
    private static final String PATH = "network.congestionControls";
    private static final int ID = 3;
    private static final int SITE = 2;
    private static final int PATTERN = 1;

    private final Topology topology;
    private final YamlDocument.Findings findings;

    HostControls(Topology topology, YamlDocument.Findings findings) {
        this.topology = topology;
        this.findings = findings;
    }

    /** What is stated, by host: an id goes before a site, a site before a pattern. */
    ControlAssignment of(Map<String, CongestionControl> stated) {
        @Nullable String[] controls = new @Nullable String[topology.nodeCount()];
        String[] by = new String[topology.nodeCount()];
        int[] rank = new int[topology.nodeCount()];
        stated.forEach((name, control) -> {
            int ranks = topology.hasNode(name) ? ID : isSite(name) ? SITE : PATTERN;
            for (int node : hosts(name, ranks)) {
                if (rank[node] == ranks && !control.id().equals(controls[node])) {
                    findings.add(
                            PATH + "." + name,
                            "gives " + topology.node(node).id() + " " + control.id() + ", and '" + by[node]
                                    + "' gives it " + controls[node],
                            "one congestion control for each host, or its id beside the patterns");
                    return;
                }
                if (rank[node] < ranks) {
                    rank[node] = ranks;
                    controls[node] = control.id();
                    by[node] = name;
                }
            }
        });
        return stated.isEmpty() ? ControlAssignment.NONE : ControlAssignment.ofHosts(controls);
    }

    private boolean isSite(String name) {
        return topology.nodes().stream().anyMatch(node -> name.equals(node.site()));
    }

    private IntArrayList hosts(String name, int ranks) {
        try {
            Elements elements = new Elements(topology);
            IntArrayList nodes = ranks == SITE
                    ? elements.nodesOf(List.of(), List.of(name))
                    : elements.nodes("congestionControls", List.of(name));
            nodes.removeIf((int node) -> !topology.node(node).isHost());
            if (nodes.isEmpty()) {
                findings.add(PATH + "." + name, "names no host: switches send nothing themselves", "ids of hosts");
            }
            return nodes;
        } catch (IllegalArgumentException e) {
            findings.add(PATH + "." + name, String.valueOf(e.getMessage()), null);
            return new IntArrayList();
        }
    }
}
