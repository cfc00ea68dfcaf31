package org.longhaul.scenario.engine;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.longhaul.scenario.engine.plan.BucketChooser;
import org.longhaul.scenario.engine.plan.ComputeTimes;
import org.longhaul.scenario.engine.plan.JobPlan;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.engine.record.UnitOutcome;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.engine.simulation.Simulation;
import org.longhaul.scenario.engine.simulation.UnitConditions;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.collective.Estimates;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.run.EventBudget;

/** Simulates methods of a plan, each under one seed, whoever hands out their steps. */
final class UnitSimulator {
    private final RunPlan plan;
    private final ToLongFunction<TrainingPlan> measured;
    private final Traces traces;
    private final RunControl control;
    private final ProgressListener progress;

    /** What methods do that other jobs repeat. */
    @FunctionalInterface
    interface Traces {
        /** All steps of a method under a seed. */
        RunLengthTrace<StepEvents> of(MethodPlan method, long seed) throws IOException;
    }

    /**
     * A simulator.
     *
     * @param measured nanoseconds that a step of a replica was measured to take; asked only where a scenario wants it
     */
    UnitSimulator(
            RunPlan plan,
            ToLongFunction<TrainingPlan> measured,
            Traces traces,
            RunControl control,
            ProgressListener progress) {
        this.plan = plan;
        this.measured = measured;
        this.traces = traces;
        this.control = control;
        this.progress = progress;
    }

    /** What becomes of a method under a seed, whose steps come from there. */
    UnitOutcome run(MethodPlan method, long seed, UnitSteps steps) throws IOException {
        return run(method, seed, steps, true, Estimates::new);
    }

    /**
     * What becomes of a method under a seed.
     *
     * @param wantsEstimates whether it is to tell of all algorithms and bucket sizes among which one was chosen
     * @param estimates what exchanges came to in units before it, in the same thread
     */
    UnitOutcome run(
            MethodPlan method, long seed, UnitSteps steps, boolean wantsEstimates, Supplier<Estimates> estimates)
            throws IOException {
        ComputeModel compute = compute(method, seed, new RandomStreams(seed));
        ExecutionSettings execution = plan.scenario().network().execution();
        Map<String, UnitConditions.Running> jobs = new HashMap<>();
        for (JobPlan job : plan.disturbances().jobs()) {
            jobs.put(job.section().name(), running(job, seed));
        }
        UnitConditions conditions = new UnitConditions(
                plan.disturbances(),
                new RandomStreams(seed),
                execution,
                job -> Objects.requireNonNull(jobs.get(job.section().name())));
        Simulation simulation = new Simulation(
                plan,
                plan.nodes(method),
                compute,
                method.collectives(),
                execution,
                seed,
                conditions,
                control,
                new EventBudget(plan.scenario().limits().events(), progress::simulating),
                estimates);
        BucketChooser chooser =
                new BucketChooser(plan, method, undisturbed(method, seed), wantsEstimates, estimates.get());
        try {
            return new UnitRunner(plan, method, simulation, builder(method, chooser), progress)
                    .run(steps, seed, wantsEstimates);
        } catch (ReplayRefusedException e) {
            throw e.of(method.label(), seed);
        }
    }

    /** Turns steps into programs. */
    private static StepBuilder builder(MethodPlan method, BucketChooser chooser) {
        return new StepBuilder(method.projection(), method.policy(), chooser, method.known());
    }

    /** Compute times that nothing disturbs, with which sizes of buckets are found. */
    private ComputeModel undisturbed(MethodPlan method, long seed) {
        TrainingPlan training = method.training().withSeed(seed);
        return ComputeTimes.of(method, null, new RandomStreams(seed), m -> measured.applyAsLong(training));
    }

    private ComputeModel compute(MethodPlan method, long seed, RandomStreams streams) {
        TrainingPlan training = method.training().withSeed(seed);
        return ComputeTimes.of(method, plan.scenario().stragglers(), streams, m -> measured.applyAsLong(training));
    }

    /** What another job does under a seed. */
    private UnitConditions.Running running(JobPlan job, long seed) throws IOException {
        MethodPlan replayed = job.replayed();
        if (replayed == null) {
            return UnitConditions.Running.ofStated(job);
        }
        StepBuilder builder = builder(replayed, new BucketChooser(plan, replayed, undisturbed(replayed, seed)));
        RunLengthTrace<StepEvents> trace = traces.of(replayed, seed);
        RunLengthTrace.Recorder<Step> steps = new RunLengthTrace.Recorder<>();
        for (RunLengthTrace.Run run : trace.sequence()) {
            steps.add(builder.build(trace.dictionary().get(run.step())).step(), run.count());
        }
        // Its own stragglers, not those of the same workers in the method under consideration.
        long own = new RandomStreams(seed).key("job/" + job.section().name(), 0);
        return new UnitConditions.Running(compute(replayed, seed, new RandomStreams(own)), steps.trace());
    }
}
