package org.longhaul.topology;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Shortest-path routing over per-target trees that are built when first needed and kept while there is room. */
final class TreeRouting implements Routing {
    /** Bytes of trees that one routing keeps; the oldest go first. */
    private static final long CACHE_BYTES = 256L << 20;

    private static final int BYTES_PER_NODE = Long.BYTES + Integer.BYTES;
    private static final int FEWEST_TREES = 8;

    private final RoutingGraph graph;
    private final NextHop choice;
    private final int[] rankOf;
    /** By core index of the target; guarded by itself, as the two fields below are. */
    private final @Nullable DistanceTree[] trees;
    /** Targets of the trees that are kept, as a ring. */
    private final int[] kept;

    private long treesGrown;

    TreeRouting(Topology topology, NextHop choice) {
        this(topology, choice, CACHE_BYTES, new BitSet());
    }

    TreeRouting(Topology topology, NextHop choice, long cacheBytes) {
        this(topology, choice, cacheBytes, new BitSet());
    }

    private TreeRouting(Topology topology, NextHop choice, long cacheBytes, BitSet without) {
        this.graph = new RoutingGraph(topology, without);
        this.choice = choice;
        this.rankOf = ranks(topology);
        long bytesPerTree = Math.max(1L, (long) graph.coreCount * BYTES_PER_NODE);
        this.trees = new DistanceTree[graph.coreCount];
        this.kept = new int[(int) Math.min(graph.coreCount, Math.max(FEWEST_TREES, cacheBytes / bytesPerTree))];
    }

    /** This kind of routing over the links that are left. */
    TreeRouting withoutLinks(BitSet links) {
        BitSet without = (BitSet) graph.without.clone();
        without.or(links);
        return new TreeRouting(graph.topology, choice, CACHE_BYTES, without);
    }

    private static int[] ranks(Topology topology) {
        int[] ranks = new int[topology.nodeCount()];
        Arrays.setAll(ranks, i -> i);
        int[] hosts = topology.hosts();
        for (int i = 0; i < hosts.length; i++) {
            ranks[hosts[i]] = i;
        }
        return ranks;
    }

    @Override
    public int[] route(int sourceNode, int targetNode, long flowKey) {
        if (sourceNode == targetNode) {
            return new int[0];
        }
        Topology topology = graph.topology;
        int[] fixed = fixed(sourceNode, targetNode);
        if (fixed != null) {
            return fixed.clone();
        }
        int up = graph.uplinkOf[sourceNode];
        int down = graph.uplinkOf[targetNode];
        if ((up >= 0 && !graph.isUsable(up)) || (down >= 0 && !graph.isUsable(down))) {
            throw new UnreachableException(topology, sourceNode, targetNode, graph.without);
        }
        int from = up < 0 ? sourceNode : topology.arcTarget(up);
        int to = down < 0 ? targetNode : topology.arcTarget(down);
        // A leaf next to the other end needs its own link only.
        if (from == targetNode) {
            return new int[] {up};
        }
        if (to == sourceNode) {
            return new int[] {down ^ 1};
        }
        int before = up < 0 ? 0 : 1;
        int after = down < 0 ? 0 : 1;
        DistanceTree tree = tree(graph.coreOf[to]);
        int hops = tree.hops[graph.coreOf[from]];
        if (hops == Integer.MAX_VALUE) {
            throw new UnreachableException(topology, sourceNode, targetNode, graph.without);
        }
        int[] path = new int[before + hops + after];
        if (up >= 0) {
            path[0] = up;
        }
        walk(tree, graph.coreOf[from], path, before, hops, rankOf[targetNode], flowKey);
        if (down >= 0) {
            path[path.length - 1] = down ^ 1;
        }
        return path;
    }

    /** The fixed route between two nodes unless one of its links is missing. */
    private int @Nullable [] fixed(int from, int to) {
        int[] arcs = graph.topology.fixedArcs(from, to);
        if (arcs != null) {
            for (int arc : arcs) {
                if (!graph.isUsable(arc)) {
                    return null;
                }
            }
        }
        return arcs;
    }

    private void walk(DistanceTree tree, int from, int[] path, int offset, int hops, int targetRank, long flowKey) {
        int v = from;
        long spread = 1;
        for (int step = 0; step < hops; step++) {
            int count = 0;
            int chosen = -1;
            for (int i = graph.start[v]; i < graph.start[v + 1]; i++) {
                if (tree.isOnShortestPath(v, i)) {
                    count++;
                    chosen = chosen < 0 ? i : chosen;
                }
            }
            if (count > 1) {
                int skip = choice.choose(count, graph.nodeOf[v], targetRank, spread, flowKey);
                spread *= count;
                while (skip > 0) {
                    chosen++;
                    skip -= tree.isOnShortestPath(v, chosen) ? 1 : 0;
                }
            }
            path[offset + step] = graph.arcs[chosen];
            v = graph.heads[chosen];
        }
    }

    private DistanceTree tree(int target) {
        synchronized (trees) {
            DistanceTree known = trees[target];
            if (known != null) {
                return known;
            }
            DistanceTree grown = new DistanceTree(graph, target);
            int slot = (int) (treesGrown++ % kept.length);
            if (treesGrown > kept.length) {
                trees[kept[slot]] = null;
            }
            kept[slot] = target;
            trees[target] = grown;
            return grown;
        }
    }
}
