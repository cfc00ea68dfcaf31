package org.longhaul.scenario.engine.record;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.simulation.Simulation;
import org.longhaul.scenario.engine.workload.BucketChoice;
import org.longhaul.scenario.engine.workload.StepVolumes;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.Stall;
import org.longhaul.simulator.workload.result.Surroundings;

/**
 * Everything known of a method under a seed when it is over.
 *
 * @param usesSeed whether the simulation asked anything of the seed, so that another one might have given another outcome
 * @param given what the simulator was given, put together when it is asked for
 * @param volumes what the exchanges of the steps came to
 * @param buckets bucket sizes that were found, where none is stated
 * @param result what the simulator measured; null when it could not finish
 * @param stall why it could not; null when it could
 * @param surroundings what happened on the network besides, up to its end
 * @param endNanos simulated time at which it ended or was given up
 */
public record UnitOutcome(
        RunPlan plan,
        MethodPlan method,
        long seed,
        boolean usesSeed,
        Simulation simulation,
        UnitProgress training,
        Supplier<RunLengthTrace<Step>> given,
        ExecutionRecorder execution,
        StepVolumes volumes,
        List<BucketChoice> buckets,
        @Nullable ExecutionResult result,
        @Nullable Stall stall,
        Surroundings surroundings,
        long endNanos) {

    /** Whether this would also be the outcome of a training under another seed: nothing was asked of the seed, and it does the same. */
    public boolean isAlsoOf(UnitProgress other) {
        return !usesSeed
                && training.steps() == other.steps()
                && training.isOver() == other.isOver()
                && Objects.equals(training.diverged(), other.diverged())
                && Objects.equals(training.unanswered(), other.unanswered())
                && training.presentAtFirst().equals(other.presentAtFirst())
                && training.trace().equals(other.trace());
    }

    /** The same of another training of which this is {@linkplain #isAlsoOf the outcome too}. */
    public UnitOutcome under(long otherSeed, Simulation itsSimulation, UnitProgress itsTraining) {
        return new UnitOutcome(
                plan,
                method,
                otherSeed,
                usesSeed,
                itsSimulation,
                itsTraining,
                given,
                execution,
                volumes,
                buckets,
                result,
                stall,
                surroundings,
                endNanos);
    }

    /** What the simulator was given. */
    RunLengthTrace<Step> trace() {
        return given.get();
    }

    /** The steps that the simulator was given, from the first on. */
    WorkloadSource steps() {
        return WorkloadSource.of(trace().player());
    }
}
