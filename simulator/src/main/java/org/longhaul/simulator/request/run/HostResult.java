package org.longhaul.simulator.request.run;

/**
 * What one host did for requests.
 *
 * @param node of the host
 * @param computations that it was given
 * @param busyNanos time that it computed, over all its slots
 * @param givenNanos time that all it was given takes at its usual pace: more than its slots have means that its queue grows
 *     without end
 * @param lost computations that a crash ended, or that were queued then
 * @param longestQueue most computations that waited at a time
 */
public record HostResult(int node, long computations, long busyNanos, long givenNanos, long lost, int longestQueue) {}
