package org.longhaul.analysis.record;

/**
 * A stretch of one worker's simulated time.
 *
 * @param worker worker number, from 0
 * @param category what the worker does
 * @param label what exactly, for instance {@code "backward"} or {@code "all-reduce parameters"}
 * @param startNanos start
 * @param endNanos end, not before the start
 */
public record TimelineSpan(int worker, SpanCategory category, String label, long startNanos, long endNanos) {

    /** Validates the order of the two times. */
    public TimelineSpan {
        if (startNanos < 0 || endNanos < startNanos) {
            throw new IllegalArgumentException("The span '" + label + "' of worker " + worker + " from " + startNanos
                    + " ns to " + endNanos + " ns must start at 0 or later and not end before it starts.");
        }
    }
}
