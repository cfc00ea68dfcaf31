package org.longhaul.analysis.record;

import org.longhaul.analysis.record.network.Volume;

/**
 * The sums at the end of one method's training.
 *
 * @param steps steps trained
 * @param items items, for instance tokens, that all workers together trained on
 * @param simulatedNanos projected duration of the training
 * @param volume what one worker's exchanges came to
 * @param units how many vectors of the charged model's length one worker's exchanges came to, whatever the format of each
 * @param modelBytes size of one charged model in the format of the exchanges that state none
 * @param realNanos time that the training took here, on the wall clock
 */
public record Totals(
        long steps, long items, long simulatedNanos, Volume volume, double units, long modelBytes, long realNanos) {}
