package org.longhaul.scenario.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.engine.plan.BucketChooser;
import org.longhaul.scenario.engine.plan.ComputeTimes;
import org.longhaul.scenario.engine.plan.JobPlan;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.ReplicaRule;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.RunRecords;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.engine.simulation.Simulation;
import org.longhaul.scenario.engine.simulation.UnitConditions;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.run.DamagedFileException;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.scenario.run.UnitDirectory;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.section.DataSection;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.compute.ComputeModels;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.run.EventBudget;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.tensor.Device;

/**
 * Runs a plan: every method under every seed. What is already done in the run's directory is taken from there, so that
 * running again is resuming.
 */
public final class RunEngine {
    private final RunPlan plan;
    private final RunDirectory directory;
    private final RunControl control;
    private final ProgressListener progress;
    private final Trainings trainings;
    private final Map<TrainingPlan, UnitProgress> trained = new HashMap<>();

    /** An engine that trains on a device with so many threads. */
    public RunEngine(
            RunPlan plan,
            RunDirectory directory,
            Device device,
            int threads,
            RunControl control,
            ProgressListener progress) {
        this.plan = plan;
        this.directory = directory;
        this.control = control;
        this.progress = progress;
        this.trainings = new Trainings(device, threads, plan.data());
    }

    /**
     * Runs to the end.
     *
     * @return the record of the whole run
     * @throws RunControl.StoppedException if it was asked to stop; everything up to there is kept
     * @throws IOException if the run's directory cannot be written
     */
    public RunRecord run() throws IOException {
        List<MethodRecord> records = new ArrayList<>();
        int units = plan.seeds().size() * plan.methods().size();
        progress.runStarted(work(plan));
        for (long seed : plan.seeds()) {
            for (MethodPlan method : plan.methods()) {
                progress.unitStarted(
                        method.label(),
                        seed,
                        records.size() + 1,
                        units,
                        method.training().steps());
                MethodRecord record = unit(method, seed);
                records.add(record);
                progress.unitFinished(summary(record));
            }
        }
        return RunRecords.of(plan, directory.manifest(), records);
    }

    /**
     * Checks everything that is already done before any of it is used.
     *
     * @throws DamagedFileException naming the first file that is not whole
     * @throws IOException if the directory cannot be read
     */
    public void check() throws IOException {
        for (long seed : plan.seeds()) {
            for (MethodPlan method : plan.methods()) {
                directory.unit(method.index(), method.label(), seed).check();
            }
        }
    }

