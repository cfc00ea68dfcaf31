package org.longhaul.analysis.statistics;

import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.MeasureInfo;

/**
 * What one method came to in one measure, over its seeds.
 *
 * @param measure the measure
 * @param last its last value; null when it was never taken
 * @param virtual mean over seeds of the value of the means over workers at the last evaluation; null when the workers were
 *     equal under some seed, and when the budget was not trained
 * @param againstBaseline difference of the last value from the baseline's, by seed; null unless both finished, and for the
 *     baseline itself
 * @param clients how it differs from client to client; null where clients were not evaluated one by one
 */
public record MeasureSummary(
        MeasureInfo measure,
        @Nullable Spread last,
        @Nullable Double virtual,
        @Nullable PairedDifference againstBaseline,
        @Nullable ClientSpread clients) {}
