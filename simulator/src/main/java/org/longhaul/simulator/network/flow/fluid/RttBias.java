package org.longhaul.simulator.network.flow.fluid;

/** How flows of different round-trip times share a bottleneck. */
public enum RttBias {
    /** Equally. */
    NONE,
    /** As the congestion control makes them. */
    CONGESTION_CONTROL,
    /** By 1 / latency, the rule of earlier flow-level simulators. */
    INVERSE_LATENCY
}
