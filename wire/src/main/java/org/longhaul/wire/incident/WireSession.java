package org.longhaul.wire.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One time that a run was started or taken up again.
 *
 * @param number from 0
 * @param began when members were waited for, on the wall clock
 * @param waitedNanos until all members were there; null where they never were
 * @param lastRank who came last; null where nobody came
 * @param aloneNanos how long that member alone was waited for; 0 where nobody came
 * @param ended on the wall clock; null where who started it was killed
 * @param trouble why it ended before the run was done; null where it did not, or nobody could say
 */
public record WireSession(
        int number,
        Instant began,
        @Nullable Long waitedNanos,
        @Nullable Integer lastRank,
        long aloneNanos,
        @Nullable Instant ended,
        @Nullable String trouble) {}
