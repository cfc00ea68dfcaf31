package org.longhaul.topology;

import java.util.BitSet;

/**
 * The kinds of routing. All take paths of least latency and, among those, of fewest hops; they differ in which of several
 * such paths a flow gets. Trees towards each target are built when first asked for and kept in a cache of at most 256 MiB,
 * so that memory stays bounded whatever the number of pairs.
 */
public final class Routings {
    private Routings() {}

    /** One path for each pair of nodes: among equals, always the next node of the lowest index, then the lowest arc. */
    public static Routing shortestLatency(Topology topology) {
        return new TreeRouting(topology, NextHop.FIRST);
    }

    /**
     * Equal-cost multipath: a hash of flow key and node picks the next hop, so that flows of different keys spread and each
     * flow keeps its path.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc2992">RFC 2992, Analysis of an Equal-Cost Multi-Path Algorithm</a>
     */
    public static Routing equalCostMultipath(Topology topology) {
        return new TreeRouting(topology, NextHop.BY_FLOW);
    }

    /**
     * The same kind of routing over the links that are left: what a routing protocol arrives at once it knows which links
     * are down. Latencies are those of the topology.
     *
     * @param routing one that this class made
     * @param links indices of the links that no path may take, in addition to those that the routing does without
     * @throws IllegalArgumentException if the routing is of a kind that cannot be recomputed
     */
    public static Routing withoutLinks(Routing routing, BitSet links) {
        if (routing instanceof TreeRouting tree) {
            return tree.withoutLinks(links);
        }
        throw new IllegalArgumentException("routing (" + routing.getClass().getName()
                + ") cannot be recomputed without links; allowed: those that Routings makes.");
    }

    /**
     * Destination-modulo: the target's rank among the hosts picks the next hop, digit by digit, so that on a fat-tree
     * every target gets a downward path of its own (D-mod-k). The flow key has no influence.
     *
     * <p>Source: E. Zahavi, "D-Mod-K Routing Providing Non-Blocking Traffic for Shift Permutations on Real Life Fat Trees",
     * CCIT Report 776, Technion, 2010.
     */
    public static Routing destinationModulo(Topology topology) {
        return new TreeRouting(topology, NextHop.BY_TARGET);
    }
}
