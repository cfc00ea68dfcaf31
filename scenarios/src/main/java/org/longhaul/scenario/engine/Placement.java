package org.longhaul.scenario.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;

/** On which host each worker runs; one worker on a host. */
final class Placement {
    static final String SPREAD = "spread";
    static final String FILL = "fill";

    private Placement() {}

    /**
     * Nodes of the workers.
     *
     * @param wanted {@code spread}, {@code fill}, or host ids
     * @throws IllegalArgumentException if hosts are too few, unknown or used twice
     */
    static int[] of(Topology topology, int workers, List<String> wanted) {
        boolean rule = wanted.size() == 1
                && (wanted.get(0).equals(SPREAD) || wanted.get(0).equals(FILL));
        if (!rule) {
            return stated(topology, workers, wanted);
        }
        List<Integer> order = order(topology, wanted.get(0).equals(SPREAD));
        if (order.size() < workers) {
            throw new IllegalArgumentException("workers (" + workers + ") must not exceed the " + order.size()
                    + " hosts of the topology '" + topology.name() + "': each worker has a host of its own.");
        }
        return order.stream().limit(workers).mapToInt(Integer::intValue).toArray();
    }

    private static int[] stated(Topology topology, int workers, List<String> wanted) {
        if (wanted.size() != workers) {
            throw new IllegalArgumentException("placement names " + wanted.size()
                    + " hosts; allowed: one for each of the " + workers + " workers");
        }
        int[] nodes = new int[workers];
        Map<Integer, String> taken = new LinkedHashMap<>();
        for (int w = 0; w < workers; w++) {
            nodes[w] = topology.nodeIndex(wanted.get(w));
            if (!topology.node(nodes[w]).isHost()) {
                throw new IllegalArgumentException(
                        "placement names '" + wanted.get(w) + "', which is a switch; workers run on hosts");
            }
            if (taken.put(nodes[w], wanted.get(w)) != null) {
                throw new IllegalArgumentException(
                        "placement names '" + wanted.get(w) + "' twice; each worker has a host of its own");
            }
        }
        return nodes;
    }

    /** Hosts in order: site after site, or one of each site in turn. */
    private static List<Integer> order(Topology topology, boolean spread) {
        Map<String, List<Integer>> sites = new LinkedHashMap<>();
        for (int node : topology.hosts()) {
            sites.computeIfAbsent(site(topology.node(node)), s -> new ArrayList<>())
                    .add(node);
        }
        List<Integer> order = new ArrayList<>();
        if (!spread) {
            sites.values().forEach(order::addAll);
            return order;
        }
        int hosts = topology.hosts().length;
        for (int turn = 0; order.size() < hosts; turn++) {
            for (List<Integer> site : sites.values()) {
                if (turn < site.size()) {
                    order.add(site.get(turn));
                }
            }
        }
        return order;
    }

    private static String site(Node node) {
        String site = node.site();
        return site != null ? site : "host " + node.id();
    }
}
