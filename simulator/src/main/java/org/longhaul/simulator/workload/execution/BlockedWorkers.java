package org.longhaul.simulator.workload.execution;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.account.RunReporter;
import org.longhaul.simulator.workload.clock.SimulatedClock;

/**
 * Workers that wait for an exchange, from coming to its {@link Await} to the end of their own part. What they wait until the
 * last member has arrived is time spent on others, the rest is exposed communication.
 */
final class BlockedWorkers {

    private final Execution execution;
    private final SimulatedClock clock;
    private final RunReporter reporter;

    /** Workers whose exchange was completed for them in this instant. */
    private final IntArrayList unblocked = new IntArrayList();

    BlockedWorkers(Execution execution, SimulatedClock clock, RunReporter reporter) {
        this.execution = execution;
        this.clock = clock;
        this.reporter = reporter;
    }

    /** Whether a worker has to wait where its program awaits an exchange; it then does. */
    boolean block(WorkerState worker, StepState step, Await await, long timeNanos) {
        ExchangeState exchange = awaited(step, await);
        if (exchange == null
                || exchange.isGivenUp
                || !exchange.hasMember(worker.worker)
                || exchange.isDoneFor(worker.worker)) {
            return false;
        }
        worker.isFresh = false;
        worker.blockedOn = exchange;
        worker.blockedSinceNanos = timeNanos;
        return true;
    }

    private @Nullable ExchangeState awaited(StepState step, Await await) {
        StepState meant = await.stepsAgo() == 0 ? step : execution.steps().find(step.index - await.stepsAgo());
        if (meant == null) {
            return null;
        }
        if (await.exchange() >= meant.exchanges.length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "step %d awaits exchange %d of step %d, which has %d exchanges",
                    step.index,
                    await.exchange(),
                    meant.index,
                    meant.exchanges.length));
        }
        return meant.exchanges[await.exchange()];
    }

    /** A worker's part of an exchange is done: if it has waited for that, it goes on at the end of this instant. */
    void done(ExchangeState exchange, WorkerState worker, long nowNanos) {
        span(exchange, worker.worker, exchange.step.index, Category.EXCHANGE, exchange.startNanos, nowNanos);
        if (worker.blockedOn == exchange) {
            hasWaited(exchange, worker, nowNanos);
            release(worker);
        }
    }

    /** A worker no longer waits for what it waits for, if for anything, since that is over without it. */
    void giveUp(WorkerState worker, long nowNanos) {
        ExchangeState exchange = worker.blockedOn;
        if (exchange != null) {
            hasWaited(exchange, worker, nowNanos);
            worker.blockedOn = null;
        }
    }

    /** The same, and it goes on at the end of this instant. */
    void goOnWithout(WorkerState worker) {
        giveUp(worker, clock.nowNanos());
        release(worker);
    }

    private void hasWaited(ExchangeState exchange, WorkerState worker, long nowNanos) {
        StepState step = worker.step;
        if (step == null) {
            return;
        }
        long since = worker.blockedSinceNanos;
        boolean allCame = exchange.lastArrivalNanos != ExchangeState.NOT_YET;
        long communicationFrom = allCame ? Math.min(nowNanos, Math.max(since, exchange.lastArrivalNanos)) : nowNanos;
        step.waiting[worker.worker] += communicationFrom - since;
        step.exposed[worker.worker] += nowNanos - communicationFrom;
        span(exchange, worker.worker, step.index, Category.WAITING_FOR_OTHERS, since, communicationFrom);
        span(exchange, worker.worker, step.index, Category.EXPOSED_COMMUNICATION, communicationFrom, nowNanos);
    }

    /** A worker goes on at the end of this instant, whatever it waited for. */
    private void release(WorkerState worker) {
        worker.blockedOn = null;
        if (unblocked.isEmpty()) {
            clock.afterDeliveries(now -> resume());
        }
        unblocked.add(worker.worker);
    }

    private void span(
            ExchangeState exchange, int worker, long step, Category category, long startNanos, long endNanos) {
        reporter.span(
                worker, step, category, exchange.spec(), exchange.step.index, exchange.index, startNanos, endNanos);
    }

    // Workers that go on at the same instant do so in order of their numbers, whatever the order of the deliveries, so
    // that the course of a step depends on nothing but times.
    private void resume() {
        int[] resumed = unblocked.toIntArray();
        unblocked.clear();
        Arrays.sort(resumed);
        for (int index : resumed) {
            WorkerState worker = execution.workers()[index];
            if (worker.isDown) {
                worker.readySinceNanos = clock.nowNanos();
            } else {
                execution.computed(worker, clock.nowNanos());
            }
        }
    }
}
