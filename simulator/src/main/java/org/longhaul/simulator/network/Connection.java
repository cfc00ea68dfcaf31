package org.longhaul.simulator.network;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A connection of a pair of nodes: its path, and its transfers in order, the first of which is in progress. */
class Connection {

    final int source;
    final int target;
    final int channel;
    final int[] arcs;
    final long latencyNanos;
    final double bottleneckBytesPerSecond;

    /** Transfers that wait for the present one. */
    final ArrayDeque<Transfer> waiting = new ArrayDeque<>(2);

    @Nullable
    Transfer current;

    Connection(NetworkContext context, int source, int target, int channel) {
        this.source = source;
        this.target = target;
        this.channel = channel;
        arcs = context.routing().route(source, target, channel);
        long latency = 0;
        long slowest = Long.MAX_VALUE;
        for (int arc : arcs) {
            latency += context.topology().arcLatencyNanos(arc);
            slowest = Math.min(slowest, context.topology().arcBitsPerSecond(arc));
        }
        latencyNanos = latency;
        bottleneckBytesPerSecond = slowest / 8.0;
    }
}
