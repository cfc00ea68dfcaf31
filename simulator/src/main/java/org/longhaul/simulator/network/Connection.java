package org.longhaul.simulator.network;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A connection of a pair of nodes: its path, and its transfers in order, the first of which is in progress. */
class Connection {

    private static final int[] NO_PATH = {};

    final int source;
    final int target;
    final int channel;
    /** Empty if source and target are the same, or while no path was ever found. */
    int[] arcs = NO_PATH;
    /** One-way propagation along the path. */
    long latencyNanos;
    /** The slowest arc; its first on the path if several are; -1 without a path. */
    int bottleneckArc = -1;

    double bottleneckBytesPerSecond;

    /** When the routing ceased to find a path, or {@link Long#MAX_VALUE} while it does. */
    long unroutedNanos = Long.MAX_VALUE;
    /** When it may begin to send; {@link Long#MAX_VALUE} for never. */
    long openNanos;

    /** Transfers that wait for the present one. */
    final ArrayDeque<Transfer> waiting = new ArrayDeque<>(2);

    @Nullable
    Transfer current;

    Connection(int source, int target, int channel) {
        this.source = source;
        this.target = target;
        this.channel = channel;
    }

    /**
     * Takes the path that the routing finds now.
     *
     * @return whether the connection has another path than before
     */
    boolean route(Routes routes, long nowNanos) {
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
    void survey(ArcStates states) {
        latencyNanos = states.latencyNanos(arcs);
        bottleneckArc = states.slowest(arcs);
        bottleneckBytesPerSecond =
                bottleneckArc < 0 ? Double.POSITIVE_INFINITY : states.bitsPerSecond(bottleneckArc) / 8.0;
    }

    boolean isRouted() {
        return unroutedNanos == Long.MAX_VALUE;
    }

    /** Whether it leads from a node to itself. */
    boolean isLocal() {
        return source == target;
    }
}
