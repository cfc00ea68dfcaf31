package org.longhaul.simulator.network;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A connection of a pair of nodes: its path, and its transfers in order, the first of which is in progress. */
public class Connection {

    private static final int[] NO_PATH = {};

    public final int source;
    public final int target;
    public final int channel;
    /** Empty if source and target are the same, or while no path was ever found. */
    public int[] arcs = NO_PATH;
    /** One-way propagation along the path. */
    public long latencyNanos;
    /** The slowest arc; its first on the path if several are; -1 without a path. */
    public int bottleneckArc = -1;

    public double bottleneckBytesPerSecond;

    /** When the routing ceased to find a path, or {@link Long#MAX_VALUE} while it does. */
    public long unroutedNanos = Long.MAX_VALUE;
    /** When it may begin to send; {@link Long#MAX_VALUE} for never. */
    public long openNanos;

    /** Transfers that wait for the present one. */
    public final ArrayDeque<Transfer> waiting = new ArrayDeque<>(2);

    public @Nullable Transfer current;

    public Connection(int source, int target, int channel) {
        this.source = source;
        this.target = target;
        this.channel = channel;
    }

    /**
     * Takes the path that the routing finds now.
     *
     * @return whether the connection has another path than before
     */
    public boolean route(Routes routes, long nowNanos) {
        int[] found = routes.find(source, target, channel);
        if (found == null) {
            unroutedNanos = Math.min(unroutedNanos, nowNanos);
            return false;
        }
        unroutedNanos = Long.MAX_VALUE;
        boolean moves = !Arrays.equals(found, arcs);
        arcs = found;
        return moves;
    }

    /** Brings what follows from the states of the path's arcs up to date. */
    public void survey(ArcStates states) {
        latencyNanos = states.latencyNanos(arcs);
        bottleneckArc = states.slowest(arcs);
        bottleneckBytesPerSecond =
                bottleneckArc < 0 ? Double.POSITIVE_INFINITY : states.bitsPerSecond(bottleneckArc) / 8.0;
    }

    public boolean isRouted() {
        return unroutedNanos == Long.MAX_VALUE;
    }

    /** Whether it leads from a node to itself. */
    public boolean isLocal() {
        return source == target;
    }
}
