package org.longhaul.simulator.workload.execution;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.result.StepTimes;

/** A step in execution: its exchanges, how many workers are done with it, and where their time went. */
final class StepState implements StepTimes {

    final long index;
    final Step step;
    final ResolvedExchange[] resolved;
    final ExchangeState[] exchanges;
    final long[] start;
    final long[] end;
    final long[] compute;
    final long[] exposed;
    final long[] waiting;
    private final @Nullable BitSet busy;
    int workersDone;
    int openExchanges;

    StepState(long index, Step step, ResolvedExchange[] resolved, int workers) {
        this.index = index;
        this.step = step;
        this.resolved = resolved;
        this.exchanges = new ExchangeState[resolved.length];
        for (int i = 0; i < resolved.length; i++) {
            exchanges[i] = new ExchangeState(this, i, resolved[i]);
        }
        this.openExchanges = resolved.length;
        this.busy = step.busy();
        this.start = new long[workers];
        this.end = new long[workers];
        this.compute = new long[workers];
        this.exposed = new long[workers];
        this.waiting = new long[workers];
    }

    /** Whether a worker has nothing to do in the step, while others have. */
    boolean isIdle(int worker) {
        return busy != null && !busy.get(worker);
    }

    boolean isOver() {
        return workersDone == start.length && openExchanges == 0;
    }

    @Override
    public int workers() {
        return start.length;
    }

    @Override
    public long startNanos(int worker) {
        return start[worker];
    }

    @Override
    public long endNanos(int worker) {
        return end[worker];
    }

    @Override
    public long computeNanos(int worker) {
        return compute[worker];
    }

    @Override
    public long exposedCommunicationNanos(int worker) {
        return exposed[worker];
    }

    @Override
    public long waitingForOthersNanos(int worker) {
        return waiting[worker];
    }

    @Override
    public long idleNanos(int worker) {
        return end[worker] - start[worker] - compute[worker] - exposed[worker] - waiting[worker];
    }
}
