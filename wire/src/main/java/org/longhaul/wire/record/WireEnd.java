package org.longhaul.wire.record;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * How a member's part ended.
 *
 * @param outcome {@code finished}, {@code lost} or {@code stopped}
 * @param steps steps done
 * @param atNanos when, by the member's clock
 * @param lostRank who was lost; null where nobody was
 * @param lostAt where it was reached; null where nobody was
 * @param sinceNanos when it was last heard, by the member's clock; null where nobody was lost
 * @param message the same in words; null of what finished
 */
public record WireEnd(
        String outcome,
        long steps,
        long atNanos,
        @Nullable Integer lostRank,
        @Nullable String lostAt,
        @Nullable Long sinceNanos,
        @Nullable String message) {
    private static final String FINISHED = "finished";

    /** All steps were made. */
    public static WireEnd finished(long steps, long atNanos) {
        return new WireEnd(FINISHED, steps, atNanos, null, null, null, null);
    }

    /** Somebody was lost. */
    public static WireEnd lost(long steps, long atNanos, int rank, String where, long sinceNanos, String message) {
        return new WireEnd("lost", steps, atNanos, rank, where, sinceNanos, message);
    }

    /** It was ended before its time. */
    public static WireEnd stopped(long steps, long atNanos, String message) {
        return new WireEnd("stopped", steps, atNanos, null, null, null, message);
    }

    /** Whether all steps were made. */
    @JsonIgnore
    public boolean isFinished() {
        return outcome.equals(FINISHED);
    }
}
