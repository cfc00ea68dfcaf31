package org.longhaul.simulator.workload;

import org.jspecify.annotations.Nullable;

/** Where a worker stands in its program. */
final class WorkerState {

    static final int PHASES = 3;

    final int worker;
    /** The step that the worker is in; null once it has no more. */
    @Nullable
    StepState step;

    int operation;
    /** Next release of the present computation. */
    int release;

    long computeStartNanos;
    long computeNanos;
    /** Share of each phase that was computed in this step. */
    final double[] phaseShare = new double[PHASES];
    /** The exchange that the worker is blocked on, and since when. */
    @Nullable
    ExchangeState blockedOn;

    long blockedSinceNanos;
    /** Whether nothing has happened in the present step but that its first computation began. */
    boolean isFresh;
    /** Handle of the pending timer. */
    long timer;

    boolean hasTimer;
    long finishedNanos;

    WorkerState(int worker) {
        this.worker = worker;
    }

    static int slot(Phase phase) {
        return switch (phase) {
            case FORWARD -> 0;
            case BACKWARD -> 1;
            case UPDATE -> 2;
        };
    }
}
