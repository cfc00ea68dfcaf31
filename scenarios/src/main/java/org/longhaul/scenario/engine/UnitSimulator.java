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
import org.longhaul.scenario.run.UnitProgress;
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
        UnitSeed ofUnit = new UnitSeed(seed);
        Simulation simulation = simulation(method, ofUnit, estimates);
        BucketChooser chooser =
                new BucketChooser(plan, method, undisturbed(method, ofUnit), wantsEstimates, estimates.get());
        try {
            return new UnitRunner(plan, method, simulation, builder(method, chooser), progress)
                    .run(steps, ofUnit, wantsEstimates);
        } catch (ReplayRefusedException e) {
            throw e.of(method.label(), seed);
        }
    }

    /**
     * What becomes of the same method under another seed with which it does the same, where the simulation asked nothing of its seed.
     *
     * @param training what the method does under the other seed
     */
    UnitOutcome again(UnitOutcome outcome, long seed, UnitProgress training, Supplier<Estimates> estimates)
            throws IOException {
        progress.stepped(training.steps(), Double.NaN, false);
        return outcome.under(seed, simulation(outcome.method(), new UnitSeed(seed), estimates), training);
    }

    private Simulation simulation(MethodPlan method, UnitSeed seed, Supplier<Estimates> estimates) throws IOException {
        ExecutionSettings execution = plan.scenario().network().execution();
        Map<String, UnitConditions.Running> jobs = new HashMap<>();
        for (JobPlan job : plan.disturbances().jobs()) {
            jobs.put(job.section().name(), running(job, seed));
        }
        UnitConditions conditions = new UnitConditions(
                plan.disturbances(),
                seed.streams(),
                execution,
                job -> Objects.requireNonNull(jobs.get(job.section().name())));
        return new Simulation(
                plan,
                plan.nodes(method),
                compute(method, seed, seed.streams()),
                method.collectives(),
                execution,
                conditions,
                control,
                new EventBudget(plan.scenario().limits().events(), progress::simulating),
                estimates);
    }

    /** Turns steps into programs. */
    private static StepBuilder builder(MethodPlan method, BucketChooser chooser) {
        return new StepBuilder(method.projection(), method.policy(), chooser, method.known());
    }

    /** Compute times that nothing disturbs, with which sizes of buckets are found. */
    private ComputeModel undisturbed(MethodPlan method, UnitSeed seed) {
        return ComputeTimes.of(method, null, seed.streams(), measured -> measuredNanos(measured, seed));
    }

    /** @param streams from which stragglers are drawn */
    private ComputeModel compute(MethodPlan method, UnitSeed seed, RandomStreams streams) {
        return ComputeTimes.of(
                method, plan.scenario().stragglers(), streams, measured -> measuredNanos(measured, seed));
    }

    private long measuredNanos(MethodPlan method, UnitSeed seed) {
        seed.use();
        return measured.applyAsLong(method.training().withSeed(seed.value()));
    }

    /** What another job does under a seed. */
    private UnitConditions.Running running(JobPlan job, UnitSeed seed) throws IOException {
        MethodPlan replayed = job.replayed();
        if (replayed == null) {
            return UnitConditions.Running.ofStated(job);
        }
        StepBuilder builder = builder(replayed, new BucketChooser(plan, replayed, undisturbed(replayed, seed)));
        RunLengthTrace<StepEvents> trace = traces.of(replayed, seed.value());
        RunLengthTrace.Recorder<Step> steps = new RunLengthTrace.Recorder<>();
        for (RunLengthTrace.Run run : trace.sequence()) {
            steps.add(builder.build(trace.dictionary().get(run.step())).step(), run.count());
        }
        // Its own stragglers, not those of the same workers in the method under consideration.
        long own = seed.streams().key("job/" + job.section().name(), 0);
        return new UnitConditions.Running(compute(replayed, seed, new RandomStreams(own)), steps.trace());
    }
}
