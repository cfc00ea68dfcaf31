package org.longhaul.scenario.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.ReplayedRun;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.ReplicaRule;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.RunRecords;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.engine.plan.TrainingFacts;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.engine.record.MethodRecorder;
import org.longhaul.scenario.engine.record.UnitOutcome;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.run.DamagedFileException;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.scenario.run.UnitDirectory;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.RunLengthTrace;
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
    private final UnitSimulator simulator;
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
        this.simulator = new UnitSimulator(plan, this::measured, this::trained, control, progress);
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
        progress.runStarted(workLeft());
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
     * Trains one method under one seed and simulates nothing; goes on where an earlier attempt stopped. The training is kept in
     * the run's directory.
     *
     * @param method one whose training the network has no say in
     * @throws RunControl.StoppedException if it was asked to stop; everything up to there is kept
     * @throws IOException if the run's directory cannot be written
     */
    public void train(MethodPlan method, long seed) throws IOException {
        TrainingPlan training = method.training().withSeed(seed);
        if (!training.isShared()) {
            throw new IllegalArgumentException(method.label() + " asks the network and trains only with it");
        }
        UnitDirectory unit = directory.unit(method.index(), method.label(), seed);
        if (!unit.isTrained()) {
            trained(method, seed);
        }
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

    /** The same, where trainings that are over do not train. */
    private List<ProgressListener.Work> workLeft() throws IOException {
        List<ProgressListener.Work> left = new ArrayList<>();
        List<ProgressListener.Work> all = work(plan);
        for (long seed : plan.seeds()) {
            for (MethodPlan method : plan.methods()) {
                ProgressListener.Work work = all.get(left.size());
                boolean isTrained =
                        directory.unit(method.index(), method.label(), seed).isTrained();
                left.add(new ProgressListener.Work(work.steps(), work.itemsPerStep(), work.trains() && !isTrained));
            }
        }
        return left;
    }

    private MethodRecord unit(MethodPlan method, long seed) throws IOException {
        TrainingPlan training = method.training().withSeed(seed);
        UnitDirectory unit = directory.unit(method.index(), method.label(), seed);
        MethodRecord done = unit.result();
        if (done != null) {
            remember(training, done, unit.training());
            return done;
        }
        try (UnitSteps steps = steps(training, unit)) {
            UnitOutcome outcome = simulator.run(method, seed, steps);
            MethodRecord record = new MethodRecorder(outcome).record();
            unit.saveResult(record);
            remember(training, record, outcome.training());
            return record;
        }
    }

    /** Keeps a training for units that train alike, unless the network had a say in its end. */
    private void remember(TrainingPlan training, MethodRecord record, @Nullable UnitProgress progressed) {
        if (progressed != null && training.isShared() && record.outcome().kind() != Outcome.Kind.FAILED) {
            trained.put(training, progressed);
        }
    }

    /** The steps of a unit: those of an equal training or of its own, if that is over, else live ones. */
    private UnitSteps steps(TrainingPlan training, UnitDirectory unit) throws IOException {
        UnitProgress known = unit.training();
        UnitProgress equal = trained.get(training);
        if (known == null && equal != null) {
            // So that each unit can be replayed by itself.
            unit.saveTraining(equal);
            known = equal;
        }
        if (known != null) {
            return new RecordedSteps(training, known, progress);
        }
        ReplayedRun replayed = directory.manifest().replayed();
        if (replayed != null) {
            throw new ReplayRefusedException("the training that " + directory.path()
                    + " plays is no longer there, and it"
                    + " trains none\nMaybe replay the run again that trained it: longhaul replay " + replayed.runId());
        }
        return trainer(training, unit);
    }

    private UnitTrainer trainer(TrainingPlan training, UnitDirectory unit) throws IOException {
        return new UnitTrainer(
                training,
                (listener, network) -> trainings.session(training, mode(training), listener, network),
                unit,
                plan.scenario().checkpoints(),
                TrainingFacts.header(training, plan.methods().get(0)),
                control,
                progress);
    }

    /** A method that another job repeats is trained first, whatever becomes of it later. */
    private RunLengthTrace<StepEvents> trained(MethodPlan method, long seed) throws IOException {
        TrainingPlan training = method.training().withSeed(seed);
        UnitProgress known = trained.get(training);
        if (known == null) {
            try (UnitSteps trainer = steps(training, directory.unit(method.index(), method.label(), seed))) {
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
        String what = TrainingFacts.measurement(training);
        Long known = directory.measured(what);
        if (known != null) {
            return known;
        }
        progress.note("Measuring a step of one replica ...");
        long nanos = StepMeasurement.nanos(trainings, training);
        keep(what, nanos);
        return nanos;
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
