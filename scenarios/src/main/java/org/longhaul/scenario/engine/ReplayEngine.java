package org.longhaul.scenario.engine;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
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

    /**
     * The same as {@link #figures()}, each method in a thread of an executor, from which the listener is called. The thread that calls
     * waits.
     *
     * @throws ReplayRefusedException if the network has a say in a training and it would be another one
     */
    public RunRecord figures(Executor threads) {
        List<CompletableFuture<List<MethodRecord>>> methods = new ArrayList<>();
        for (MethodPlan method : plan.methods()) {
            methods.add(CompletableFuture.supplyAsync(
                    () -> ofMethod(method, MethodRecorder::figures, true, new Estimates()), threads));
        }
        List<List<MethodRecord>> byMethod = new ArrayList<>();
        try {
            methods.forEach(method -> byMethod.add(method.join()));
        } catch (CompletionException e) {
            if (e.getCause() != null) {
                Throwables.throwIfUnchecked(e.getCause());
            }
            throw e;
        }
        return RunRecords.of(plan, manifest, bySeed(byMethod));
    }

    private <R> List<R> each(Function<MethodRecorder, R> recording, boolean wantsEstimates) {
        // One after the other over the same routes: what their exchanges take is known from one to the next.
        Estimates estimates = new Estimates();
        List<List<R>> byMethod = new ArrayList<>();
        for (MethodPlan method : plan.methods()) {
            byMethod.add(ofMethod(method, recording, wantsEstimates, estimates));
        }
        return bySeed(byMethod);
    }

    /** In the order of records: all methods under the first seed, then all under the next. */
    private static <R> List<R> bySeed(List<List<R>> byMethod) {
        List<R> records = new ArrayList<>();
        for (int s = 0; s < byMethod.get(0).size(); s++) {
            for (List<R> method : byMethod) {
                records.add(method.get(s));
            }
        }
        return records;
    }

    /** What becomes of a method, by seed. */
    private <R> List<R> ofMethod(
            MethodPlan method, Function<MethodRecorder, R> recording, boolean wantsEstimates, Estimates estimates) {
        UnitSimulator simulator = new UnitSimulator(
                plan, this::measured, (other, seed) -> of(other, seed).trace(), control, progress);
        List<R> records = new ArrayList<>();
        // Others may share what it comes to under the first seed.
        UnitOutcome first = null;
        for (long seed : plan.seeds()) {
            UnitOutcome outcome = unit(simulator, method, seed, wantsEstimates, estimates, first);
            first = first == null ? outcome : first;
            records.add(recording.apply(new MethodRecorder(outcome)));
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
