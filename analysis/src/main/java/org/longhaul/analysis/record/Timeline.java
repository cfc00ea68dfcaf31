package org.longhaul.analysis.record;

import java.util.List;

/**
 * A window of one method's time line.
 *
 * @param startNanos start of the window
 * @param endNanos end of the window
 * @param spans what the workers did; the spans of one worker do not overlap
 * @param throughput link throughput over time; empty when not recorded
 */
public record Timeline(long startNanos, long endNanos, List<TimelineSpan> spans, List<ThroughputSample> throughput) {

    /** Copies the lists. */
    public Timeline {
        spans = List.copyOf(spans);
        throughput = List.copyOf(throughput);
    }
}
