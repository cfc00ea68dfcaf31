package org.longhaul.wire.projection;

/**
 * What of an outage fell into the steps of a method.
 *
 * @param outage the whole of it
 * @param fromNanos when it began, since the first step of its session, without evaluations
 * @param untilNanos when it ended
 */
public record MethodOutage(ProjectedOutage outage, long fromNanos, long untilNanos) {}
