package org.longhaul.simulator.collective;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.topology.Topology;

/**
 * The kinds of transfers of a plan in which all ranks send to all others, over a switch to which each rank's host has one link.
 *
 * <p>Hosts are equal when their links and their shares of the vector are. Transfers between equal sources and equal targets
 * meet the same in every round of the plan, so the first of them stands for all. Immutable.
 */
final class AlikePairs {

    /** What tells a host from another one. */
    private record Leaf(
            long bytes,
            long outBps,
            long inBps,
            long outNanos,
            long inNanos,
            double outLossRate,
            double inLossRate,
            long queueBytes,
            Object asSource) {}

    /** Kinds of hosts beyond which looking at every pair is no more work. */
    private static final int MOST_KINDS = 8;

    private final AllPairs plan;
    private final int[] outArcs;
    private final int[] sources;
    private final int[] targets;

    private AlikePairs(AllPairs plan, int[] outArcs, int[] sources, int[] targets) {
        this.plan = plan;
        this.outArcs = outArcs;
        this.sources = sources;
        this.targets = targets;
    }

    /** The kinds of a plan's transfers; null where its pairs differ in more than can be told from their ends. */
    static @Nullable AlikePairs of(TransferPlan plan, Topology topology, TransferEstimate transfers) {
        int ranks = plan.ranks();
        if (!(plan instanceof AllPairs pairs) || !pairs.isAmongAll() || ranks < 2) {
            return null;
        }
        int[] outArcs = onlyArcs(plan, topology);
        if (outArcs == null) {
            return null;
        }
        Map<Leaf, Integer> numbers = new HashMap<>();
        int[] kind = new int[ranks];
        List<IntArrayList> members = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            int arc = outArcs[rank];
            Object asSource = transfers.kindOfSource(plan.node(rank));
            if (asSource == null) {
                return null;
            }
            Leaf leaf = new Leaf(
                    plan.chunks() == 1 ? 0 : plan.chunkBytes(rank, 1),
                    topology.arcBitsPerSecond(arc),
                    topology.arcBitsPerSecond(arc ^ 1),
                    topology.arcLatencyNanos(arc),
                    topology.arcLatencyNanos(arc ^ 1),
                    topology.arcLossRate(arc),
                    topology.arcLossRate(arc ^ 1),
                    topology.arcQueueBytes(arc),
                    asSource);
            Integer known = numbers.putIfAbsent(leaf, numbers.size());
            kind[rank] = known == null ? members.size() : known;
            if (known == null) {
                members.add(new IntArrayList());
                if (members.size() > MOST_KINDS) {
                    return null;
                }
            }
            members.get(kind[rank]).add(rank);
        }
        IntArrayList sources = new IntArrayList();
        IntArrayList targets = new IntArrayList();
        // In the plan's order: sources ascending, then the targets that come first after the source.
        for (IntArrayList ofSource : members) {
            int source = ofSource.getInt(0);
            boolean[] isSeen = new boolean[members.size()];
            for (int distance = 1; distance < ranks; distance++) {
                int target = (source + distance) % ranks;
                if (!isSeen[kind[target]]) {
                    isSeen[kind[target]] = true;
                    sources.add(source);
                    targets.add(target);
                }
            }
        }
        return new AlikePairs(pairs, outArcs, sources.toIntArray(), targets.toIntArray());
    }

    /** The arc by which each rank's host leaves for the switch; null if they have others, or none, or not to one switch. */
    private static int @Nullable [] onlyArcs(TransferPlan plan, Topology topology) {
        if (plan.sharesNodes() || !topology.fixedRoutes().isEmpty()) {
            return null;
        }
        int[] links = new int[topology.nodeCount()];
        int[] into = new int[topology.nodeCount()];
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            links[topology.arcTarget(arc)]++;
            into[topology.arcTarget(arc)] = arc;
        }
        int[] out = new int[plan.ranks()];
        for (int rank = 0; rank < out.length; rank++) {
            int node = plan.node(rank);
            int arc = into[node];
            if (links[node] != 1
                    || !topology.isOpen(arc)
                    || !topology.isOpen(arc ^ 1)
                    || topology.arcSource(arc) != topology.arcSource(into[plan.node(0)])) {
                return null;
            }
            out[rank] = arc ^ 1;
        }
        return out;
    }

    AllPairs plan() {
        return plan;
    }

    /** Number of ranks. */
    int ranks() {
        return outArcs.length;
    }

    /** The arc from a rank's host. */
    int outArc(int rank) {
        return outArcs[rank];
    }

    /** The arc to a rank's host. */
    int inArc(int rank) {
        return outArcs[rank] ^ 1;
    }

    /** Number of kinds. */
    int kinds() {
        return sources.length;
    }

    /** Rank that sends the first transfer of a kind. */
    int source(int kind) {
        return sources[kind];
    }

    /** Rank that receives the first transfer of a kind. */
    int target(int kind) {
        return targets[kind];
    }
}
