package org.longhaul.simulator.workload;

import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.timeline.TimelineSink;

/** Passes what happens to the accounts, the listener and the time line, and to a recording of the present step. */
final class RunReporter {

    private final Accounts accounts;
    private final ExecutionListener listener;
    private final TimelineSink timeline;
    private StepMemory.@Nullable Recording recording;

    RunReporter(Accounts accounts, ExecutionListener listener, TimelineSink timeline) {
        this.accounts = accounts;
        this.listener = listener;
        this.timeline = timeline;
    }

    /** From now on everything is also recorded; null ends it. */
    void recordInto(StepMemory.@Nullable Recording into) {
        this.recording = into;
    }

    StepMemory.@Nullable Recording recording() {
        return recording;
    }

    boolean wantsSpansFrom(long startNanos) {
        return timeline.accepts(startNanos);
    }

    void span(int worker, Category category, String label, long startNanos, long endNanos) {
        if (endNanos == startNanos || !timeline.accepts(startNanos)) {
            return;
        }
        timeline.span(worker, category, label, startNanos, endNanos);
        if (recording != null) {
            recording.span(worker, category, label, startNanos, endNanos);
        }
    }

    void exchangeCompleted(ExchangeTiming exchange) {
        accounts.addExchange(exchange);
        listener.exchangeCompleted(exchange);
        if (recording != null) {
            recording.exchange(exchange);
        }
    }

    void stepCompleted(long step, long endNanos, StepTimes times) {
        accounts.addStep(times);
        listener.stepCompleted(step, endNanos, times);
        if (recording != null && step > recording.index) {
            // Workers overlap over more than one step: there is no moment at which the recorded step ends.
            recording = null;
        }
        if (recording != null) {
            recording.step(endNanos, times);
        }
    }
}
