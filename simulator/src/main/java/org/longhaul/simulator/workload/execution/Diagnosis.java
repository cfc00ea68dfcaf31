package org.longhaul.simulator.workload.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.workload.result.Blockage;
import org.longhaul.simulator.workload.result.Blockage.OpenExchange.State;

/** Finds what keeps a job from going on. */
final class Diagnosis {

    private static final int MAX_TRANSFERS = 20;

    private Diagnosis() {}

    /** What workers, exchanges and transfers wait for, in this order. */
    static List<Blockage> of(Network network, WorkerState[] workers, Iterable<StepState> steps) {
        List<Blockage> found = new ArrayList<>();
        for (WorkerState worker : workers) {
            ExchangeState exchange = worker.blockedOn;
            if (exchange != null) {
                found.add(new Blockage.WaitingWorker(
                        worker.worker, exchange.spec().label(), exchange.step.index, worker.blockedSinceNanos));
            }
            if (worker.isInterrupted || (worker.attempts > 1 && worker.hasTimer)) {
                found.add(new Blockage.CrashedWorker(worker.worker, worker.attempts, worker.isInterrupted));
            }
        }
        for (StepState step : steps) {
            for (ExchangeState exchange : step.exchanges) {
                if (exchange.arrived > 0 && !exchange.isGivenUp) {
                    exchange(exchange, found);
                }
            }
        }
        List<TransferStatus> transfers = network.activeTransfers();
        for (TransferStatus transfer : transfers.subList(0, Math.min(MAX_TRANSFERS, transfers.size()))) {
            found.add(new Blockage.OpenTransfer(transfer));
        }
        if (transfers.size() > MAX_TRANSFERS) {
            found.add(new Blockage.Note(
                    String.format(Locale.ROOT, "and %d more transfers", transfers.size() - MAX_TRANSFERS)));
        }
        return found;
    }

    private static void exchange(ExchangeState exchange, List<Blockage> found) {
        List<Integer> absent = new ArrayList<>();
        List<Integer> undone = new ArrayList<>();
        for (int rank = 0; rank < exchange.resolved.workers.length; rank++) {
            if (exchange.arrivalNanos[rank] == ExchangeState.NOT_YET) {
                absent.add(exchange.resolved.workers[rank]);
            }
            if (exchange.doneNanos[rank] == ExchangeState.NOT_YET) {
                undone.add(exchange.resolved.workers[rank]);
            }
        }
        if (!absent.isEmpty()) {
            found.add(open(exchange, State.NOT_BEGUN, absent));
        } else if (exchange.startNanos == ExchangeState.NOT_YET) {
            found.add(open(exchange, State.QUEUED, undone));
        } else if (!undone.isEmpty()) {
            found.add(open(exchange, State.IN_PROGRESS, undone));
        }
    }

    private static Blockage open(ExchangeState exchange, State state, List<Integer> workers) {
        return new Blockage.OpenExchange(
                exchange.spec().label(),
                exchange.step.index,
                state,
                workers,
                state == State.IN_PROGRESS ? Long.valueOf(exchange.startNanos) : null);
    }
}
