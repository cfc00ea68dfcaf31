package org.longhaul.analysis.record;

/**
 * The sums at the end of one method's training.
 *
 * @param steps steps trained
 * @param tokens tokens that all workers together trained on
 * @param simulatedNanos projected duration of the training
 * @param volume what one worker's exchanges came to
 * @param modelBytes size of one charged model in the wire format, the unit that charged volumes are compared in
 * @param realNanos time that the training took here, on the wall clock
 */
public record Totals(long steps, long tokens, long simulatedNanos, Volume volume, long modelBytes, long realNanos) {

    /** Returns how many charged models one worker's exchanges came to; 0 when the model's size is unknown. */
    public double units() {
        return modelBytes == 0 ? 0 : (double) volume.chargedBytes() / modelBytes;
    }
}
