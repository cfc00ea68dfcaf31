package org.longhaul.simulator.workload.execution;

import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.timeline.Span;
import org.longhaul.simulator.workload.account.RunReporter;
import org.longhaul.simulator.workload.clock.SimulatedClock;

/** What happens to nodes and changes what their workers do: crashes, restarts, other speeds. */
public final class NodeChanges {

    private final Execution execution;
    private final WorkerState[] workers;
    private final SimulatedClock clock;
    private final Computations computations;
    private final RunReporter reporter;

    NodeChanges(
            Execution execution,
            WorkerState[] workers,
            SimulatedClock clock,
            Computations computations,
            RunReporter reporter) {
        this.execution = execution;
        this.workers = workers;
        this.clock = clock;
        this.computations = computations;
        this.reporter = reporter;
    }

    /** The workers of a node lose what they compute. */
    public void down(int node) {
        for (WorkerState worker : workers) {
            if (worker.node == node) {
                if (worker.hasRestart) {
                    clock.cancel(worker.restart);
                    worker.hasRestart = false;
                }
                computations.suspend(worker);
                execution.rollCalls().down(worker.worker);
            }
        }
    }

    /** The workers of a node go on at a time. */
    public void up(int node, long resumeNanos) {
        for (WorkerState worker : workers) {
            if (worker.node == node) {
                worker.hasRestart = true;
                worker.restartNanos = resumeNanos;
                worker.restart = clock.schedule(resumeNanos, now -> restart(worker));
            }
        }
    }

    private void restart(WorkerState worker) {
        worker.hasRestart = false;
        if (execution.rollCalls().isCrashed(worker.worker)) {
            worker.isDown = false;
            execution.rollCalls().up(worker.worker);
            execution.forsake(worker, clock.nowNanos());
            return;
        }
        computations.recommence(worker);
        execution.rollCalls().pathsChanged();
        execution.idle().leave(worker, clock.nowNanos());
        long since = worker.readySinceNanos;
        if (since != WorkerState.NOT_READY) {
            long now = clock.nowNanos();
            worker.readySinceNanos = WorkerState.NOT_READY;
            worker.lostNanos += now - since;
            StepState step = worker.step;
            long index = step == null ? Span.NONE : step.index;
            reporter.span(worker.worker, index, Category.IDLE, "lost to a crash", since, now);
            execution.computed(worker, now);
        }
    }

    /** The workers of a node compute so many times as long from now on. */
    public void slowDown(int node, double factor) {
        for (WorkerState worker : workers) {
            if (worker.node == node) {
                computations.slowDown(worker, factor);
            }
        }
    }
}
