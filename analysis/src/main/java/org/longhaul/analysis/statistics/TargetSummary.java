package org.longhaul.analysis.statistics;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.Target;

/**
 * How one method met one target, over its seeds.
 *
 * <p>A seed that does not get there within its budget is censored: nothing is averaged over the others alone. What remains is
 * the median by Kaplan and Meier's estimate, which counts such a seed as not there until its last evaluation, or a lower
 * bound of it.
 *
 * @param target the target
 * @param perSeed the outcome under each seed
 * @param seconds simulated time over all seeds; null unless every seed reached the target
 * @param chargedBytes bytes charged to one worker until then; null as {@code seconds} is
 * @param linkBytes bytes that one worker's host put on its links until then; null as {@code seconds} is
 * @param items items, for instance tokens, trained on until then; null as {@code seconds} is
 * @param medianSeconds median of the time; null where too few seeds reached the target to know it
 * @param medianAtLeast seconds that the median lies beyond where it is not known and some seed reached the target; else null
 * @param speedUp the baseline's mean time divided by this method's, over equal seeds; null unless both finished and reached the
 *     target under every seed
 * @param againstBaseline difference of the seconds from the baseline's, by seed; null as {@code speedUp} is, and for the
 *     baseline itself
 */
public record TargetSummary(
        Target target,
        List<TimeToTarget> perSeed,
        @Nullable Spread seconds,
        @Nullable Spread chargedBytes,
        @Nullable Spread linkBytes,
        @Nullable Spread items,
        @Nullable Double medianSeconds,
        @Nullable Double medianAtLeast,
        @Nullable Double speedUp,
        @Nullable PairedDifference againstBaseline) {

    /** Copies the list. */
    public TargetSummary {
        perSeed = List.copyOf(perSeed);
    }

    /** Returns the number of seeds that reached the target. */
    public int reached() {
        return (int)
                perSeed.stream().filter(TimeToTarget.Reached.class::isInstance).count();
    }

    /** Whether every seed reached the target. */
    public boolean isReachedByAll() {
        return reached() == perSeed.size();
    }
}
