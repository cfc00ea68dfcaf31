package org.longhaul.simulator.workload.result;

/**
 * A transfer that made no progress for a timeout: its connection was closed and is opened again after a pause.
 *
 * @param sourceNode sending node
 * @param targetNode receiving node
 * @param attempt how often it has been tried again, with this time
 * @param atNanos when the timeout was over, since the start of the run
 * @param resumeNanos when the connection is opened again
 */
public record Retry(int sourceNode, int targetNode, int attempt, long atNanos, long resumeNanos) {}
