package org.longhaul.simulator.collective;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * Duration of a plan under the alpha-beta model on the actual routes, all participants in lockstep: a round takes the
 * largest of its transfers' latency plus, over the arcs of its route, all bytes of the round on the arc divided by its
 * capacity. On a homogeneous network this is the textbook closed form; elsewhere it counts the slowest pair's latency
 * and the bottleneck's sharing.
 *
 * <p>Not thread-safe.
 */
public final class LockstepEstimate {

    private static final double BITS_PER_BYTE = 8.0;

    private final Topology topology;
    private final Routing routing;
    private final Long2ObjectOpenHashMap<int[]> routes = new Long2ObjectOpenHashMap<>();
    private final double efficiency;
    private final boolean countsLatency;
    private final long[] load;
    private final int[] touched;
    private int touchedCount;
    private double slowest;

    /** Estimates over a topology's routes, with latency and full rates. */
    public LockstepEstimate(Topology topology, Routing routing) {
        this(topology, routing, 1, true);
    }

    /**
     * Estimates over a topology's routes.
     *
     * @param topology the network
     * @param routing its routes
     * @param efficiency share of a link's rate that payload gets, in (0, 1]
     * @param countsLatency whether a round takes the latency of its longest route
     */
    public LockstepEstimate(Topology topology, Routing routing, double efficiency, boolean countsLatency) {
        if (!(efficiency > 0 && efficiency <= 1)) {
            throw new IllegalArgumentException("efficiency (%s) must be in (0, 1]".formatted(efficiency));
        }
        this.topology = topology;
        this.routing = routing;
        this.efficiency = efficiency;
        this.countsLatency = countsLatency;
        this.load = new long[topology.arcCount()];
        this.touched = new int[topology.arcCount()];
    }

    /** Seconds that the plan takes. */
    public double seconds(TransferPlan plan) {
        return seconds(plan, null);
    }

    /**
     * Seconds that the plan takes, and the bytes that it puts on each arc.
     *
     * @param arcBytes payload bytes by arc, added to; or null
     */
    public double seconds(TransferPlan plan, long @Nullable [] arcBytes) {
        int[] repeats = new int[plan.rounds()];
        for (int round = 0; round < plan.rounds(); round++) {
            repeats[plan.kind(round)]++;
        }
        double seconds = 0;
        for (int round = 0; round < plan.rounds(); round++) {
            int times = repeats[plan.kind(round)];
            if (times > 0) {
                seconds += times * round(plan, round);
                takeLoad(arcBytes, times);
                repeats[plan.kind(round)] = 0;
            }
        }
        return seconds;
    }

    private double round(TransferPlan plan, int round) {
        for (int participant = 0; participant < plan.participants(); participant++) {
            int source = plan.node(participant);
            plan.sends(round, participant, (target, first, count, reduce) -> {
                long bytes = plan.chunkBytes(first, count);
                for (int arc : route(source, plan.node(target))) {
                    if (load[arc] == 0 && bytes > 0) {
                        touched[touchedCount++] = arc;
                    }
                    load[arc] += bytes;
                }
            });
        }
        slowest = 0;
        for (int participant = 0; participant < plan.participants(); participant++) {
            int source = plan.node(participant);
            plan.sends(
                    round,
                    participant,
                    (target, first, count, reduce) ->
                            slowest = Math.max(slowest, transferSeconds(route(source, plan.node(target)))));
        }
        return slowest;
    }

    private double transferSeconds(int[] route) {
        long latencyNanos = 0;
        double serialisation = 0;
        for (int arc : route) {
            latencyNanos += topology.arcLatencyNanos(arc);
            serialisation = Math.max(serialisation, load[arc] * BITS_PER_BYTE / topology.arcBitsPerSecond(arc));
        }
        return (countsLatency ? latencyNanos * 1e-9 : 0) + serialisation / efficiency;
    }

    private int[] route(int source, int target) {
        long key = (long) source << 32 | target;
        int[] known = routes.get(key);
        if (known == null) {
            known = routing.route(source, target, 0);
            routes.put(key, known);
        }
        return known;
    }

    private void takeLoad(long @Nullable [] arcBytes, int times) {
        for (int i = 0; i < touchedCount; i++) {
            if (arcBytes != null) {
                arcBytes[touched[i]] += times * load[touched[i]];
            }
            load[touched[i]] = 0;
        }
        touchedCount = 0;
    }
}
