package org.longhaul.analysis.statistics;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.measure.MeasureInfo;

/**
 * One method over all its seeds.
 *
 * @param label the method's name in the run
 * @param id the method's id
 * @param baseline whether the others are compared with this one
 * @param seeds the records, one per seed
 * @param measures one summary per measure with values of its own, the headline first
 * @param simulatedSeconds projected duration
 * @param time where it went
 * @param vectorBytes bytes that the trained tensors of one worker's exchanges encode to, mean over seeds
 * @param chargedBytes the same for the model that is charged
 * @param linkBytes bytes that one worker's host put on its links, mean over seeds
 * @param units {@code chargedBytes} in sizes of one model
 * @param fewerChargedBytes the baseline's charged bytes divided by this method's; null unless both finished
 * @param speedUp the baseline's duration divided by this method's, over equal seeds, both for their whole budgets; null unless
 *     both finished
 * @param secondsAgainstBaseline difference of the projected duration from the baseline's, by seed; null unless both finished,
 *     and for the baseline itself
 * @param busiestLinkUse mean use of the busiest direction of a link over the duration, 0 to 1; NaN when nothing was carried
 * @param dollars price of the carried bytes; null when no link has a price, or where it came to a halt
 * @param targets one summary per target of the run
 */
public record MethodSummary(
        String label,
        String id,
        boolean baseline,
        List<MethodRecord> seeds,
        List<MeasureSummary> measures,
        Spread simulatedSeconds,
        TimeShares time,
        double vectorBytes,
        double chargedBytes,
        double linkBytes,
        double units,
        @Nullable Double fewerChargedBytes,
        @Nullable Double speedUp,
        @Nullable PairedDifference secondsAgainstBaseline,
        double busiestLinkUse,
        @Nullable Spread dollars,
        List<TargetSummary> targets) {

    /** Copies the lists. */
    public MethodSummary {
        seeds = List.copyOf(seeds);
        measures = List.copyOf(measures);
        targets = List.copyOf(targets);
    }

    /** Returns the first outcome that is not an ordinary end, or the ordinary end. */
    public Outcome outcome() {
        for (MethodRecord seed : seeds) {
            if (seed.outcome().kind() != Outcome.Kind.COMPLETED) {
                return seed.outcome();
            }
        }
        return Outcome.completed();
    }

    /** Returns whether the method may be compared with others. */
    public Standing standing() {
        return Comparison.standing(seeds);
    }

    /** Whether every seed trained its whole budget. */
    public boolean isTrained() {
        return Comparison.isTrained(standing());
    }

    /** Returns the summary of the measure that methods are ranked by. */
    public MeasureSummary headline() {
        return measures.get(0);
    }

    /** Returns the summary of a measure with values of its own, which has to be one of the run's. */
    public MeasureSummary measure(MeasureInfo measure) {
        for (MeasureSummary summary : measures) {
            if (summary.measure().equals(measure)) {
                return summary;
            }
        }
        throw new IllegalArgumentException("No values of " + measure.label() + " were taken.");
    }
}
