package org.longhaul.simulator.workload.execution;

import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.workload.Phase;

/** Where a worker stands in its program. */
final class WorkerState {

    static final int PHASES = 4;
    static final long NOT_READY = Long.MIN_VALUE;

    final int worker;
    /** Node that the worker is on. */
    final int node;
    /** The step that the worker is in; null once it has no more. */
    @Nullable
    StepState step;

    int operation;
    /** Next release of the present computation. */
    int release;

    long computeStartNanos;
    /** Work of the present computation, as long as it takes at the usual pace. */
    long computeNanos;
    /** How many times as long computing takes now, since when, and how much work was done by then. */
    double slowDown = 1;

    long paceNanos;
    long paceDone;
    /** How often the present computation was begun. */
    int attempts;
    /** Whether the present computation has changed its pace or was begun anew. */
    boolean isDisturbed;
    /** Whether the worker's node is down, or the worker not yet restarted. */
    boolean isDown;
    /** Whether the present computation waits for the worker's restart to begin anew. */
    boolean isInterrupted;
    /** Since when the worker could go on but for its restart, if it can. */
    long readySinceNanos = NOT_READY;
    /** The pending restart, and when it is due. */
    long restart;

    long restartNanos;
    boolean hasRestart;
    /** Time that crashes took: computations that were lost, down time and restarts. */
    long lostNanos;
    /** Share of each phase that was computed in this step. */
    final double[] phaseShare = new double[PHASES];
    /** The exchange that the worker is blocked on, and since when. */
    @Nullable
    ExchangeState blockedOn;

    long blockedSinceNanos;
    /** Whether it is the worker's turn to compute on its host, and since when it queues for that, if it does. */
    boolean hasTurn;

    long queuedSinceNanos = NOT_READY;

    /** Whether nothing has happened in the present step but that its first computation began. */
    boolean isFresh;
    /** Handle of the pending timer. */
    long timer;

    boolean hasTimer;
    /** Place of that timer among all that were set. */
    long timerSequence;

    /** Whether the worker has nothing to do in its step and waits for the first that leaves it. */
    boolean isIdle;

    long finishedNanos;

    WorkerState(int worker, int node) {
        this.worker = worker;
        this.node = node;
    }

    static int slot(Phase phase) {
        return switch (phase) {
            case FORWARD -> 0;
            case BACKWARD -> 1;
            case UPDATE -> 2;
            case STORAGE -> 3;
        };
    }
}
