package org.longhaul.analysis.record;

import java.util.List;

/**
 * Why the simulation of a method could not go on, and what waited for what.
 *
 * @param reason why it was given up
 * @param headline the same in a sentence, with figures
 * @param atNanos when it was given up
 * @param progressNanos when the method last came further
 * @param blockages workers, exchanges and transfers that were stuck, then incidents in progress
 */
public record StallRecord(
        Reason reason, String headline, long atNanos, long progressNanos, List<BlockageRecord> blockages) {

    /** Reasons to give a run up. */
    public enum Reason {
        /** Workers waited, and no event was left that could change anything. */
        NOTHING_LEFT,
        /** No progress for as long as the scenario lets a run wait. */
        NO_PROGRESS,
        /** A transfer was tried again as often as it may be. */
        TRANSFER_GIVEN_UP,
        /** All went back to the same checkpoint again and again. */
        LOST_AGAIN,
        /** The simulation took as many events as it may. */
        EVENTS_SPENT,
        /** Simulated time passed what the clock can tell. */
        END_OF_TIME
    }

    /** Copies the list. */
    public StallRecord {
        blockages = List.copyOf(blockages);
    }
}
