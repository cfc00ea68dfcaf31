package org.longhaul.analysis.record.network;

import org.jspecify.annotations.Nullable;

/**
 * A collective algorithm's estimated duration for one exchange.
 *
 * @param collective id of the algorithm
 * @param nanos estimated duration
 * @param madeOf the terms of the duration in words, largest first; null where a run did not record them
 */
public record CollectiveEstimate(String collective, long nanos, @Nullable String madeOf) {}
