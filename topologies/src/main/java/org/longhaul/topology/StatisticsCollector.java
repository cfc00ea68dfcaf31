package org.longhaul.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.longhaul.topology.unit.Bandwidth;

/** Walks the shortest-path trees of a topology once and gathers its figures. */
final class StatisticsCollector {
    private static final int MOST_TARGETS = 512;
    private static final int BOTTLENECKS = 10;
    private static final int[] NO_PATH = {};

    private final Topology topology;
    private final RoutingGraph graph;
    /** Hosts at a core node: itself and the leaves below it. */
    private final int[] hostsAt;

    private final double[] pairsOnArc;
    private int diameterHops;
    private long diameterNanos;
    private double latencySum;
    private double pairs;

    StatisticsCollector(Topology topology) {
        this.topology = topology;
        this.graph = new RoutingGraph(topology, new BitSet());
        this.hostsAt = new int[graph.coreCount];
        this.pairsOnArc = new double[topology.arcCount()];
        for (int host : topology.hosts()) {
            hostsAt[coreOf(host)]++;
        }
    }

    private int coreOf(int node) {
        int up = graph.uplinkOf[node];
        return graph.coreOf[up < 0 ? node : topology.arcTarget(up)];
    }

    TopologyStatistics collect() {
        int[] hosts = topology.hosts();
        int targets = Math.min(hosts.length, MOST_TARGETS);
        if (!topology.fixedRoutes().isEmpty()) {
            gatherRoutes(hosts, targets);
            return figures(hosts, targets);
        }
        DistanceTree tree = null;
        int[] order = new int[0];
        int treeOf = -1;
        for (int i = 0; i < targets; i++) {
            int target = hosts[(int) ((long) i * hosts.length / targets)];
            if (treeOf != coreOf(target) || tree == null) {
                treeOf = coreOf(target);
                tree = new DistanceTree(graph, treeOf);
                order = farthestFirst(tree);
            }
            gather(tree, order, target);
        }
        return figures(hosts, targets);
    }

    /** Pair by pair, since trees know nothing of routes that are fixed. */
    private void gatherRoutes(int[] hosts, int targets) {
        Routing routing = Routings.shortestLatency(topology);
        for (int i = 0; i < targets; i++) {
            int target = hosts[(int) ((long) i * hosts.length / targets)];
            for (int source : hosts) {
                int[] path = source == target ? NO_PATH : path(routing, source, target);
                long nanos = 0;
                for (int arc : path) {
                    nanos += topology.arcLatencyNanos(arc);
                    pairsOnArc[arc]++;
                }
                if (path.length > 0) {
                    note(path.length, nanos);
                }
            }
        }
    }

    private static int[] path(Routing routing, int source, int target) {
        try {
            return routing.route(source, target, 0);
        } catch (UnreachableException e) {
            return NO_PATH;
        }
    }

    private TopologyStatistics figures(int[] hosts, int targets) {
        double scale = targets == 0 ? 0 : (double) hosts.length / targets;
        Duration mean = Duration.ofNanos(pairs == 0 ? 0 : Math.round(latencySum / pairs));
        return new TopologyStatistics(
                hosts.length,
                topology.nodeCount() - hosts.length,
                topology.links().size(),
                new ConnectivityInspector<>(topology.asGraph()).connectedSets().size(),
                diameterHops,
                Duration.ofNanos(diameterNanos),
                mean,
                targets == hosts.length,
                new Bisection(topology).estimate(),
                bottlenecks(scale));
    }

    /** Returns the core nodes that reach the tree's target, the most hops first. */
    private static int[] farthestFirst(DistanceTree tree) {
        int most = 0;
        int reached = 0;
        for (int hop : tree.hops) {
            most = hop == Integer.MAX_VALUE ? most : Math.max(most, hop);
            reached += hop == Integer.MAX_VALUE ? 0 : 1;
        }
        int[] from = new int[most + 2];
        for (int hop : tree.hops) {
            if (hop != Integer.MAX_VALUE) {
                from[most - hop + 1]++;
            }
        }
        for (int k = 1; k < from.length; k++) {
            from[k] += from[k - 1];
        }
        int[] order = new int[reached];
        for (int v = 0; v < tree.hops.length; v++) {
            if (tree.hops[v] != Integer.MAX_VALUE) {
                order[from[most - tree.hops[v]]++] = v;
            }
        }
        return order;
    }

    private void gather(DistanceTree tree, int[] order, int target) {
        int down = graph.uplinkOf[target];
        long downNanos = down < 0 ? 0 : topology.arcLatencyNanos(down ^ 1);
        for (int source : topology.hosts()) {
            int at = coreOf(source);
            if (source == target || tree.hops[at] == Integer.MAX_VALUE) {
                continue;
            }
            int up = graph.uplinkOf[source];
            int hops = tree.hops[at] + (up < 0 ? 0 : 1) + (down < 0 ? 0 : 1);
            long nanos = tree.latencyNanos[at] + (up < 0 ? 0 : topology.arcLatencyNanos(up)) + downNanos;
            note(hops, nanos);
            load(up, down);
        }
        double[] through = new double[graph.coreCount];
        for (int v : order) {
            // The target's own hosts, less the target itself, never leave it.
            through[v] += v == coreOf(target) ? 0 : hostsAt[v];
            if (tree.hops[v] > 0) {
                int i = firstArc(tree, v);
                pairsOnArc[graph.arcs[i]] += through[v];
                through[graph.heads[i]] += through[v];
            }
        }
    }

    private void note(int hops, long nanos) {
        diameterHops = Math.max(diameterHops, hops);
        diameterNanos = Math.max(diameterNanos, nanos);
        latencySum += nanos;
        pairs++;
    }

    private void load(int up, int down) {
        if (up >= 0) {
            pairsOnArc[up]++;
        }
        if (down >= 0) {
            pairsOnArc[down ^ 1]++;
        }
    }

    private int firstArc(DistanceTree tree, int v) {
        int i = graph.start[v];
        while (!tree.isOnShortestPath(v, i)) {
            i++;
        }
        return i;
    }

    private List<TopologyStatistics.Bottleneck> bottlenecks(double scale) {
        Comparator<Integer> byLoad =
                Comparator.comparingDouble(arc -> pairsOnArc[arc] / topology.arcBitsPerSecond(arc));
        PriorityQueue<Integer> most = new PriorityQueue<>(byLoad.thenComparing(Comparator.reverseOrder()));
        for (int arc = 0; arc < pairsOnArc.length; arc++) {
            if (pairsOnArc[arc] > 0) {
                most.add(arc);
                if (most.size() > BOTTLENECKS) {
                    most.remove();
                }
            }
        }
        List<TopologyStatistics.Bottleneck> found = new ArrayList<>();
        while (!most.isEmpty()) {
            int arc = most.remove();
            long count = Math.max(1, Math.round(pairsOnArc[arc] * scale));
            Bandwidth perPair = new Bandwidth(topology.arcBitsPerSecond(arc) / count);
            found.add(0, new TopologyStatistics.Bottleneck(arc, topology.arcName(arc), count, perPair));
        }
        return found;
    }
}
