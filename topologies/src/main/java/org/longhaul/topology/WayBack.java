package org.longhaul.topology;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Latency and loss of a line from its {@code to} to its {@code from}, where they are not those of the way there.
 *
 * @param latency one-way propagation latency; not negative, at most one day
 * @param lossRate probability that a packet is lost on the wire, in [0, 1)
 */
public record WayBack(Duration latency, double lossRate) {

    /**
     * What a file states of a line.
     *
     * @param latency {@code backwardLatency}; null: as there
     * @param lossRate {@code backwardLossRate}; null: as there
     * @return null where nothing is stated
     */
    public static @Nullable WayBack stated(
            @Nullable Duration latency, @Nullable Double lossRate, Duration latencyThere, double lossRateThere) {
        return latency == null && lossRate == null
                ? null
                : new WayBack(latency == null ? latencyThere : latency, lossRate == null ? lossRateThere : lossRate);
    }
}
