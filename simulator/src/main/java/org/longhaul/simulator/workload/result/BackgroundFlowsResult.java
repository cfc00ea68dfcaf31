package org.longhaul.simulator.workload.result;

/**
 * What background flows carried until the job ended.
 *
 * @param name of the flows
 * @param bytes payload that reached its targets
 * @param droppedBytes data that was due and not sent, because what was sent before was still under way
 */
public record BackgroundFlowsResult(String name, long bytes, long droppedBytes) {}
