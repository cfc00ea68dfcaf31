package org.longhaul.simulator.network.packet;

import org.longhaul.simulator.network.DefaultQueue;
import org.longhaul.topology.Topology;

/**
 * Sizes of the queues that the topology leaves open: what {@link DefaultQueue} says for the longest round trip, without
 * queueing, among the connections that pass through it.
 */
final class DefaultQueues {

    private final Topology topology;
    private final int fullPacketBytes;
    private final boolean[] open;
    private final long[] limitBytes;

    DefaultQueues(Topology topology, int fullPacketBytes) {
        this.topology = topology;
        this.fullPacketBytes = fullPacketBytes;
        open = new boolean[topology.arcCount()];
        limitBytes = new long[topology.arcCount()];
        for (int arc = 0; arc < limitBytes.length; arc++) {
            long stated = topology.arcQueueBytes(arc);
            open[arc] = stated < 0;
            limitBytes[arc] = open[arc] ? least(arc) : stated;
        }
    }

    private long least(int arc) {
        return (long) DefaultQueue.leastBytes(topology.arcBitsPerSecond(arc) / 8.0, fullPacketBytes);
    }

    long limitBytes(int arc) {
        return limitBytes[arc];
    }

    /** A connection of a round trip passes through an arc from now on. */
    void widen(OutputQueue queue, int arc, long roundTripNanos) {
        double room = DefaultQueue.bytes(topology.arcBitsPerSecond(arc) / 8.0, roundTripNanos * 1e-9, fullPacketBytes);
        if (open[arc] && room > limitBytes[arc]) {
            limitBytes[arc] = (long) room;
            queue.discipline().limitBytes(limitBytes[arc]);
        }
    }
}
