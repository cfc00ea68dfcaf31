package org.longhaul.simulator.workload.execution;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.execution.PlanExecutor;
import org.longhaul.simulator.collective.execution.PlanListener;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.workload.clock.SimulatedClock;

/**
 * Starts an exchange once all its members arrived and its group and workers have room, and tells when each member's part is
 * done.
 */
final class ExchangeScheduler {

    /** Hears of progress. */
    interface Progress {

        /** One member's part is done. */
        void memberDone(ExchangeState exchange, int worker, long nowNanos);

        /** All parts are done. */
        void exchangeDone(ExchangeState exchange, long nowNanos);
    }

    private final SimulatedClock clock;
    private final PlanExecutor executor;
    private final boolean closedForm;
    private final long overheadNanos;
    private final Progress progress;
    private final Admission admission;
    private final List<ExchangeState> running = new ArrayList<>(2);
    private boolean isAdmitting;

    ExchangeScheduler(
            SimulatedClock clock,
            PlanExecutor executor,
            boolean closedForm,
            ExecutionSettings settings,
            Progress progress) {
        this.clock = clock;
        this.executor = executor;
        this.closedForm = closedForm;
        this.overheadNanos = settings.exchangeOverheadNanos();
        // Closed forms assume that the exchange has its group's connections to itself.
        this.admission = new Admission(closedForm ? 1 : settings.concurrentExchanges(), settings.exchangesPerWorker());
        this.progress = progress;
    }

    /** The exchange that alone is in progress, of a group that runs one at a time; null if there is none such. */
    @Nullable
    ExchangeState running() {
        return running.size() == 1 && admission.isOneByOne() ? running.get(0) : null;
    }

    void arrive(ExchangeState exchange, int worker) {
        if (exchange.arrived == 0) {
            clock.exchangeOpened();
        }
        if (exchange.arrive(worker, clock.nowNanos())) {
            admission.ready(exchange);
            admit(exchange);
        }
    }

    private void admit(ExchangeState changed) {
        if (!admission.isPerWorker()) {
            start(admission.startableOfGroup(changed));
        } else if (!isAdmitting) {
            isAdmitting = true;
            clock.afterThisInstant(now -> {
                isAdmitting = false;
                start(admission.startable());
            });
        }
    }

    private void start(List<ExchangeState> exchanges) {
        for (ExchangeState exchange : exchanges) {
            if (overheadNanos > 0) {
                clock.schedule(clock.nowNanos() + overheadNanos, now -> start(exchange));
            } else {
                start(exchange);
            }
        }
    }

    private void start(ExchangeState exchange) {
        exchange.startNanos = clock.nowNanos();
        running.add(exchange);
        if (!closedForm) {
            executor.start(exchange.resolved.plan, exchange.resolved.memory, new Following(exchange));
        } else if (exchange.resolved.closedFormNanos == 0) {
            endClosedForm(exchange);
        } else {
            clock.schedule(
                    BeyondTimeException.sum(clock.nowNanos(), exchange.resolved.closedFormNanos),
                    now -> endClosedForm(exchange));
        }
    }

    private void endClosedForm(ExchangeState exchange) {
        long[] bytes = exchange.resolved.closedFormArcBytes;
        clock.addArcBytes(bytes, bytes, 1);
        for (int rank = 0; rank < exchange.resolved.workers.length; rank++) {
            memberDone(exchange, rank);
        }
        exchangeDone(exchange);
    }

    private void memberDone(ExchangeState exchange, int rank) {
        long now = clock.nowNanos();
        exchange.doneNanos[rank] = now;
        progress.memberDone(exchange, exchange.resolved.workers[rank], now);
    }

    private void exchangeDone(ExchangeState exchange) {
        clock.exchangeClosed();
        running.remove(exchange);
        progress.exchangeDone(exchange, clock.nowNanos());
        admission.done(exchange);
        admit(exchange);
    }

    /** Ties an executing plan to its exchange. */
    private final class Following implements PlanListener {

        private final ExchangeState exchange;

        Following(ExchangeState exchange) {
            this.exchange = exchange;
        }

        @Override
        public void participantDone(int participant) {
            if (participant < exchange.resolved.workers.length) {
                memberDone(exchange, participant);
            }
        }

        @Override
        public void planDone() {
            ExchangeScheduler.this.exchangeDone(exchange);
        }
    }
}
