package org.longhaul.simulator.network;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Durations;

/**
 * What the directions of a network's links are at present, and when each was last down.
 *
 * <p>Arcs that never changed are as the topology states them and cost nothing here. Not thread-safe.
 */
public final class ArcStates {

    private static final class Changed {
        private ArcState state;
        private long downSinceNanos = Long.MAX_VALUE;
        private long upSinceNanos = Long.MIN_VALUE;

        Changed(ArcState state) {
            this.state = state;
        }
    }

    private final Topology topology;
    private final EventLoop loop;
    private final Int2ObjectOpenHashMap<Changed> changed = new Int2ObjectOpenHashMap<>();
    private int down;
    private boolean everDown;

    /** All arcs as the topology states them; the loop is the network's. */
    public ArcStates(Topology topology, EventLoop loop) {
        this.topology = topology;
        this.loop = loop;
    }

    /**
     * Changes an arc at the loop's present time.
     *
     * @return what it was before
     * @throws IllegalArgumentException if the topology has no such arc
     */
    public ArcState set(int arc, ArcState state) {
        requireArc(arc);
        long nowNanos = loop.nowNanos();
        Changed entry = changed.get(arc);
        if (entry == null) {
            entry = new Changed(ArcState.of(topology, arc));
            changed.put(arc, entry);
        }
        ArcState before = entry.state;
        if (before.up() && !state.up()) {
            down++;
            everDown = true;
            entry.downSinceNanos = nowNanos;
        } else if (!before.up() && state.up()) {
            down--;
            entry.upSinceNanos = nowNanos;
        }
        entry.state = state;
        return before;
    }

    /**
     * Checks the number of an arc.
     *
     * @throws IllegalArgumentException if the topology has no such arc
     */
    public void requireArc(int arc) {
        if (arc < 0 || arc >= topology.arcCount()) {
            throw new IllegalArgumentException("arc (" + arc + ") is not an arc of topology " + topology.name()
                    + "; it has the arcs 0 to " + (topology.arcCount() - 1) + ".");
        }
    }

    /** What an arc is now. */
    public ArcState of(int arc) {
        Changed entry = changed.get(arc);
        return entry == null ? ArcState.of(topology, arc) : entry.state;
    }

    /** Its rate, whether it is up or not. */
    public long bitsPerSecond(int arc) {
        Changed entry = changed.get(arc);
        return entry == null ? topology.arcBitsPerSecond(arc) : entry.state.bitsPerSecond();
    }

    /** Its one-way propagation, nanoseconds. */
    public long latencyNanos(int arc) {
        Changed entry = changed.get(arc);
        return entry == null ? topology.arcLatencyNanos(arc) : entry.state.latencyNanos();
    }

    /** Share of packets that it loses while it is up. */
    public double lossRate(int arc) {
        Changed entry = changed.get(arc);
        return entry == null ? topology.arcLossRate(arc) : entry.state.lossRate();
    }

    /** Whether anything crosses it. */
    public boolean isUp(int arc) {
        Changed entry = down == 0 ? null : changed.get(arc);
        return entry == null || entry.state.up();
    }

    /** Whether an arc has been down at any time. */
    public boolean wasEverDown() {
        return everDown;
    }

    /** The first arc of a path that is down, or -1. */
    public int firstDown(int[] path) {
        if (down > 0) {
            for (int arc : path) {
                if (!isUp(arc)) {
                    return arc;
                }
            }
        }
        return -1;
    }

    /**
     * Whether a packet that set out along a path at a time has crossed every arc of it while the arc was up. Queueing is not
     * counted.
     */
    public boolean crossed(int[] path, long sentNanos) {
        if (!everDown) {
            return true;
        }
        long at = sentNanos;
        for (int arc : path) {
            long left = at + latencyNanos(arc);
            Changed entry = changed.get(arc);
            if (entry != null && entry.downSinceNanos <= left && (!entry.state.up() || entry.upSinceNanos > at)) {
                return false;
            }
            at = left;
        }
        return true;
    }

    /** What is said of a transfer that a down arc holds up: the link's id and since when it is down. */
    public String describeDown(int arc) {
        Changed entry = changed.get(arc);
        long since = entry == null ? 0 : entry.downSinceNanos;
        return "link " + topology.links().get(arc >> 1).id() + ", down since "
                + Durations.formatNanos(loop.runNanos(since));
    }

    /** A hash over the arcs that differ from the topology, independent of the order in which they changed. */
    public long fingerprint() {
        long sum = 0;
        for (var each : changed.int2ObjectEntrySet()) {
            ArcState state = each.getValue().state;
            if (!state.equals(ArcState.of(topology, each.getIntKey()))) {
                long hash = each.getIntKey() * 2L + (state.up() ? 1 : 0);
                hash = mix(hash) + state.bitsPerSecond();
                hash = mix(hash) + state.latencyNanos();
                sum += mix(mix(hash) + Double.doubleToLongBits(state.lossRate()));
            }
        }
        return sum;
    }

    private static long mix(long value) {
        long hash = (value + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return hash ^ (hash >>> 29);
    }

    /** One-way propagation along a path, nanoseconds. */
    public long latencyNanos(int[] path) {
        long latency = 0;
        for (int arc : path) {
            latency += latencyNanos(arc);
        }
        return latency;
    }

    /** The slowest arc of a path, the first if several are; -1 for an empty path. */
    public int slowest(int[] path) {
        int slowest = -1;
        for (int arc : path) {
            if (slowest < 0 || bitsPerSecond(arc) < bitsPerSecond(slowest)) {
                slowest = arc;
            }
        }
        return slowest;
    }
}
