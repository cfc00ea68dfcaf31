package org.longhaul.simulator.workload.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.workload.result.StalledWorkloadException;
import org.longhaul.topology.unit.Durations;

/** Explains why a run cannot go on. */
public final class Diagnosis {

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
                findings.add(String.format(
                        Locale.ROOT,
                        "worker %d waits for its node, on which its computation was begun %d times",
                        worker.worker,
                        worker.attempts));
            } else if (worker.attempts > 1 && worker.hasTimer) {
                findings.add(String.format(
                        Locale.ROOT,
                        "worker %d computes for the %dth time what crashes have interrupted",
                        worker.worker,
                        worker.attempts));
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
            findings.add(String.format(Locale.ROOT, "and %d more transfers", transfers.size() - MAX_TRANSFERS));
        }
        findings.addAll(further);
        return new StalledWorkloadException("the workload cannot finish: " + headline, nowNanos, findings);
    }

    /** The headline of a run in which no event is left. */
    public static String nothingMoreAfter(long nowNanos) {
        return String.format(Locale.ROOT, "nothing more happens after %s s", seconds(nowNanos));
    }

    /** The headline of a run that has not come further for a time. */
    public static String noProgress(long nanos, long sinceNanos) {
        return "it made no progress for " + Durations.formatNanos(nanos) + ", since " + seconds(sinceNanos) + " s";
    }

    private static String worker(WorkerState worker, ExchangeState exchange) {
        return String.format(
                Locale.ROOT,
                "worker %d waits for exchange '%s' of step %d since %s s",
                worker.worker,
                exchange.spec().label(),
                exchange.step.index,
                seconds(worker.blockedSinceNanos));
    }

    private static void exchange(ExchangeState exchange, List<String> findings) {
        String name = String.format(
                Locale.ROOT, "exchange '%s' of step %d", exchange.spec().label(), exchange.step.index);
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
            findings.add(String.format(Locale.ROOT, "%s has not begun: workers %s have not arrived", name, absent));
        } else if (exchange.startNanos == ExchangeState.NOT_YET) {
            findings.add(String.format(
                    Locale.ROOT, "%s is queued behind another exchange of its group or its workers", name));
        } else if (!undone.isEmpty()) {
            findings.add(String.format(
                    Locale.ROOT,
                    "%s is in progress since %s s: not done for workers %s",
                    name,
                    seconds(exchange.startNanos),
                    undone));
        }
    }

    public static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos / NANOS_PER_SECOND);
    }
}
