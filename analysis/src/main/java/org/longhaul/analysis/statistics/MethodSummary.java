package org.longhaul.analysis.statistics;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.measure.CurvePoint;

/**
 * One method over all its seeds.
 *
 * @param label the method's name in the run
 * @param id the method's id
 * @param baseline whether the others are compared with this one
 * @param seeds the records, one per seed
 * @param finalLoss last validation loss, nats per token; null when it was never taken
 * @param finalBitsPerByte the same in bits per byte of text; null when it was never taken
 * @param simulatedSeconds projected duration
 * @param time where it went
 * @param vectorBytes bytes that the trained tensors of one worker's exchanges encode to, mean over seeds
 * @param chargedBytes the same for the model that is charged
 * @param linkBytes bytes that one worker's host put on its links, mean over seeds
 * @param units {@code chargedBytes} in sizes of one model
 * @param fewerChargedBytes the baseline's charged bytes divided by this method's; null unless both finished
 * @param speedUp the baseline's duration divided by this method's, over equal seeds, both for their whole budgets; null unless
 *     both finished
 * @param lossAgainstBaseline difference of the final loss from the baseline's, by seed; null unless both finished, and for the
 *     baseline itself
 * @param secondsAgainstBaseline the same for the projected duration
 * @param busiestLinkUse mean use of the busiest direction of a link over the duration, 0 to 1; NaN when nothing was carried
 * @param dollars price of the carried bytes; null when no link has a price
 * @param targets one summary per target of the run
 */
public record MethodSummary(
        String label,
        String id,
        boolean baseline,
        List<MethodRecord> seeds,
        @Nullable Spread finalLoss,
        @Nullable Spread finalBitsPerByte,
        Spread simulatedSeconds,
        TimeShares time,
        double vectorBytes,
        double chargedBytes,
        double linkBytes,
        double units,
        @Nullable Double fewerChargedBytes,
        @Nullable Double speedUp,
        @Nullable PairedDifference lossAgainstBaseline,
        @Nullable PairedDifference secondsAgainstBaseline,
        double busiestLinkUse,
        @Nullable Spread dollars,
        List<TargetSummary> targets) {

    /** Copies the lists. */
    public MethodSummary {
        seeds = List.copyOf(seeds);
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
        return standing() == Standing.FINISHED || standing() == Standing.NEVER_EXCHANGED;
    }

    /** Returns the mean loss of the means over workers at the last evaluation; null when the workers were equal under some seed. */
    public @Nullable Double finalVirtualLoss() {
        if (!isTrained()) {
            return null;
        }
        double sum = 0;
        for (MethodRecord seed : seeds) {
            Double loss = null;
            for (CurvePoint point : seed.curve()) {
                loss = point.validationLoss() == null ? loss : point.virtualValidationLoss();
            }
            if (loss == null) {
                return null;
            }
            sum += loss;
        }
        return sum / seeds.size();
    }
}
