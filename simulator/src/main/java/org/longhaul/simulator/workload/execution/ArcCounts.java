package org.longhaul.simulator.workload.execution;

import org.longhaul.simulator.workload.clock.SimulatedClock;

/**
 * Bytes that each arc has carried.
 *
 * @param payload without headers and retransmissions
 * @param wire all that crossed the arc
 */
@SuppressWarnings("ArrayRecordComponent")
record ArcCounts(long[] payload, long[] wire) {

    /** The counts of a network as they stand. */
    static ArcCounts of(NetworkSetup network) {
        int arcs = network.topology().arcCount();
        ArcCounts counts = new ArcCounts(new long[arcs], new long[arcs]);
        for (int arc = 0; arc < arcs; arc++) {
            counts.payload[arc] = network.network().arcPayloadBytes(arc);
            counts.wire[arc] = network.network().arcWireBytes(arc);
        }
        return counts;
    }

    /** What has been carried since these counts, with what was carried in stretches that were skipped. */
    ArcCounts until(NetworkSetup network, SimulatedClock clock) {
        ArcCounts carried = new ArcCounts(new long[payload.length], new long[wire.length]);
        for (int arc = 0; arc < payload.length; arc++) {
            carried.payload[arc] = clock.payloadBytes(network.network(), arc) - payload[arc];
            carried.wire[arc] = clock.wireBytes(network.network(), arc) - wire[arc];
        }
        return carried;
    }
}
