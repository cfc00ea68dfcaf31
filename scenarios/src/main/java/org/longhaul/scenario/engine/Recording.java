package org.longhaul.scenario.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.engine.planner.Preflight;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.tensor.Device;

/**
 * Trains a scenario into a run directory, for programs: nothing is printed, and nothing ends the process.
 *
 * <pre>{@code
 * ScenarioReader.Source source = new ScenarioReader(Extensions.load()).read(Path.of("scenario.yaml"));
 * RunRecord record = Recording.of(source, 4).into(Path.of("runs/mine"));
 * Replay replay = Replay.of(Path.of("runs/mine"));
 * }</pre>
 *
 * <p>The directory is like one of {@code longhaul run}: commands resume, replay and export it. Recordings into different
 * directories may go on at the same time, each on a thread of its own.
 */
public final class Recording {
    private final ScenarioReader.Source source;
    private final RunPlan plan;
    private final int threads;
    private RunControl control = new RunControl();
    private ProgressListener progress = new ProgressListener() {};

    private Recording(ScenarioReader.Source source, RunPlan plan, int threads) {
        this.source = source;
        this.plan = plan;
        this.threads = threads;
    }

    /**
     * Plans and checks a scenario; nothing is trained yet.
     *
     * @param threads threads that replicas are trained with, at least 1; the figures do not depend on it
     * @throws org.longhaul.scenario.file.InvalidFileException if it cannot be run, with every reason
     */
    public static Recording of(ScenarioReader.Source source, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads (" + threads + ") must be at least 1.");
        }
        RunPlan plan = Planner.plan(source.scenario(), source.document(), null);
        Preflight.whole(plan, source.document(), Environment.physicalMemory());
        return new Recording(source, plan, threads);
    }

    /** What will be run. */
    public RunPlan plan() {
        return plan;
    }

    /** Lets another thread stop it: then {@link #into} throws, and {@code longhaul resume} goes on. @return this */
    public Recording stoppedBy(RunControl stop) {
        control = Objects.requireNonNull(stop);
        return this;
    }

    /** Who hears how far it is, on the thread that runs it. @return this */
    public Recording heardBy(ProgressListener listener) {
        progress = Objects.requireNonNull(listener);
        return this;
    }

    /**
     * Trains every method under every seed on the CPU.
     *
     * @param directory absent or empty
     * @return what came of it
     * @throws RunControl.StoppedException if it was asked to stop; everything up to there is kept
     * @throws IOException if the directory cannot be written, or is not empty
     */
    public RunRecord into(Path directory) throws IOException {
        Path target = directory.toAbsolutePath().normalize();
        Path runs = target.getParent() == null ? target : target.getParent();
        String text = source.document().text();
        Manifest manifest = Environment.manifest(
                String.valueOf(target.getFileName()),
                Path.of(source.document().name()),
                text,
                runs,
                plan.seeds(),
                Device.CPU,
                threads);
        try (RunDirectory made = RunDirectory.create(directory, text, source.files(), manifest)) {
            return new RunEngine(plan, made, Device.CPU, threads, control, progress).run();
        }
    }
}
