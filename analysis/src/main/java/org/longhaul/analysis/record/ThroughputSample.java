package org.longhaul.analysis.record;

/**
 * The throughput of one direction of a link from one instant on.
 *
 * @param link id of the link
 * @param from sending node
 * @param to receiving node
 * @param timeNanos simulated time from which the rate holds
 * @param bitsPerSecond payload and headers
 */
public record ThroughputSample(String link, String from, String to, long timeNanos, double bitsPerSecond) {}
