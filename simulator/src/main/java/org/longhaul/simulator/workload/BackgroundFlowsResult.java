package org.longhaul.simulator.workload;

/**
 * What background flows carried until the job ended.
 *
 * @param name of the flows
 * @param transfers that were completed
 * @param bytes payload of these
 * @param transferNanos mean duration of these, nanoseconds; 0 if there are none
 * @param droppedBytes data that was due and not sent, because what was sent before was still under way
 */
public record BackgroundFlowsResult(String name, long transfers, long bytes, long transferNanos, long droppedBytes) {}
