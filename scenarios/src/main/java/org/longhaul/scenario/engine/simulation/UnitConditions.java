package org.longhaul.scenario.engine.simulation;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.longhaul.scenario.engine.plan.DisturbancePlan;
import org.longhaul.scenario.engine.plan.JobPlan;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.compute.ComputeModels;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.run.BackgroundJob;
import org.longhaul.simulator.workload.run.RunConditions;

/** What happens on the network besides a method under one seed, whole or in part. */
public final class UnitConditions {
    private final DisturbancePlan plan;
    private final RandomStreams streams;
    private final ExecutionSettings execution;
    private final Function<JobPlan, Running> running;

    /**
     * A job's computing and its steps.
     *
     * @param steps what it does before it begins again
     */
    public record Running(ComputeModel compute, RunLengthTrace<Step> steps) {

        /** A job whose steps are stated. */
        public static Running ofStated(JobPlan job) {
            Duration stepTime = Objects.requireNonNull(job.section().stepTime());
            long[] nanos = new long[job.nodes().length];
            Arrays.fill(nanos, stepTime.toNanos());
            return new Running(ComputeModels.ofStepTime(nanos, PhaseShares.DEFAULT), job.cycle());
        }
    }

    public UnitConditions(
            DisturbancePlan plan,
            RandomStreams streams,
            ExecutionSettings execution,
            Function<JobPlan, Running> running) {
        this.plan = plan;
        this.streams = streams;
        this.execution = execution;
        this.running = running;
    }

    public DisturbancePlan plan() {
        return plan;
    }

    public RandomStreams streams() {
        return streams;
    }

    /** Everything that the scenario says. */
    RunConditions whole() {
        return of(plan.faults(), true);
    }

    /**
     * A part of it.
     *
     * @param faults those that there are
     * @param shared whether other jobs and flows are there
     */
    public RunConditions of(List<Fault> faults, boolean shared) {
        return new RunConditions(
                faults,
                plan.recovery(),
                shared
                        ? plan.jobs().stream()
                                .map(job -> job(job, Long.MAX_VALUE))
                                .toList()
                        : List.of(),
                shared ? plan.flows() : List.of(),
                streams);
    }

    /** Nothing but the method, which is given up as the scenario says. */
    public RunConditions undisturbed() {
        return of(List.of(), false);
    }

    /**
     * Nothing but the method. There is a fault all the same, if one that never strikes: where a network may change every
     * transfer is sent, and a network that cannot change might take a closed form of whole exchanges instead.
     */
    public RunConditions calm() {
        return of(List.of(PartialFault.silent("none")), false);
    }

    /** A job that ends after its own number of steps or the given one. */
    public BackgroundJob job(JobPlan job, long mostSteps) {
        Running its = running.apply(job);
        Long own = job.section().steps();
        WorkloadSource source =
                WorkloadSource.of(its.steps().repeated(own == null ? mostSteps : Math.min(own, mostSteps)));
        CongestionControl control = job.section().congestionControl();
        return new BackgroundJob(
                job.section().name(),
                job.nodes(),
                its.compute(),
                job.collectives(),
                execution,
                source,
                control == null ? null : control.id());
    }
}
