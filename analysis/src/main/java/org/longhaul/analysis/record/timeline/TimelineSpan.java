package org.longhaul.analysis.record.timeline;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of one worker's simulated time.
 *
 * @param worker worker number, from 0
 * @param step the step that the worker was in, or that began the exchange, counted from 1; null after the last step
 * @param category what the worker does
 * @param label what exactly, for instance {@code "backward"} or {@code "parameters"}
 * @param exchange place in {@link Timeline#exchanges()} of the exchange that it belongs to; null when it belongs to none
 * @param startNanos start
 * @param endNanos end, not before the start
 */
public record TimelineSpan(
        int worker,
        @Nullable Long step,
        SpanCategory category,
        String label,
        @Nullable Integer exchange,
        long startNanos,
        long endNanos) {

    /** Validates the order of the two times, and that an exchange is named where there must be one. */
    public TimelineSpan {
        if (startNanos < 0 || endNanos < startNanos) {
            throw new IllegalArgumentException("The span '" + label + "' of worker " + worker + " from " + startNanos
                    + " ns to " + endNanos + " ns must start at 0 or later and not end before it starts.");
        }
        if ((category == SpanCategory.EXCHANGE && exchange == null) || (exchange != null && exchange < 0)) {
            throw new IllegalArgumentException("The span '" + label + "' of worker " + worker
                    + " must name its exchange, from 0 on, found " + exchange + ".");
        }
    }
}
