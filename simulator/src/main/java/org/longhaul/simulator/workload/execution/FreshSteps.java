package org.longhaul.simulator.workload.execution;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.clock.SimulatedClock;

/** Steps that workers have begun and in which nothing has happened yet: only such a one can be left out. */
final class FreshSteps {

    private final WorkerState[] workers;
    private final OpenSteps steps;
    private final SimulatedClock clock;
    private final Computations computations;
    private final IdleWorkers idle;

    /** The step that was asked about last, of which all workers are asked one after another, and who has something to do in it. */
    private @Nullable Step lookedAt;

    private @Nullable BitSet busy;

    /**
     * @param idle workers that have nothing to do in the last step
     */
    FreshSteps(
            WorkerState[] workers, OpenSteps steps, SimulatedClock clock, Computations computations, IdleWorkers idle) {
        this.workers = workers;
        this.steps = steps;
        this.clock = clock;
        this.computations = computations;
        this.idle = idle;
    }

    boolean hasSteadyCompute() {
        return computations.isSteady();
    }

    /** The step that all workers have begun without any event in it yet, provided that nothing else is under way. */
    @Nullable
    StepState step() {
        StepState step = steps.only();
        if (step == null
                || clock.openExchanges() != 0
                || clock.pendingEvents() != workers.length - idle.count()
                || !clock.maySkip()) {
            return null;
        }
        for (WorkerState worker : workers) {
            boolean waits = worker.hasTimer || worker.isIdle;
            if (worker.step != step || !worker.isFresh || !waits || worker.isDisturbed) {
                return null;
            }
        }
        return step;
    }

    /** How long after its begin a worker's first event in a step is due at the earliest. */
    @SuppressWarnings("ReferenceEquality") // Of equal steps one stands for all.
    long firstEventNanos(Step step, long index, int worker) {
        if (step != lookedAt) {
            lookedAt = step;
            busy = step.busy();
        }
        if (busy != null && !busy.get(worker)) {
            return Long.MAX_VALUE;
        }
        for (Operation operation : step.program()) {
            if (operation instanceof Compute computation) {
                if (computation.includes(worker)) {
                    return computations.firstEventNanos(workers[worker], computation, index);
                }
            } else if (isMember(step, operation, worker)) {
                return 0;
            }
        }
        return 0;
    }

    private static boolean isMember(Step step, Operation operation, int worker) {
        int exchange = operation instanceof Begin begin ? begin.exchange() : -1;
        if (operation instanceof Await await) {
            if (!await.includes(worker)) {
                return false;
            }
            if (await.stepsAgo() > 0) {
                return true;
            }
            exchange = await.exchange();
        }
        return exchange >= 0 && step.exchanges().get(exchange).workers().contains(worker);
    }

    /** Takes back what the workers have begun. */
    void abandon() {
        for (WorkerState worker : workers) {
            computations.takeBack(worker);
            worker.isIdle = false;
        }
        idle.clear();
        steps.clear();
    }
}
