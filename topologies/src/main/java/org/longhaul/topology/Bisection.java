package org.longhaul.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jgrapht.alg.flow.DinicMFImpl;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleDirectedWeightedGraph;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Estimates the bisection bandwidth from above: the least maximum flow between the halves of the hosts over several ways to
 * halve them (in index order, by longitude, by latitude, and outward from hosts that lie far apart).
 *
 * <p>Each flow is exact (Dinic's algorithm); finding the worst halving is NP-hard, hence an estimate.
 */
final class Bisection {
    private static final int MOST_ARCS = 200_000;
    private static final int STARTS = 4;

    private final Topology topology;
    private final int[] hosts;

    Bisection(Topology topology) {
        this.topology = topology;
        this.hosts = topology.hosts();
    }

    Bandwidth estimate() {
        if (hosts.length < 2) {
            return new Bandwidth(0);
        }
        double least = Double.MAX_VALUE;
        for (List<Integer> order : orders()) {
            least = Math.min(least, flow(order));
            if (topology.arcCount() > MOST_ARCS) {
                break;
            }
        }
        return new Bandwidth((long) Math.min(least, 9e18));
    }

    /** Returns the ways to halve: the first half of each order against the rest. */
    private Set<List<Integer>> orders() {
        Set<List<Integer>> orders = new LinkedHashSet<>();
        List<Integer> byIndex = Arrays.stream(hosts).boxed().toList();
        orders.add(byIndex);
        if (topology.nodes().stream().allMatch(n -> n.coordinates() != null)) {
            orders.add(sorted(byIndex, v -> place(v).longitude()));
            orders.add(sorted(byIndex, v -> place(v).latitude()));
        }
        RoutingGraph graph = new RoutingGraph(topology, new BitSet());
        int start = hosts[0];
        for (int i = 0; i < STARTS; i++) {
            List<Integer> outward = outward(graph, start, byIndex);
            orders.add(outward);
            // The host farthest from this start is the next.
            start = outward.get(outward.size() - 1);
        }
        return orders;
    }

    private interface Key {
        double of(int host);
    }

    private static List<Integer> sorted(List<Integer> hosts, Key key) {
        List<Integer> order = new ArrayList<>(hosts);
        order.sort(Comparator.comparingDouble((Integer v) -> key.of(v)).thenComparingInt(v -> v));
        return order;
    }

    private Coordinates place(int node) {
        Coordinates place = topology.node(node).coordinates();
        if (place == null) {
            throw new IllegalStateException("no place of node " + node);
        }
        return place;
    }

    private List<Integer> outward(RoutingGraph graph, int start, List<Integer> byIndex) {
        int up = graph.uplinkOf[start];
        DistanceTree tree = new DistanceTree(graph, graph.coreOf[up < 0 ? start : topology.arcTarget(up)]);
        return sorted(byIndex, v -> {
            int own = graph.uplinkOf[v];
            double latency = (double) tree.latencyNanos[graph.coreOf[own < 0 ? v : topology.arcTarget(own)]];
            return v == start ? -1 : latency + (own < 0 ? 0 : topology.arcLatencyNanos(own));
        });
    }

    private double flow(List<Integer> order) {
        SimpleDirectedWeightedGraph<Integer, DefaultWeightedEdge> graph =
                new SimpleDirectedWeightedGraph<>(DefaultWeightedEdge.class);
        int source = topology.nodeCount();
        int sink = source + 1;
        for (int v = 0; v <= sink; v++) {
            graph.addVertex(v);
        }
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            add(graph, topology.arcSource(arc), topology.arcTarget(arc), (double) topology.arcBitsPerSecond(arc));
        }
        for (int i = 0; i < order.size(); i++) {
            boolean first = i < order.size() / 2;
            int host = order.get(i);
            double all = 0;
            for (int k = 0; k < topology.degree(host); k++) {
                int arc = topology.outArc(host, k);
                all += (double) topology.arcBitsPerSecond(first ? arc : arc ^ 1);
            }
            add(graph, first ? source : host, first ? host : sink, all);
        }
        return new DinicMFImpl<>(graph).getMaximumFlowValue(source, sink);
    }

    private static void add(
            SimpleDirectedWeightedGraph<Integer, DefaultWeightedEdge> graph, int from, int to, double capacity) {
        DefaultWeightedEdge edge = graph.getEdge(from, to);
        if (edge == null) {
            edge = graph.addEdge(from, to);
            graph.setEdgeWeight(edge, capacity);
        } else {
            graph.setEdgeWeight(edge, graph.getEdgeWeight(edge) + capacity);
        }
    }
}
