package org.longhaul.analysis.record;

/**
 * A collective algorithm's estimated duration for one exchange.
 *
 * @param collective id of the algorithm
 * @param nanos estimated duration
 */
public record CollectiveEstimate(String collective, long nanos) {}
