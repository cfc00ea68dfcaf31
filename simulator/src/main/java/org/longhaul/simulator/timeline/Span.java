package org.longhaul.simulator.timeline;

import java.util.Locale;

/**
 * A stretch of one worker's time.
 *
 * @param worker index of the worker
 * @param step index of the step that the worker was in, or that began the exchange; {@value #NONE} outside of steps
 * @param category what it was spent on
 * @param label phase or exchange, for people
 * @param exchangeStep step that began the exchange which it was spent on; {@value #NONE} where there is none
 * @param exchange index of that exchange in its step; {@value #NONE} where there is none
 * @param startNanos since the start of the run
 * @param endNanos since the start of the run, not before the start
 */
public record Span(
        int worker,
        long step,
        Category category,
        String label,
        long exchangeStep,
        int exchange,
        long startNanos,
        long endNanos) {

    /** Stands for no step and no exchange. */
    public static final int NONE = -1;

    public Span {
        if (endNanos < startNanos) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "span '%s' must not end (%d ns) before it starts (%d ns)",
                    label,
                    endNanos,
                    startNanos));
        }
        if (step < NONE || exchange < NONE || (exchange == NONE) != (exchangeStep == NONE)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "span '%s' must name a step (%d) from 0 on, and an exchange (%d) together with its step (%d)",
                    label,
                    step,
                    exchange,
                    exchangeStep));
        }
    }

    /** A span that was spent on no exchange. */
    public static Span of(int worker, long step, Category category, String label, long startNanos, long endNanos) {
        return new Span(worker, step, category, label, NONE, NONE, startNanos, endNanos);
    }

    /** The same in a later step. */
    public Span shifted(long steps, long nanos) {
        return new Span(
                worker,
                step == NONE ? NONE : step + steps,
                category,
                label,
                exchange == NONE ? NONE : exchangeStep + steps,
                exchange,
                startNanos + nanos,
                endNanos + nanos);
    }

    /** Length of the span. */
    public long durationNanos() {
        return endNanos - startNanos;
    }
}
