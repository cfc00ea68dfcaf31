package org.longhaul.wire.rendezvous;

import java.util.Locale;

/**
 * A member that is no longer there.
 *
 * @param rank who
 * @param host where
 * @param why how that was noticed
 * @param silentMillis for how long nothing had been heard from it by then
 */
public record LostMember(int rank, String host, String why, long silentMillis) {
    /** Who, where, why and since when, in words. */
    public String words() {
        return String.format(
                Locale.ROOT,
                "rank %d on %s is lost: %s; last heard of %.1f s before",
                rank,
                host,
                why,
                silentMillis / 1e3);
    }
}
