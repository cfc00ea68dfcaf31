package org.longhaul.simulator.network;

import org.longhaul.extension.PlainNumber;
import org.longhaul.topology.Topology;

/**
 * What one direction of a link is at a moment of a run.
 *
 * @param up whether anything crosses it
 * @param bitsPerSecond its rate, above 0
 * @param latencyNanos one-way propagation, nanoseconds, not negative
 * @param lossRate share of packets that it loses, from 0 to below 1
 */
public record ArcState(boolean up, long bitsPerSecond, long latencyNanos, double lossRate) {

    public ArcState {
        if (bitsPerSecond <= 0) {
            throw new IllegalArgumentException("bitsPerSecond (" + bitsPerSecond + ") must be above 0.");
        }
        if (latencyNanos < 0) {
            throw new IllegalArgumentException("latencyNanos (" + latencyNanos + ") must not be negative.");
        }
        if (!(lossRate >= 0 && lossRate < 1)) {
            throw new IllegalArgumentException("lossRate (" + PlainNumber.of(lossRate) + ") must lie in [0, 1).");
        }
    }

    /** The arc as the topology states it. */
    public static ArcState of(Topology topology, int arc) {
        return new ArcState(
                true, topology.arcBitsPerSecond(arc), topology.arcLatencyNanos(arc), topology.arcLossRate(arc));
    }
}
