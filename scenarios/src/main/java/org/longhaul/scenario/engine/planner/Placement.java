package org.longhaul.scenario.engine.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
        if (!isRule(wanted)) {
            return stated(topology, workers, wanted);
        }
        List<Integer> order = order(topology, wanted.get(0).equals(SPREAD));
        if (order.size() < workers) {
            throw new IllegalArgumentException("workers (" + workers + ") must not exceed the " + order.size()
                    + " hosts of the topology '" + topology.name() + "': each worker has a host of its own.");
        }
        return order.stream().limit(workers).mapToInt(Integer::intValue).toArray();
    }

    /**
     * Nodes of clients, and of their server behind them.
     *
     * @param clients how many; null for one with each worker
     * @param workers nodes of the workers
     * @param wanted {@code spread} or {@code fill}; of the hosts that are named, each takes clients in turn
     * @param server host of the server; null for the first without a client. If there are at least as many clients as hosts, it
     *     has the last host to itself
     * @throws IllegalArgumentException if the server's host is unknown or no host
     */
    static int[] withServer(
            Topology topology, @Nullable Integer clients, int[] workers, List<String> wanted, @Nullable String server) {
        int serving = server == null ? -1 : topology.nodeIndex(server);
        if (serving >= 0 && !topology.node(serving).isHost()) {
            throw new IllegalArgumentException("server (" + server + ") is a switch; a server runs on a host");
        }
        List<Integer> hosts = new ArrayList<>();
        if (clients == null) {
            Arrays.stream(workers).forEach(hosts::add);
        } else if (isRule(wanted)) {
            hosts.addAll(order(topology, wanted.get(0).equals(SPREAD)));
            if (serving < 0 && clients >= hosts.size()) {
                serving = hosts.get(hosts.size() - 1);
            }
            if (hosts.size() > 1) {
                hosts.remove(Integer.valueOf(serving));
            }
        } else {
            wanted.forEach(host -> hosts.add(topology.nodeIndex(host)));
        }
        int count = clients == null ? workers.length : clients;
        int[] nodes = new int[count + 1];
        Set<Integer> taken = new HashSet<>();
        for (int client = 0; client < count; client++) {
            nodes[client] = hosts.get(client % hosts.size());
            taken.add(nodes[client]);
        }
        nodes[count] = serving >= 0
                ? serving
                : Arrays.stream(topology.hosts())
                        .filter(host -> !taken.contains(host))
                        .findFirst()
                        .orElse(nodes[0]);
        return nodes;
    }

    private static boolean isRule(List<String> wanted) {
        return wanted.size() == 1
                && (wanted.get(0).equals(SPREAD) || wanted.get(0).equals(FILL));
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
