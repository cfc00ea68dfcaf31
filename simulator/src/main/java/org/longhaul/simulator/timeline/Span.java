package org.longhaul.simulator.timeline;

import java.util.Locale;

/**
 * A stretch of one worker's time.
 *
 * @param worker index of the worker
 * @param category what it was spent on
 * @param label phase or exchange, for people
 * @param startNanos since the start of the run
 * @param endNanos since the start of the run, not before the start
 */
public record Span(int worker, Category category, String label, long startNanos, long endNanos) {

    public Span {
        if (endNanos < startNanos) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "span '%s' must not end (%d ns) before it starts (%d ns)",
                    label,
                    endNanos,
                    startNanos));
        }
    }

    /** Length of the span. */
    public long durationNanos() {
        return endNanos - startNanos;
    }
}
