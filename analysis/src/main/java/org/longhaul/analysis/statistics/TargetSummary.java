package org.longhaul.analysis.statistics;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.Target;

/**
 * How one method met one target, over its seeds.
 *
 * @param target the target
 * @param perSeed the outcome under each seed
 * @param seconds simulated time over the seeds that reached it; null when none did
 * @param chargedBytes bytes charged to one worker until then; null when no seed reached it
 * @param linkBytes bytes that one worker's host put on its links until then; null when no seed reached it
 * @param tokens tokens trained on until then; null when no seed reached it
 * @param speedUp the baseline's mean time divided by this method's, over the seeds under which both reached the target; null
 *     when there is no baseline or no such seed
 */
public record TargetSummary(
        Target target,
        List<TimeToTarget> perSeed,
        @Nullable Spread seconds,
        @Nullable Spread chargedBytes,
        @Nullable Spread linkBytes,
        @Nullable Spread tokens,
        @Nullable Double speedUp) {

    /** Copies the list. */
    public TargetSummary {
        perSeed = List.copyOf(perSeed);
    }

    /** Returns the number of seeds that reached the target. */
    public int reached() {
        return seconds == null ? 0 : seconds.count();
    }
}