    /** Forgets whatever is damaged. @return what was, and what is done again instead, a sentence each */
    public List<String> discardDamaged() throws IOException {
        List<String> said = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (MethodPlan method : plan.methods()) {
                said.addAll(directory.unit(method.index(), method.label(), seed).discardDamaged());
            }
        }
        return said;
    }

    /** What a plan takes, unit by unit in the order in which they run. */
    public static List<ProgressListener.Work> work(RunPlan plan) {
        Set<TrainingPlan> different = new HashSet<>();
        List<ProgressListener.Work> work = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (MethodPlan method : plan.methods()) {
                TrainingPlan training = method.training().withSeed(seed);
                work.add(new ProgressListener.Work(
                        training.steps(), training.itemsPerStep(), different.add(training) || !training.isShared()));
            }
        }
        return work;
    }

    private MethodRecord unit(MethodPlan method, long seed) throws IOException {
        TrainingPlan training = method.training().withSeed(seed);
        UnitDirectory unit = directory.unit(method.index(), method.label(), seed);
        MethodRecord done = unit.result();
        if (done != null) {
            remember(training, done, unit.training());
            return done;
        }
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
                new EventBudget(plan.scenario().limits().events(), progress::simulating));
        try (UnitTrainer trainer = trainer(training, unit)) {
            UnitRunner.Done result =
                    new UnitRunner(plan, method, simulation, builder(method, seed), progress).run(trainer, seed, unit);
            remember(training, result.record(), result.training());
            return result.record();
        }
    }

    /** Keeps a training for units that train alike, unless the network had a say in its end. */
    private void remember(TrainingPlan training, MethodRecord record, @Nullable UnitProgress progressed) {
        if (progressed != null && training.isShared() && record.outcome().kind() != Outcome.Kind.FAILED) {
            trained.put(training, progressed);
        }
    }

    private UnitTrainer trainer(TrainingPlan training, UnitDirectory unit) throws IOException {
        return new UnitTrainer(
                training,
                (listener, network) -> trainings.session(training, mode(training), listener, network),
                unit,
                plan.scenario().checkpoints(),
                trained.get(training),
                control,
                progress);
    }

    /** Turns steps into programs; sizes of buckets are found with compute times that nothing disturbs. */
    private StepBuilder builder(MethodPlan method, long seed) {
        TrainingPlan training = method.training().withSeed(seed);
        ComputeModel undisturbed = ComputeTimes.of(method, null, new RandomStreams(seed), m -> measured(training));
        return new StepBuilder(method.projection(), method.policy(), new BucketChooser(plan, method, undisturbed));
    }

    private ComputeModel compute(MethodPlan method, long seed, RandomStreams streams) {
        TrainingPlan training = method.training().withSeed(seed);
        return ComputeTimes.of(method, plan.scenario().stragglers(), streams, m -> measured(training));
    }

    /** What another job does under a seed; a method that it replays is trained first, whatever becomes of it later. */
    private UnitConditions.Running running(JobPlan job, long seed) throws IOException {
        MethodPlan replayed = job.replayed();
        if (replayed == null) {
            Duration stepTime = Objects.requireNonNull(job.section().stepTime());
            long[] nanos = new long[job.nodes().length];
            Arrays.fill(nanos, stepTime.toNanos());
            return new UnitConditions.Running(ComputeModels.ofStepTime(nanos, PhaseShares.DEFAULT), job.cycle());
        }
        StepBuilder builder = builder(replayed, seed);
        RunLengthTrace<StepEvents> trace = trained(replayed, seed);
        RunLengthTrace.Recorder<Step> steps = new RunLengthTrace.Recorder<>();
        for (RunLengthTrace.Run run : trace.sequence()) {
            steps.add(builder.build(trace.dictionary().get(run.step())).step(), run.count());
        }
        // Its own stragglers, not those of the same workers in the method under consideration.
        long own = new RandomStreams(seed).key("job/" + job.section().name(), 0);
        return new UnitConditions.Running(compute(replayed, seed, new RandomStreams(own)), steps.trace());
    }

    private RunLengthTrace<StepEvents> trained(MethodPlan method, long seed) throws IOException {
        TrainingPlan training = method.training().withSeed(seed);
        UnitProgress known = trained.get(training);
        if (known == null) {
            try (UnitTrainer trainer = trainer(training, directory.unit(method.index(), method.label(), seed))) {
                long step = 0;
                try {
                    while (trainer.step(step, 0) != null) {
                        step++;
                    }
                } catch (RunControl.StoppedException e) {
                    trainer.keep();
                    throw e;
                }
                known = trainer.finish();
                trained.put(training, known);
            }
        }
        return known.trace();
    }

    /** How the replicas share the device; what is measured for it is measured once in the life of a run. */
    private ReplicaMode mode(TrainingPlan training) {
        return ReplicaRule.of(training, trainings.isOnGpu(), () -> {
            Map<ReplicaMode, Long> nanos = new EnumMap<>(ReplicaMode.class);
            for (ReplicaMode mode : ReplicaMode.values()) {
                Long known = directory.measured(ReplicaRule.measurement(training, mode));
                if (known != null) {
                    nanos.put(mode, known);
                }
            }
            if (nanos.size() < ReplicaMode.values().length) {
                progress.note("Measuring a step of all replicas, stacked and one after another ...");
                nanos.putAll(StepMeasurement.nanosByMode(trainings, training));
                nanos.forEach((mode, each) -> keep(ReplicaRule.measurement(training, mode), each));
                ReplicaMode chosen = ReplicaRule.of(training, trainings.isOnGpu(), () -> nanos);
                progress.note("Replicas are " + ReplicaRule.words(chosen, nanos) + ".");
            }
            return nanos;
        });
    }

    private void keep(String what, long nanos) {
        try {
            directory.keepMeasured(what, nanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A step of one replica as measured here, once in the life of a run. */
    private long measured(TrainingPlan training) {
        DataSection data = training.data();
        String what = "step of " + SettingWords.of(training.model()) + ", batch " + training.batch() + " x "
                + (data.dataset() == null ? training.context() : SettingWords.of(data.dataset())) + ", "
                + SettingWords.of(training.optimizer())
                + (isPlain(training) ? "" : ", " + training.pass().words());
        Long known = directory.measured(what);
        if (known != null) {
            return known;
        }
        progress.note("Measuring a step of one replica ...");
        long nanos = StepMeasurement.nanos(trainings, training);
        keep(what, nanos);
        return nanos;
    }

    private static boolean isPlain(TrainingPlan training) {
        return training.pass().equals(GradientPass.PLAIN);
    }

    private String summary(MethodRecord record) {
        Measures measures = plan.methods().get(0).measures();
        MeasureInfo measure = measures.headline();
        Double last = record.last(measures.values(measure.id()));
        String text = Quantities.duration(record.totals().simulatedNanos() / 1e9) + " simulated, "
                + Quantities.bytes((double) record.totals().volume().chargedBytes()) + " charged per worker";
        if (record.outcome().kind() != Outcome.Kind.COMPLETED) {
            return text + ", " + SettingWords.kebab(record.outcome().kind()) + ": "
                    + record.outcome().message();
        }
        return last == null
                ? text
                : text + ", " + MeasureWords.taken(measures, measure) + " " + MeasureWords.value(measure, last);
    }
}
