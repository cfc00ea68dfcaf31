package org.longhaul.simulator.network.packet;

import org.longhaul.topology.Topology;

/**
 * Sizes of the queues that the topology leaves open: the bandwidth-delay product of the link's rate and the longest
 * round trip, without queueing, among the connections that pass through it, and at least 32 full packets.
 */
final class DefaultQueues {

    private static final int SMALLEST_PACKETS = 32;
    private static final double BITS_PER_BYTE_NANOS = 8e9;

    private final Topology topology;
    private final boolean[] open;
    private final long[] limitBytes;

    DefaultQueues(Topology topology, int fullPacketBytes) {
        this.topology = topology;
        open = new boolean[topology.arcCount()];
        limitBytes = new long[topology.arcCount()];
        for (int arc = 0; arc < limitBytes.length; arc++) {
            long stated = topology.arcQueueBytes(arc);
            open[arc] = stated < 0;
            limitBytes[arc] = open[arc] ? (long) SMALLEST_PACKETS * fullPacketBytes : stated;
        }
    }

    long limitBytes(int arc) {
        return limitBytes[arc];
    }

    /** A connection of a round trip passes through an arc from now on. */
    void widen(OutputQueue queue, int arc, long roundTripNanos) {
        double product = (double) topology.arcBitsPerSecond(arc) * roundTripNanos / BITS_PER_BYTE_NANOS;
        if (open[arc] && product > limitBytes[arc]) {
            limitBytes[arc] = (long) product;
            queue.discipline().limitBytes(limitBytes[arc]);
        }
    }
}
