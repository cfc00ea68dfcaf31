package org.longhaul.scenario.engine.simulation;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.workload.run.RunConditions;

/**
 * Durations of a run without some of the incidents that happened in it, each computed once.
 *
 * <p>Runs without the same incidents take the same course up to the end of the whole run, whatever fault would have struck
 * later: one that is over by then is the same as the other. One that takes longer than the whole run meets incidents that the
 * whole run did not, and is computed for each of the faults that may bring them.
 */
public final class Replays {

    /** Runs the steps again. */
    public interface Replay {

        /** Duration under some conditions, nanoseconds; null when the run cannot finish. */
        @Nullable
        Long nanos(RunConditions conditions);
    }

    private final long runNanos;
    private final Replay replay;
    private final Map<BitSet, Long> known = new HashMap<>();

    /**
     * No replay yet.
     *
     * @param runNanos duration of the whole run
     */
    public Replays(long runNanos, Replay replay) {
        this.runNanos = runNanos;
        this.replay = replay;
    }

    /**
     * Duration of the run without some incidents; null when it cannot finish.
     *
     * @param leftOut which of the incidents that happened do not, by a numbering of the caller's
     * @param conditions those of the whole run without these, and perhaps without some that did not happen before its end
     */
    public @Nullable Long without(BitSet leftOut, Supplier<RunConditions> conditions) {
        if (leftOut.isEmpty()) {
            return runNanos;
        }
        Long before = known.get(leftOut);
        if (before != null) {
            return before;
        }
        Long nanos = replay.nanos(conditions.get());
        if (nanos != null && nanos < runNanos) {
            known.put((BitSet) leftOut.clone(), nanos);
        }
        return nanos;
    }
}
