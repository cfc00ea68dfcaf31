package org.longhaul.study.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan comes to.
 *
 * @param plan its name
 * @param asked who answers: schedules, of which nothing was trained, or recorded runs
 * @param simulated points that were simulated
 * @param times what every method takes at every bandwidth
 * @param bandwidths least bandwidths
 * @param periods smallest sync periods
 * @param crossovers bandwidths at which two methods take equally long
 * @param choice the cheapest point and the frontier; null where neither was asked
 * @param validated what was measured of real networks, which the network models are held against, from least to most
 */
public record PlanAnswer(
        String plan,
        String asked,
        long simulated,
        List<TimeAnswer> times,
        List<BandwidthAnswer> bandwidths,
        List<PeriodAnswer> periods,
        List<CrossoverAnswer> crossovers,
        @Nullable ChoiceAnswer choice,
        String validated) {

    public PlanAnswer {
        times = List.copyOf(times);
        bandwidths = List.copyOf(bandwidths);
        periods = List.copyOf(periods);
        crossovers = List.copyOf(crossovers);
    }

    /** Whether something that was asked has no answer: no bandwidth, no period or no point meets it. */
    public boolean isIncomplete() {
        return bandwidths.stream().anyMatch(each -> each.bitsPerSecond() == null)
                || periods.stream().anyMatch(each -> each.seconds() == null)
                || (choice != null && choice.feasible() == 0);
    }
}
