package org.longhaul.wire.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A time for which a link of a run's network carried nothing.
 *
 * @param session in which it was
 * @param link its name where it was taken down
 * @param sides ranks that still reached each other meanwhile, by side
 * @param downNanos when it went down, by the clock of all members of a laboratory; null where it did not, or nobody wrote that down
 * @param upNanos when it came up again; null where nobody wrote that down
 * @param trouble what went otherwise than it should; null where nothing did
 */
public record RunOutage(
        int session,
        String link,
        List<List<Integer>> sides,
        @Nullable Long downNanos,
        @Nullable Long upNanos,
        @Nullable String trouble) {
    public RunOutage {
        sides = sides.stream().map(List::copyOf).toList();
    }
}
