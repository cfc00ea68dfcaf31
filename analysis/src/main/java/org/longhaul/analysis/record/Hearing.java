package org.longhaul.analysis.record;

import org.jspecify.annotations.Nullable;

/**
 * How often a server heard one client of a method that asks the network.
 *
 * @param client number of the client
 * @param heard updates of the client that were used
 * @param late updates that came too late and were dropped; null where the method uses each as it arrives
 * @param staleness sum, over those that were used, of the updates of others that the server had used since it sent the client
 *     the model
 * @param mostStale the most of one of them
 */
public record Hearing(int client, long heard, @Nullable Long late, long staleness, long mostStale) {}
