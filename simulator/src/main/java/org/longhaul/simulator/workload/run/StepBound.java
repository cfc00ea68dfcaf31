package org.longhaul.simulator.workload.run;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.SettledCalls;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;

/**
 * What a step takes at least where exchanges take their closed forms, without simulating it: exchanges among all workers go one after the
 * other, each after the fastest worker can have released it, and none computes faster than the fastest.
 *
 * <p>From the moment at which the last worker ends a step to the same of the next, that worker goes through the whole program. So it
 * releases no exchange sooner than the fastest worker would that begins at the first of these moments, and all await what it releases.
 * Not thread-safe.
 */
public final class StepBound {

    /** Bounds beyond which the simulation may come to the end of what the clock can tell. */
    private static final long MOST_NANOS = Long.MAX_VALUE / 1024;

    private final SettledCalls calls;
    private final int[] workerNodes;
    private final long overheadNanos;
    private final long forwardNanos;
    private final long backwardNanos;
    private final long updateNanos;

    private StepBound(SettledCalls calls, int[] workerNodes, ComputeModel compute, long overheadNanos) {
        this.calls = calls;
        this.workerNodes = workerNodes;
        this.overheadNanos = overheadNanos;
        long forward = Long.MAX_VALUE;
        long backward = Long.MAX_VALUE;
        long update = Long.MAX_VALUE;
        for (int worker = 0; worker < workerNodes.length; worker++) {
            forward = Math.min(forward, compute.forwardNanos(worker, 0));
            backward = Math.min(backward, compute.backwardNanos(worker, 0));
            update = Math.min(update, compute.updateNanos(worker, 0));
        }
        this.forwardNanos = forward;
        this.backwardNanos = backward;
        this.updateNanos = update;
    }

    /** A bound for the steps of a job; null where none is known: transfers are simulated, or workers compute unsteadily. */
    public static @Nullable StepBound of(
            NetworkSetup network,
            int[] workerNodes,
            ComputeModel compute,
            Collectives collectives,
            ExecutionSettings settings) {
        boolean isKnown = network.closedFormCollectives()
                && compute.isSteady()
                && workerNodes.length > 0
                && !settings.library().sumsToPredecessor();
        return isKnown
                ? new StepBound(
                        network.estimates()
                                .of(
                                        network.topology(),
                                        network.routing(),
                                        network.network().estimate(),
                                        network.network().sharesLinks() ? settings.channels() : 1,
                                        settings.library(),
                                        collectives,
                                        workerNodes),
                        workerNodes.clone(),
                        compute,
                        settings.exchangeOverheadNanos())
                : null;
    }

    /** Nanoseconds from the end of a step to that of the next, which is equal to it, at least; 0 where nothing is known. */
    public long nanos(Step step) {
        if (step.isOpenEnded() || !areAmongAll(step.exchanges())) {
            return 0;
        }
        long present = 0;
        long free = 0;
        int begun = 0;
        BitSet awaited = new BitSet();
        for (Operation operation : step.program()) {
            if (operation instanceof Compute compute) {
                if (compute.share() != 1 || compute.phase() == Phase.STORAGE || !areAll(compute.workers())) {
                    return 0;
                }
                long nanos = leastNanos(compute.phase());
                for (ReleasePoint release : compute.releases()) {
                    long released = present + Math.round(release.fraction() * nanos);
                    free = Math.max(free, released) + exchangeNanos(step, release.exchange());
                    begun++;
                    if (free > MOST_NANOS) {
                        return 0;
                    }
                }
                present += nanos;
            } else if (operation instanceof Begin begin) {
                free = Math.max(free, present) + exchangeNanos(step, begin.exchange());
                begun++;
            } else if (operation instanceof Await await) {
                if (await.stepsAgo() != 0 || !areAll(await.workers())) {
                    return 0;
                }
                awaited.set(await.exchange());
                present = awaited.cardinality() == begun ? Math.max(present, free) : present;
            } else {
                return 0;
            }
            if (present > MOST_NANOS || free > MOST_NANOS) {
                return 0;
            }
        }
        return awaited.cardinality() == begun ? present : 0;
    }

    private long leastNanos(Phase phase) {
        return switch (phase) {
            case FORWARD -> forwardNanos;
            case BACKWARD -> backwardNanos;
            case UPDATE -> updateNanos;
            case STORAGE -> 0;
        };
    }

    private boolean areAll(@Nullable List<Integer> workers) {
        return workers == null || workers.size() == workerNodes.length;
    }

    /** Whether exchanges are all of one group, which everybody belongs to. */
    private boolean areAmongAll(List<ExchangeSpec> exchanges) {
        for (ExchangeSpec exchange : exchanges) {
            if (exchange.workers().size() != workerNodes.length
                    || !exchange.workers().equals(exchanges.get(0).workers())) {
                return false;
            }
        }
        return true;
    }

    private long exchangeNanos(Step step, int index) {
        ExchangeSpec exchange = step.exchanges().get(index);
        int[] nodes = new int[workerNodes.length];
        Arrays.setAll(nodes, rank -> workerNodes[exchange.workers().get(rank)]);
        long nanos = calls.settle(
                        exchange.pattern(), exchange.bytes(), exchange.parts(), nodes, exchange.collective(), false)
                .nanos();
        return Math.min(MOST_NANOS, nanos) + Math.min(MOST_NANOS, overheadNanos);
    }
}
