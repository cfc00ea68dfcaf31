package org.longhaul.topology.format;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/**
 * A link as a foreign file states it: bandwidths and latency may be missing.
 *
 * @param line where it is stated
 */
record PartialLink(
        int line,
        String id,
        String from,
        String to,
        @Nullable Bandwidth forward,
        @Nullable Bandwidth backward,
        @Nullable Duration latency,
        double lossRate,
        @Nullable DataSize queue,
        @Nullable Double dollarsPerGigabyte) {

    /** Returns a link with what most formats state at most. */
    static PartialLink of(
            int line, String id, String from, String to, @Nullable Bandwidth bandwidth, @Nullable Duration latency) {
        return new PartialLink(line, id, from, to, bandwidth, bandwidth, latency, 0, null, null);
    }
}
