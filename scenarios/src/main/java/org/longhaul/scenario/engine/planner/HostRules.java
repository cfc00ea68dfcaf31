package org.longhaul.scenario.engine.planner;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** Finds the hosts that {@code network.congestionControls} and {@code network.connectionRates} name. */
public final class HostRules {
    private static final String CONTROLS = "congestionControls";
    private static final String RATES = "connectionRates";
    private static final int ID = 3;
    private static final int SITE = 2;
    private static final int PATTERN = 1;

    private final Topology topology;
    private final YamlDocument.Findings findings;

    /** Finds them in a topology. */
    public HostRules(Topology topology, YamlDocument.Findings findings) {
        this.topology = topology;
        this.findings = findings;
    }

    /** What is stated, by host: an id goes before a site, a site before a pattern, and each before what the topology says. */
    public ConnectionRules of(Map<String, CongestionControl> controls, Map<String, Bandwidth> rates) {
        ConnectionRules stated = ConnectionRules.of(topology);
        if (controls.isEmpty() && rates.isEmpty()) {
            return stated;
        }
        @Nullable String[] ids = new @Nullable String[topology.nodeCount()];
        long[] bits = new long[ids.length];
        for (int node = 0; node < bits.length; node++) {
            Bandwidth rate = topology.node(node).connectionRate();
            bits[node] = rate == null ? 0 : rate.bitsPerSecond();
        }
        Map<Integer, CongestionControl> byNode = byNode(CONTROLS, controls, CongestionControl::id);
        byNode.forEach((node, control) -> ids[node] = control.id());
        byNode(RATES, rates, Bandwidth::toString).forEach((node, rate) -> {
            if (rate.bitsPerSecond() < 1) {
                findings.add(path(RATES), "found " + rate, "more than 0 bit/s");
            }
            bits[node] = rate.bitsPerSecond();
        });
        return ConnectionRules.ofHosts(ids).withRates(bits);
    }

    private <V> Map<Integer, V> byNode(String key, Map<String, V> stated, Function<V, String> shown) {
        Map<Integer, V> values = new LinkedHashMap<>();
        String[] by = new String[topology.nodeCount()];
        int[] rank = new int[topology.nodeCount()];
        stated.forEach((name, value) -> {
            int ranks = topology.hasNode(name) ? ID : isSite(name) ? SITE : PATTERN;
            for (int node : hosts(key, name, ranks)) {
                V before = values.get(node);
                if (rank[node] == ranks && before != null && !value.equals(before)) {
                    findings.add(
                            path(key) + "." + name,
                            "gives " + topology.node(node).id() + " " + shown.apply(value) + ", and '" + by[node]
                                    + "' gives it " + shown.apply(before),
                            "one value for each host, or its id beside the patterns");
                    return;
                }
                if (rank[node] < ranks) {
                    rank[node] = ranks;
                    values.put(node, value);
                    by[node] = name;
                }
            }
        });
        return values;
    }

    private static String path(String key) {
        return "network." + key;
    }

    private boolean isSite(String name) {
        return topology.nodes().stream().anyMatch(node -> name.equals(node.site()));
    }

    private IntArrayList hosts(String key, String name, int ranks) {
        try {
            Elements elements = new Elements(topology);
            IntArrayList nodes =
                    ranks == SITE ? elements.nodesOf(List.of(), List.of(name)) : elements.nodes(key, List.of(name));
            nodes.removeIf((int node) -> !topology.node(node).isHost());
            if (nodes.isEmpty()) {
                findings.add(path(key) + "." + name, "names no host: switches send nothing themselves", "ids of hosts");
            }
            return nodes;
        } catch (IllegalArgumentException e) {
            findings.add(path(key) + "." + name, String.valueOf(e.getMessage()), null);
            return new IntArrayList();
        }
    }
}
