package org.longhaul.training.communicate;

/**
 * Until when a server waits for its clients.
 *
 * @param nanos simulated time; {@link Long#MAX_VALUE} for no end
 * @param sinceStepsAgo from the beginning of which step on it counts: 0 for the present one
 * @param atLeast how many are waited for however long it takes, at most the number of those that send
 */
public record Deadline(long nanos, int sinceStepsAgo, int atLeast) {}
