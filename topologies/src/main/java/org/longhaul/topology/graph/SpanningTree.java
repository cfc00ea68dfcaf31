package org.longhaul.topology.graph;

import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jgrapht.alg.spanning.KruskalMinimumSpanningTree;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;

/**
 * Trees of links that join all nodes of a network that can be joined, a tree for each part; what goes down a tree comes up it
 * as well, so lines that lead one way are in none. A host in the middle passes on
 * what it receives, as the members of a collective do.
 */
public final class SpanningTree {
    private SpanningTree() {}

    /** Returns the links of the tree of the least sum of latencies, in order of the topology. */
    public static List<Link> leastLatency(Topology topology) {
        return links(topology, link -> (double)
                Math.max(link.latency().toNanos(), link.backwardLatency().toNanos()));
    }

    /** Returns the links of the tree whose narrowest link is as wide as can be; a link is as wide as its narrower direction. */
    public static List<Link> widest(Topology topology) {
        return links(topology, link -> -(double)
                Math.min(link.forward().bitsPerSecond(), link.backward().bitsPerSecond()));
    }

    private static List<Link> links(Topology topology, ToDoubleFunction<Link> weight) {
        Set<Link> tree = new KruskalMinimumSpanningTree<>(LinkGraph.of(topology, node -> true, weight))
                .getSpanningTree()
                .getEdges();
        return topology.links().stream().filter(tree::contains).toList();
    }
}
