package org.longhaul.wire.incident;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Topology;

/** Which members links part from each other. */
public final class Parting {
    private Parting() {}

    /**
     * The members that still reach each other without some links, by side.
     *
     * @param nodes of the members, by rank
     * @param links numbers of the links that carry nothing
     * @return each side's ranks in order, the side of rank 0 first
     */
    public static List<List<Integer>> sides(Topology topology, List<String> nodes, Collection<Integer> links) {
        BitSet down = new BitSet();
        links.forEach(down::set);
        Map<Integer, List<Integer>> sides = new LinkedHashMap<>();
        int[] heads = new int[nodes.size()];
        for (int rank = 0; rank < nodes.size(); rank++) {
            BitSet reached = reached(topology, topology.nodeIndex(nodes.get(rank)), down);
            heads[rank] = rank;
            for (int earlier = 0; earlier < rank; earlier++) {
                if (reached.get(topology.nodeIndex(nodes.get(earlier)))) {
                    heads[rank] = heads[earlier];
                    break;
                }
            }
            sides.computeIfAbsent(heads[rank], head -> new ArrayList<>()).add(rank);
        }
        return List.copyOf(sides.values());
    }

    /** Nodes to which packets of one come. */
    private static BitSet reached(Topology topology, int from, BitSet down) {
        BitSet reached = new BitSet();
        Deque<Integer> next = new ArrayDeque<>();
        reached.set(from);
        next.add(from);
        while (!next.isEmpty()) {
            int node = next.remove();
            for (int i = 0; i < topology.degree(node) && (node == from || topology.mayRelay(node)); i++) {
                int arc = topology.outArc(node, i);
                int target = topology.arcTarget(arc);
                if (!down.get(arc / 2) && !reached.get(target)) {
                    reached.set(target);
                    next.add(target);
                }
            }
        }
        return reached;
    }

    /**
     * The links of a network that part its members in a given way: one, or else all between two sides.
     *
     * @param nodes of the members, by rank
     * @param sides ranks by side, as {@link #sides} has them
     * @return numbers of the links; null where the network has none that do
     */
    public static @Nullable List<Integer> links(Topology topology, List<String> nodes, List<List<Integer>> sides) {
        for (int link = 0; link < topology.links().size(); link++) {
            if (sides(topology, nodes, List.of(link)).equals(sides)) {
                return List.of(link);
            }
        }
        List<Integer> between = new ArrayList<>();
        int[] side = sideOfNodes(topology, nodes, sides);
        for (int link = 0; link < topology.links().size(); link++) {
            int from = side[topology.arcSource(2 * link)];
            int to = side[topology.arcTarget(2 * link)];
            if (from < 0 || to < 0) {
                return null;
            }
            if (from != to) {
                between.add(link);
            }
        }
        return sides(topology, nodes, between).equals(sides) ? between : null;
    }

    /** Each node is on the side of the members that are nearest to it; -1 where these are on several. */
    private static int[] sideOfNodes(Topology topology, List<String> nodes, List<List<Integer>> sides) {
        int[] side = new int[topology.nodeCount()];
        int[] distance = new int[topology.nodeCount()];
        Arrays.fill(distance, Integer.MAX_VALUE);
        Deque<Integer> next = new ArrayDeque<>();
        for (int s = 0; s < sides.size(); s++) {
            for (int rank : sides.get(s)) {
                int node = topology.nodeIndex(nodes.get(rank));
                side[node] = s;
                distance[node] = 0;
                next.add(node);
            }
        }
        while (!next.isEmpty()) {
            int node = next.remove();
            for (int i = 0; i < topology.degree(node); i++) {
                int target = topology.arcTarget(topology.outArc(node, i));
                if (distance[target] == Integer.MAX_VALUE) {
                    distance[target] = distance[node] + 1;
                    side[target] = side[node];
                    next.add(target);
                } else if (distance[target] == distance[node] + 1 && side[target] != side[node]) {
                    side[target] = -1;
                }
            }
        }
        return side;
    }
}
