package org.longhaul.simulator.workload.account;

import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.timeline.Span;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.result.Absence;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.RepeatedSteps;
import org.longhaul.simulator.workload.result.StepTimes;

/** Passes what happens to the accounts, the listener and the time line, and to a recording of the present step. */
public final class RunReporter {

    private final Accounts accounts;
    private final ExecutionListener listener;
    private final TimelineSink timeline;
    private StepMemory.@Nullable Recording recording;

    public RunReporter(Accounts accounts, ExecutionListener listener, TimelineSink timeline) {
        this.accounts = accounts;
        this.listener = listener;
        this.timeline = timeline;
    }

    /** From now on everything is also recorded; null ends it. */
    public void recordInto(StepMemory.@Nullable Recording into) {
        this.recording = into;
    }

    public StepMemory.@Nullable Recording recording() {
        return recording;
    }

    boolean wantsSpansFrom(long startNanos) {
        return timeline.accepts(startNanos);
    }

    /** Reports a span that was spent on no exchange. */
    public void span(int worker, long step, Category category, String label, long startNanos, long endNanos) {
        if (endNanos != startNanos && timeline.accepts(startNanos)) {
            span(Span.of(worker, step, category, label, startNanos, endNanos));
        }
    }

    /**
     * Reports a span that was spent on an exchange.
     *
     * @param exchange what was exchanged
     * @param begunIn step that began it
     * @param index its index among those of that step
     */
    public void span(
            int worker,
            long step,
            Category category,
            ExchangeSpec exchange,
            long begunIn,
            int index,
            long startNanos,
            long endNanos) {
        if (endNanos != startNanos && timeline.accepts(startNanos)) {
            span(new Span(worker, step, category, exchange.label(), begunIn, index, startNanos, endNanos));
        }
    }

    /** Reports a span again, in a later step. */
    void repeat(Span span, long steps, long nanos) {
        if (timeline.accepts(span.startNanos() + nanos)) {
            span(span.shifted(steps, nanos));
        }
    }

    private void span(Span span) {
        timeline.span(span);
        if (recording != null) {
            recording.span(span);
        }
    }

    /** Whether nobody wants spans, so that many equal cycles can be reported at once. */
    public boolean isWithoutSpans() {
        return timeline == TimelineSink.NONE;
    }

    /** The accounts as they are now. */
    public Accounts.Mark mark() {
        return accounts.mark();
    }

    /** Reports again, many times, what was reported since a mark. */
    public void repeated(Accounts.Mark since, RepeatedSteps steps) {
        accounts.addAgain(since, steps.times());
        listener.repeated(steps);
    }

    public void absent(Absence absence) {
        listener.absent(absence);
    }

    public void gathered(long step, long nanos) {
        listener.gathered(step, nanos);
    }

    public void exchangeCompleted(ExchangeTiming exchange) {
        accounts.addExchange(exchange);
        listener.exchangeCompleted(exchange);
        if (recording != null) {
            recording.exchange(exchange);
        }
    }

    public void stepCompleted(long index, Step step, long endNanos, StepTimes times) {
        accounts.addStep(times);
        listener.stepCompleted(index, endNanos, times);
        if (recording != null && recording.isTooLong()) {
            recording = null;
        }
        if (recording != null) {
            recording.step(step, endNanos, times);
        }
    }
}
