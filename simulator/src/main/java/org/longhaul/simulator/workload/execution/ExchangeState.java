package org.longhaul.simulator.workload.execution;

import java.util.Arrays;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.result.ExchangeTiming;

/** One exchange of one step: who arrived, whose part is done. */
final class ExchangeState {

    static final long NOT_YET = Long.MIN_VALUE;

    final StepState step;
    final int index;
    final ResolvedExchange resolved;
    final long[] arrivalNanos;
    final long[] doneNanos;
    int arrived;
    int lastWorker = -1;
    long firstArrivalNanos;
    long lastArrivalNanos = NOT_YET;
    long startNanos = NOT_YET;

    /** Whether it is known that all parts are done: some time after they are, but in the same instant. */
    boolean isOver;

    /** Whether nobody waits for it any more, since a member is lost; what of it is under way goes on. */
    boolean isGivenUp;

    ExchangeState(StepState step, int index, ResolvedExchange resolved) {
        this.step = step;
        this.index = index;
        this.resolved = resolved;
        this.arrivalNanos = new long[resolved.workers.length];
        this.doneNanos = new long[resolved.workers.length];
        Arrays.fill(arrivalNanos, NOT_YET);
        Arrays.fill(doneNanos, NOT_YET);
    }

    ExchangeSpec spec() {
        return step.step.exchanges().get(index);
    }

    boolean hasMember(int worker) {
        return resolved.rank(worker) >= 0;
    }

    boolean isDoneFor(int worker) {
        return doneNanos[resolved.rank(worker)] != NOT_YET;
    }

    /** Notes an arrival; true when it was the last. */
    boolean arrive(int worker, long nowNanos) {
        if (arrived == 0) {
            firstArrivalNanos = nowNanos;
        }
        arrivalNanos[resolved.rank(worker)] = nowNanos;
        if (++arrived < resolved.workers.length) {
            return false;
        }
        lastWorker = worker;
        lastArrivalNanos = nowNanos;
        return true;
    }

    ExchangeTiming timing(long endNanos) {
        return new ExchangeTiming(
                step.index,
                index,
                spec(),
                resolved.choice.collective(),
                lastWorker,
                firstArrivalNanos,
                lastArrivalNanos,
                startNanos,
                endNanos,
                resolved.sentBytes);
    }
}
