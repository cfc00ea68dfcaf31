package org.longhaul.scenario.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodTally;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.RunRecords;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.engine.record.MethodRecorder;
import org.longhaul.scenario.engine.record.UnitOutcome;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.simulator.collective.Estimates;

/**
 * Simulates a plan with recorded trainings in memory: nothing is trained, and nothing is kept on disk. What a {@link RunEngine}
 * makes of the same trainings is the same.
 */
public final class ReplayEngine {
    private final RunPlan plan;
    private final Manifest manifest;
    private final RecordedTrainings recorded;
    private final RunControl control;
    private final ProgressListener progress;

    /**
     * An engine.
     *
     * @param manifest that of the replay, with the step times that the recorded run measured
     */
    public ReplayEngine(
            RunPlan plan,
            Manifest manifest,
            RecordedTrainings recorded,
            RunControl control,
            ProgressListener progress) {
        this.plan = plan;
        this.manifest = manifest;
        this.recorded = recorded;
        this.control = control;
        this.progress = progress;
    }

    /**
     * Simulates every method under every seed.
     *
     * @throws ReplayRefusedException if the network has a say in a training and it would be another one
     */
    public RunRecord run() {
        return RunRecords.of(plan, manifest, each(MethodRecorder::record, true));
    }

    /**
     * The same without what takes more simulations than one of each method under each seed: see {@link MethodRecorder#figures()}.
     *
     * @throws ReplayRefusedException if the network has a say in a training and it would be another one
     */
    public RunRecord figures() {
        return RunRecords.of(plan, manifest, each(MethodRecorder::figures, true));
    }

    /**
     * What each method came to under each seed, as in the records of {@link #figures()}.
     *
     * @throws ReplayRefusedException if the network has a say in a training and it would be another one
     */
    public List<MethodTally> tallies() {
        return each(MethodRecorder::tally, false);
    }

    private <R> List<R> each(Function<MethodRecorder, R> recording, boolean wantsEstimates) {
        UnitSimulator simulator = new UnitSimulator(
                plan, this::measured, (method, seed) -> of(method, seed).trace(), control, progress);
        // One after the other over the same routes: what their exchanges take is known from one to the next.
        Estimates estimates = new Estimates();
        List<MethodPlan> methods = plan.methods();
        // What each method came to under the first seed, which others may share.
        @Nullable UnitOutcome[] first = new UnitOutcome[methods.size()];
        List<R> records = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (int m = 0; m < first.length; m++) {
                UnitOutcome outcome = unit(simulator, methods.get(m), seed, wantsEstimates, estimates, first[m]);
                first[m] = first[m] == null ? outcome : first[m];
                records.add(recording.apply(new MethodRecorder(outcome)));
            }
        }
        return records;
    }

    private UnitOutcome unit(
            UnitSimulator simulator,
            MethodPlan method,
            long seed,
            boolean wantsEstimates,
            Estimates estimates,
            @Nullable UnitOutcome known) {
        UnitProgress done = of(method, seed);
        TrainingPlan training = method.training().withSeed(seed);
        try (UnitSteps steps = new RecordedSteps(training, done, progress)) {
            return known != null && known.isAlsoOf(done)
                    ? simulator.again(known, seed, done, () -> estimates)
                    : simulator.run(method, seed, steps, wantsEstimates, () -> estimates);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private UnitProgress of(MethodPlan method, long seed) {
        return recorded.require(method, seed);
    }

    private long measured(TrainingPlan training) {
        return RecordedTrainings.measured(manifest, training);
    }
}
