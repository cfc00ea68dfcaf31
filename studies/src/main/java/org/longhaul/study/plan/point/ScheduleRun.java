package org.longhaul.study.plan.point;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.network.NetworkValidity;
import org.longhaul.scenario.engine.plan.BucketChooser;
import org.longhaul.scenario.engine.plan.ComputeTimes;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.ExchangeSurvey;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.engine.simulation.Simulation;
import org.longhaul.scenario.engine.simulation.UnitConditions;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.section.Stragglers;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.StalledWorkloadException;
import org.longhaul.simulator.workload.result.StepTimes;
import org.longhaul.simulator.workload.result.TimeSpent;
import org.longhaul.simulator.workload.run.EventBudget;
import org.longhaul.topology.LinkPrice;
import org.longhaul.topology.Topology;

/** Simulates a method's schedule on a plan's network. */
final class ScheduleRun {
    /** Steps that pass before the state is taken to be steady. */
    private static final long WARM_UP = 60;

    private static final double NANOS = 1e9;

    private final RunPlan plan;
    private final MethodPlan method;
    private final FollowedSteps followed;
    private final long seed;

    ScheduleRun(RunPlan plan, MethodPlan method, FollowedSteps followed, long seed) {
        this.plan = plan;
        this.method = method;
        this.followed = followed;
        this.seed = seed;
    }

    MethodFigures figures(RunLengthTrace<Step> program) {
        long[] ends = new long[Math.toIntExact(program.steps())];
        ExecutionResult result;
        try {
            result = simulation()
                    .run(
                            plan.scenario().network().fidelity(),
                            WorkloadSource.of(program.player()),
                            new Ends(ends),
                            TimelineSink.NONE);
        } catch (StalledWorkloadException e) {
            return MethodFigures.none(method.label(), e.stall().words());
        }
        return figures(result, ends, program);
    }

    /** When steps end. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Ends(long[] nanos) implements ExecutionListener {
        @Override
        public void stepCompleted(long step, long endNanos, StepTimes times) {
            nanos[(int) step] = endNanos;
        }

        @Override
        public boolean wantsEstimates() {
            return false;
        }
    }

    /** The steps as a run carries them out. */
    RunLengthTrace<Step> program() {
        ComputeModel undisturbed = compute(null, new RandomStreams(seed));
        StepBuilder builder = new StepBuilder(
                method.projection().from(followed.groups()),
                method.policy(),
                new BucketChooser(plan, method, undisturbed));
        RunLengthTrace.Recorder<Step> steps = new RunLengthTrace.Recorder<>();
        for (RunLengthTrace.Run run : followed.trace().sequence()) {
            steps.add(
                    builder.build(followed.trace().dictionary().get(run.step())).step(), run.count());
        }
        return steps.trace();
    }

    private ComputeModel compute(@Nullable Stragglers stragglers, RandomStreams streams) {
        return ComputeTimes.of(method, stragglers, streams, measured -> {
            throw new PlanException(
                    "compute is to be measured, and a plan by schedules measures nothing; allowed: stepTime,"
                            + " throughput or device");
        });
    }

    private Simulation simulation() {
        UnitConditions conditions = new UnitConditions(
                plan.disturbances(),
                new RandomStreams(seed),
                plan.scenario().network().execution(),
                job -> {
                    throw new PlanException("other jobs (" + job.section().name()
                            + ") are not simulated beside schedules; allowed: a recorded run, or a load of the plan");
                });
        return new Simulation(
                plan,
                plan.nodes(method),
                compute(plan.scenario().stragglers(), new RandomStreams(seed)),
                method.collectives(),
                plan.scenario().network().execution(),
                conditions,
                new RunControl(),
                EventBudget.UNLIMITED);
    }

    private MethodFigures figures(ExecutionResult result, long[] ends, RunLengthTrace<Step> program) {
        NetworkValidity validity =
                ExchangeSurvey.afterwards(plan, method, program).validity();
        double meanCompute = 0;
        long mostCompute = 0;
        int workers = method.training().workers();
        for (TimeSpent time : result.workers().subList(0, workers)) {
            meanCompute += time.computeNanos() / NANOS / workers;
            mostCompute = Math.max(mostCompute, time.computeNanos());
        }
        ComputeKind.Device device =
                method.compute().settings() instanceof ComputeKind.Device settings ? settings : null;
        return new MethodFigures(
                method.label(),
                result.elapsedNanos() / NANOS,
                null,
                ends.length,
                steady(ends, (double) mostCompute / ends.length),
                meanCompute,
                workers,
                device == null ? 0 : device.devices(),
                device == null ? null : device.device(),
                sentBytes(result),
                LinkPrice.dollars(plan.topology(), result::arcWireBytes),
                validity == null ? null : validity.line(),
                plan.scenario().network().fidelity().id(),
                null,
                null);
    }

    /** Compute over all time between the warm-up and the end, in whole rounds; of everything where there is no such time. */
    private double steady(long[] ends, double computeNanosPerStep) {
        long round = followed.round();
        long warmUp = (WARM_UP + round - 1) / round * round;
        long rounds = (ends.length - warmUp) / round;
        if (rounds < 1) {
            return computeNanosPerStep * ends.length / ends[ends.length - 1];
        }
        long steps = rounds * round;
        long last = ends[Math.toIntExact(warmUp + steps - 1)];
        return computeNanosPerStep * steps / (last - ends[Math.toIntExact(warmUp - 1)]);
    }

    private double sentBytes(ExecutionResult result) {
        Topology topology = plan.topology();
        Set<Integer> hosts = new HashSet<>();
        Arrays.stream(plan.nodes(method)).forEach(hosts::add);
        double sent = 0;
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            sent += hosts.contains(topology.arcSource(arc)) ? result.arcWireBytes(arc) : 0;
        }
        return sent;
    }
}
