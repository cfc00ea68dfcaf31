package org.longhaul.scenario.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.scenario.run.UnitDirectory;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.RandomStreams;
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
        this.trainings = new Trainings(device, threads);
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

    private MethodRecord unit(MethodPlan method, long seed) throws IOException {
        TrainingPlan training = method.training().withSeed(seed);
        UnitDirectory unit = directory.unit(method.index(), method.label(), seed);
        MethodRecord done = unit.result();
        if (done != null) {
            UnitProgress kept = unit.training();
            if (kept != null) {
                trained.put(training, kept);
            }
            return done;
        }
        RandomStreams streams = new RandomStreams(seed);
        ComputeModel compute = ComputeTimes.of(method, plan.scenario().stragglers(), streams, m -> measured(training));
        Simulation simulation = new Simulation(
                plan, compute, method.collectives(), plan.scenario().network().execution(), seed);
        try (UnitTrainer trainer = new UnitTrainer(
                training,
                listener -> trainings.session(training, listener),
                unit,
                plan.scenario().checkpoints(),
                trained.get(training),
                control,
                progress)) {
            UnitRunner.Done result = new UnitRunner(plan, method, simulation, progress).run(trainer, seed, unit);
            trained.put(training, result.training());
            return result.record();
        }
    }

    /** A step of one replica as measured here, once in the life of a run. */
    private long measured(TrainingPlan training) {
        String what = "step of " + Names.of(training.model()) + ", batch " + training.batch() + " x "
                + training.context() + ", " + Names.of(training.optimizer());
        Long known = directory.measured(what);
        if (known != null) {
            return known;
        }
        progress.note("Measuring a step of one replica ...");
        long nanos = StepMeasurement.nanos(trainings, training);
        try {
            directory.keepMeasured(what, nanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return nanos;
    }

    private static String summary(MethodRecord record) {
        Double loss = record.finalValidationLoss();
        String text = Quantities.duration(record.totals().simulatedNanos() / 1e9) + " simulated, "
                + Quantities.bytes((double) record.totals().bytesPerWorker()) + " per worker";
        if (record.outcome().kind() != Outcome.Kind.COMPLETED) {
            return text + ", " + Names.kebab(record.outcome().kind()) + ": "
                    + record.outcome().message();
        }
        return loss == null ? text : text + ", validation loss " + Quantities.loss(loss);
    }
}
