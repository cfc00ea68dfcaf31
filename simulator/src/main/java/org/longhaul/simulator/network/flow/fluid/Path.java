package org.longhaul.simulator.network.flow.fluid;

/**
 * The way of a connection's data and that of its acknowledgements.
 *
 * @param arcs from source to target
 * @param back from target to source
 */
@SuppressWarnings("ArrayRecordComponent")
public record Path(int[] arcs, int[] back) {}
