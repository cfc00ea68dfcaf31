package org.longhaul.simulator.workload;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.topology.unit.Durations;

/** Explains why a run cannot go on. */
final class Diagnosis {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MAX_TRANSFERS = 20;

    private Diagnosis() {}

    /**
     * An explanation.
     *
     * @param headline why the run ends
     * @param nowNanos when it ends
     * @param further what else is known
     */
    static StalledWorkloadException of(
            String headline,
            long nowNanos,
            List<String> further,
            Network network,
            WorkerState[] workers,
            Iterable<StepState> steps) {
        List<String> findings = new ArrayList<>();
        for (WorkerState worker : workers) {
            if (worker.blockedOn != null) {
                findings.add(worker(worker, worker.blockedOn));
            }
            if (worker.isInterrupted) {
                findings.add("worker %d waits for its node, on which its computation was begun %d times"
                        .formatted(worker.worker, worker.attempts));
            } else if (worker.attempts > 1 && worker.hasTimer) {
                findings.add("worker %d computes for the %dth time what crashes have interrupted"
                        .formatted(worker.worker, worker.attempts));
            }
        }
        for (StepState step : steps) {
            for (ExchangeState exchange : step.exchanges) {
                if (exchange.arrived > 0) {
                    exchange(exchange, findings);
                }
            }
        }
        List<TransferStatus> transfers = network.activeTransfers();
        for (TransferStatus transfer : transfers.subList(0, Math.min(MAX_TRANSFERS, transfers.size()))) {
            findings.add("transfer " + transfer);
        }
        if (transfers.size() > MAX_TRANSFERS) {
            findings.add("and %d more transfers".formatted(transfers.size() - MAX_TRANSFERS));
        }
        findings.addAll(further);
        return new StalledWorkloadException("the workload cannot finish: " + headline, nowNanos, findings);
    }

    /** The headline of a run in which no event is left. */
    static String nothingMoreAfter(long nowNanos) {
        return "nothing more happens after %s s".formatted(seconds(nowNanos));
    }

    /** The headline of a run that has not come further for a time. */
    static String noProgress(long nanos, long sinceNanos) {
        return "it made no progress for " + Durations.formatNanos(nanos) + ", since " + seconds(sinceNanos) + " s";
    }

    private static String worker(WorkerState worker, ExchangeState exchange) {
        return "worker %d waits for exchange '%s' of step %d since %s s"
                .formatted(
                        worker.worker, exchange.spec().label(), exchange.step.index, seconds(worker.blockedSinceNanos));
    }

    private static void exchange(ExchangeState exchange, List<String> findings) {
        String name = "exchange '%s' of step %d".formatted(exchange.spec().label(), exchange.step.index);
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
            findings.add("%s has not begun: workers %s have not arrived".formatted(name, absent));
        } else if (exchange.startNanos == ExchangeState.NOT_YET) {
            findings.add("%s is queued behind another exchange of its group or its workers".formatted(name));
        } else if (!undone.isEmpty()) {
            findings.add("%s is in progress since %s s: not done for workers %s"
                    .formatted(name, seconds(exchange.startNanos), undone));
        }
    }

    static String seconds(long nanos) {
        return "%.6f".formatted(nanos / NANOS_PER_SECOND);
    }
}
