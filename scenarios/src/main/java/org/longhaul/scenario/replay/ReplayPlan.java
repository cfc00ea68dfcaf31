package org.longhaul.scenario.replay;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.longhaul.analysis.record.MethodTally;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.engine.RecordedTrainings;
import org.longhaul.scenario.engine.ReplayEngine;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.scenario.run.UnitProgress;

/** A recorded run under changes for which its trainings serve. */
public final class ReplayPlan {
    private final RunDirectory source;
    private final RecordedTrainings recorded;
    private final YamlDocument document;
    private final List<Path> named;
    private final Set<Path> fresh;
    private final RunPlan plan;

    /** @param fresh those of the named files that are read as they are now, and not as the recorded run took them */
    ReplayPlan(
            RunDirectory source,
            RecordedTrainings recorded,
            YamlDocument document,
            List<Path> named,
            Set<Path> fresh,
            RunPlan plan) {
        this.source = source;
        this.recorded = recorded;
        this.document = document;
        this.named = named;
        this.fresh = fresh;
        this.plan = plan;
    }

    /** The changed scenario. */
    public YamlDocument document() {
        return document;
    }

    /** What is simulated. */
    public RunPlan plan() {
        return plan;
    }

    /** What a method did under a seed: the recorded training that serves for it. */
    public UnitProgress training(MethodPlan method, long seed) {
        return recorded.require(method, seed);
    }

    /** Simulates it; nothing is kept on disk. The record has the name and the start of the recorded run. */
    public RunRecord run() {
        return run(ofSource(), new RunControl(), new ProgressListener() {});
    }

    /**
     * The same, under a manifest.
     *
     * @throws ReplayRefusedException if the network answers a method otherwise than when it was recorded
     */
    public RunRecord run(Manifest manifest, RunControl control, ProgressListener progress) {
        return new ReplayEngine(plan, manifest, recorded, control, progress).run();
    }

    /**
     * Simulates it for its figures: the record that {@link #run()} gives, with equal losses, times, bytes, prices and outcomes, to the
     * bit, without what takes more simulations than one of each method under each seed. The {@link
     * org.longhaul.analysis.record.MethodRecord#timeline() time line} is null, there are no {@link
     * org.longhaul.analysis.record.MethodRecord#departures() departures}, and in the {@link
     * org.longhaul.analysis.record.MethodRecord#disturbances() disturbances} costs, gains, the calm duration and what a job's step takes
     * alone are null. The fingerprint is that of {@link #run()} unless there are disturbances, whose costs it covers.
     *
     * @throws ReplayRefusedException if the network answers a method otherwise than when it was recorded
     */
    public RunRecord figures() {
        return engine(ofSource()).figures();
    }

    /**
     * The same, each method in a thread of an executor: sooner where processors are idle. The thread that calls waits.
     *
     * @throws ReplayRefusedException if the network answers a method otherwise than when it was recorded
     */
    public RunRecord figures(Executor threads) {
        return engine(ofSource()).figures(threads);
    }

    /**
     * Simulates it for what each method came to under each seed, equal to the same in the record that {@link #run()} gives, to the bit:
     * nothing else is made, which is what tables of many points want. Measures and targets are those of the plan's methods.
     *
     * @throws ReplayRefusedException if the network answers a method otherwise than when it was recorded
     */
    public List<MethodTally> tallies() {
        // What goes into records alone, such as a hash of the changed scenario, is not asked for.
        return engine(source.manifest()).tallies();
    }

    /** A manifest with the name and the start of the recorded run. */
    private Manifest ofSource() {
        Manifest of = source.manifest();
        return manifest(of.id(), of.startedAt(), Path.of(of.runs()));
    }

    private ReplayEngine engine(Manifest manifest) {
        return new ReplayEngine(plan, manifest, recorded, new RunControl(), new ProgressListener() {});
    }

    /** What a replay of that name is started with. */
    public Manifest manifest(String id, String startedAt, Path runs) {
        return source.manifest()
                .ofReplay(
                        id,
                        startedAt,
                        Hashing.sha256()
                                .hashString(document.text(), StandardCharsets.UTF_8)
                                .toString(),
                        runs.toAbsolutePath().normalize().toString(),
                        plan.seeds(),
                        recorded.fingerprint());
    }

    /**
     * Makes a run directory that holds the trainings and the changed scenario, from which the replay can be run, resumed and
     * replayed again.
     */
    public RunDirectory create(Path directory, Manifest manifest) throws IOException {
        RunDirectory made = RunDirectory.createReplay(source, directory, document.text(), named, fresh, manifest);
        try {
            for (long seed : plan.seeds()) {
                for (MethodPlan method : plan.methods()) {
                    made.unit(method.index(), method.label(), seed).saveTraining(recorded.require(method, seed));
                }
            }
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }
}
