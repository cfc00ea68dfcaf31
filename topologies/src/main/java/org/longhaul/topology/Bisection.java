package org.longhaul.topology;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Estimates the bisection bandwidth from above: the least maximum flow between the halves of the hosts over several ways to
 * halve them (in index order, by longitude, by latitude, and outward from hosts that lie far apart).
 *
 * <p>Each flow is exact ({@link MinimumCut}); finding the worst halving is NP-hard, hence an estimate.
 */
final class Bisection {
    private static final int MOST_ARCS = 200_000;
    private static final int STARTS = 4;

    private final Topology topology;
    private final int[] hosts;
    private final boolean isSymmetric;

    Bisection(Topology topology) {
        this.topology = topology;
        this.isSymmetric = topology.links().stream().allMatch(Link::isSymmetric);
        this.hosts = topology.hosts();
    }

    Bandwidth estimate() {
        if (hosts.length < 2) {
            return new Bandwidth(0);
        }
        long least = Long.MAX_VALUE;
        for (List<Integer> order : orders()) {
            least = Math.min(least, flow(order));
            if (topology.arcCount() > MOST_ARCS) {
                break;
            }
        }
        return new Bandwidth(least);
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

    /** The lesser flow of both directions. */
    private long flow(List<Integer> order) {
        int half = order.size() / 2;
        Set<Integer> first = ImmutableSet.copyOf(order.subList(0, half));
        Set<Integer> second = ImmutableSet.copyOf(order.subList(half, order.size()));
        long there = flow(first, second);
        return isSymmetric ? there : Math.min(there, flow(second, first));
    }

    private long flow(Set<Integer> from, Set<Integer> to) {
        return MinimumCut.between(topology, from, to).rate().bitsPerSecond();
    }
}
