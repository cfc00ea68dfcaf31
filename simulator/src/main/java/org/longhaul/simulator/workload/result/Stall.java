package org.longhaul.simulator.workload.result;

import java.util.List;
import java.util.Locale;
import org.longhaul.topology.unit.Durations;

/**
 * Why a workload cannot finish, and what waits for what.
 *
 * @param reason why it was given up
 * @param headline the same in a sentence, with figures
 * @param atNanos when it was given up, since the start of the run
 * @param progressNanos when it last came further
 * @param blockages each worker, exchange and transfer that is stuck, and the incidents in progress
 */
public record Stall(Reason reason, String headline, long atNanos, long progressNanos, List<Blockage> blockages) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Reasons to give a run up. */
    public enum Reason {
        /** Workers wait, and no event is left that could change anything. */
        NOTHING_LEFT,
        /** No progress for as long as the run may wait. */
        NO_PROGRESS,
        /** A transfer has been tried again as often as it may be. */
        TRANSFER_GIVEN_UP,
        /** All have gone back to the same checkpoint again and again. */
        LOST_AGAIN,
        /** The run has taken as many events as it may. */
        EVENTS_SPENT,
        /** Simulated time passes what the clock can tell. */
        END_OF_TIME
    }

    public Stall {
        blockages = List.copyOf(blockages);
    }

    /** The headline of a run in which no event is left. */
    public static String nothingMoreAfter(long nowNanos) {
        return "nothing more happens after " + seconds(nowNanos) + " s";
    }

    /** The headline of a run that has not come further for a time. */
    public static String noProgress(long nanos, long sinceNanos) {
        return "it made no progress for " + Durations.formatNanos(nanos) + ", since " + seconds(sinceNanos) + " s";
    }

    /** The headline of a run whose workers are lost again before a checkpoint is written. */
    public static String lostAgain(int times, long sinceNanos) {
        return String.format(
                Locale.ROOT,
                "all went back to the same checkpoint %d times, since %s s: workers are lost again before the next is written",
                times,
                seconds(sinceNanos));
    }

    /** A time in seconds, to the microsecond. */
    public static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos / NANOS_PER_SECOND);
    }

    /** The headline, and a line for each blockage. */
    public String words() {
        StringBuilder words = new StringBuilder("the workload cannot finish: ").append(headline);
        blockages.forEach(blockage -> words.append("\n  ").append(blockage.words()));
        return words.toString();
    }
}
