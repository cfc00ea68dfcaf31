package org.longhaul.wire.projection;

import java.util.List;
import java.util.Objects;
import org.longhaul.scenario.engine.workload.Projection;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.TrainingEvent;

/**
 * Lets every worker compute in every step for as long as it did. A step's own work is divided over what the step computes; that of a
 * step in which the worker computes nothing counts in its next one.
 */
final class MeasuredCompute implements ComputeModel {
    private static final PhaseShares SHARES = PhaseShares.DEFAULT;
    private static final double FORWARD = SHARES.forward() / (SHARES.forward() + SHARES.backward());

    private final long[][] pass;
    private final long[][] update;

    private MeasuredCompute(int members, int steps) {
        pass = new long[members][steps];
        update = new long[members][steps];
    }

    /**
     * Of the steps of a trace.
     *
     * @param first place of the trace's first step among those that were made
     * @param projection what passes and factorizations come to, in passes of the trained model
     */
    static MeasuredCompute of(
            MeasuredUnit measured, int first, RunLengthTrace<StepEvents> trace, Projection projection) {
        int steps = Math.toIntExact(trace.steps());
        MeasuredCompute compute = new MeasuredCompute(measured.members(), steps);
        RunLengthTrace.Player<StepEvents> player = trace.player();
        long[] carried = new long[measured.members()];
        for (int i = 0; i < steps; i++) {
            StepEvents events = Objects.requireNonNull(player.step(i));
            for (int rank = 0; rank < measured.members(); rank++) {
                long work = carried[rank] + measured.workNanos(rank, first + i);
                long updating = measured.updateNanos(rank, first + i);
                double passes = passes(events.events(), rank, projection);
                long updates = updates(events.events(), rank);
                if (updates == 0) {
                    work += updating;
                    updating = 0;
                }
                carried[rank] = 0;
                if (passes > 0) {
                    compute.pass[rank][i] = Math.round(work / passes);
                } else if (updates > 0) {
                    updating += work;
                } else {
                    carried[rank] = work;
                }
                compute.update[rank][i] = updates == 0 ? 0 : updating / updates;
            }
        }
        return compute;
    }

    private static double passes(List<TrainingEvent> events, int rank, Projection projection) {
        double passes = 0;
        for (TrainingEvent event : events) {
            if (event instanceof TrainingEvent.Computed computed && includes(computed.members(), rank)) {
                passes++;
            } else if (event instanceof TrainingEvent.Passed passed && includes(passed.members(), rank)) {
                passes += passed.forward() * FORWARD + passed.backward() * (1 - FORWARD);
            } else if (event instanceof TrainingEvent.Factorized factorized && includes(factorized.members(), rank)) {
                passes += projection.forwardPasses(factorized.flops()) * FORWARD;
            }
        }
        return passes;
    }

    private static long updates(List<TrainingEvent> events, int rank) {
        long updates = 0;
        for (TrainingEvent event : events) {
            updates += event instanceof TrainingEvent.Updated updated && includes(updated.members(), rank) ? 1 : 0;
        }
        return updates;
    }

    private static boolean includes(Members members, int rank) {
        return members.ranks() == null || members.ranks().contains(rank);
    }

    private int step(long step) {
        // A closing exchange is an entry behind the last step.
        return (int) Math.min(step, pass[0].length - 1L);
    }

    @Override
    public long forwardNanos(int worker, long step) {
        return Math.round(pass[worker][step(step)] * FORWARD);
    }

    @Override
    public long backwardNanos(int worker, long step) {
        return pass[worker][step(step)] - forwardNanos(worker, step);
    }

    @Override
    public long updateNanos(int worker, long step) {
        return update[worker][step(step)];
    }
}
