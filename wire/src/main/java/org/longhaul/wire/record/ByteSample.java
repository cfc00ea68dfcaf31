package org.longhaul.wire.record;

import java.util.List;

/**
 * The kernel's counters at one moment.
 *
 * @param atNanos when, by the member's clock
 * @param peers one entry for each other member that there are connections with
 */
public record ByteSample(long atNanos, List<PeerBytes> peers) {
    public ByteSample {
        peers = List.copyOf(peers);
    }
}
