package org.longhaul.analysis.record;

import org.jspecify.annotations.Nullable;

/**
 * One of the things that kept a method from going on.
 *
 * @param kind what is stuck
 * @param subject which: number of a worker, label of an exchange, sending and receiving host of a transfer, label of an
 *     incident; empty for a note
 * @param step the step concerned, from 1; null where there is none
 * @param sinceNanos since when; null where that is not known
 * @param words the whole in a sentence
 */
public record BlockageRecord(Kind kind, String subject, @Nullable Long step, @Nullable Long sinceNanos, String words) {

    /** What is stuck. */
    public enum Kind {
        /** A worker waits for an exchange. */
        WAITING_WORKER,
        /** Crashes interrupt a worker's computation. */
        CRASHED_WORKER,
        /** An exchange is not done. */
        EXCHANGE,
        /** A transfer has not arrived. */
        TRANSFER,
        /** An incident is in progress. */
        INCIDENT,
        /** Something else to know, such as how much is not listed. */
        NOTE
    }
}
