package org.longhaul.study.sweep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.engine.RunEngine;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.scenario.run.UnitDirectory;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.training.tensor.Device;

/**
 * A folder in which one method is trained under one seed: a run directory, and beside its manifest which of the run's methods is
 * meant. It holds all that a training needs, so that another machine can do it. Trainings that are over are put together to the runs
 * that points replay.
 */
public final class TrainingFolder {
    private static final String UNIT = "training.txt";

    private TrainingFolder() {}

    /** Makes the folder unless it is there. */
    static void prepare(Path folder, TrainingGroup group, TrainingGroup.Needed needed, Path scenario, Device device)
            throws IOException {
        if (Files.exists(folder.resolve(UNIT))) {
            return;
        }
        Files.createDirectories(Objects.requireNonNull(folder.getParent()));
        // What says which method is meant is written last: a folder that was half-made is made again.
        AtomicFiles.delete(folder);
        create(folder, group, scenario, device).close();
        AtomicFiles.write(
                folder.resolve(UNIT), needed.seed() + "\n" + needed.method().label());
    }

    /** A run directory for the scenario of a group. */
    static RunDirectory create(Path folder, TrainingGroup group, Path scenario, Device device) throws IOException {
        String text = group.source().document().text();
        Manifest manifest = Environment.manifest(
                String.valueOf(folder.getFileName()),
                scenario,
                text,
                Objects.requireNonNull(folder.toAbsolutePath().getParent()),
                group.plan().seeds(),
                device,
                1);
        return RunDirectory.create(folder, text, group.source().files(), manifest);
    }

    /** Whether the training is over. */
    static boolean isOver(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(UNIT))) {
            return false;
        }
        UnitProgress trained = trained(folder);
        return trained != null && trained.isOver();
    }

    private record Unit(MethodPlan method, long seed) {}

    private static Unit unit(Path folder, RunPlan plan) throws IOException {
        String text = Files.readString(folder.resolve(UNIT), StandardCharsets.UTF_8);
        int line = text.indexOf('\n');
        String label = text.substring(line + 1);
        MethodPlan method = plan.methods().stream()
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(
                        () -> new IOException(folder + " is to train '" + label + "', which its scenario has not"));
        return new Unit(method, Long.parseLong(text.substring(0, line)));
    }

    private static RunPlan plan(RunDirectory directory) {
        ScenarioReader.Source source =
                new ScenarioReader(Extensions.load()).read(directory.scenarioFile(), directory.inputs());
        return Planner.plan(
                source.scenario(), source.document(), directory.manifest().seeds());
    }

    /**
     * Trains, or goes on where an earlier attempt left a checkpoint.
     *
     * @throws RunControl.StoppedException if it was asked to stop; everything up to there is kept
     */
    public static void train(Path folder, Device device, int threads, RunControl control, ProgressListener progress)
            throws IOException {
        try (RunDirectory directory = RunDirectory.open(folder)) {
            RunPlan plan = plan(directory);
            Unit unit = unit(folder, plan);
            new RunEngine(plan, directory, device, threads, control, progress).train(unit.method, unit.seed);
        }
    }

    /** Why {@link #train} could not train, in one line, as the table of the sweep has it on every engine. */
    public static String cause(Throwable e) {
        return e instanceof InvalidFileException || e instanceof IllegalArgumentException
                ? PointSolver.oneLine(e)
                : "a fault of this program: "
                        + String.valueOf(e).lines().findFirst().orElse("");
    }

    /** What was trained; null where it is not over. */
    static @Nullable UnitProgress trained(Path folder) throws IOException {
        try (RunDirectory directory = RunDirectory.read(folder)) {
            Unit unit = unit(folder, plan(directory));
            return directory
                    .unit(unit.method.index(), unit.method.label(), unit.seed)
                    .training();
        }
    }

    /** Where the trainings are. */
    interface Trained {
        UnitProgress of(TrainingGroup.Needed needed) throws IOException;
    }

    /**
     * The run of a group's first point, from which its points are replayed. Does nothing where it is there already.
     *
     * @throws RunControl.StoppedException if it was asked to stop
     */
    static void base(Path folder, TrainingGroup group, Trained trained, Path scenario, RunControl control)
            throws IOException {
        Path done = folder.resolve("base.done");
        if (Files.exists(done)) {
            return;
        }
        AtomicFiles.delete(folder);
        Files.createDirectories(Objects.requireNonNull(folder.getParent()));
        run(folder, group, trained, scenario, control, 1);
        AtomicFiles.write(done, "");
    }

    /** Runs the scenario of a group with its trainings; methods that ask the network are trained on the way. */
    static RunRecord run(
            Path folder, TrainingGroup group, Trained trained, Path scenario, RunControl control, int threads)
            throws IOException {
        try (RunDirectory directory = create(folder, group, scenario, Device.CPU)) {
            for (TrainingGroup.Needed needed : group.trainings()) {
                UnitDirectory unit =
                        directory.unit(needed.method().index(), needed.method().label(), needed.seed());
                unit.saveTraining(trained.of(needed));
            }
            return new RunEngine(group.plan(), directory, Device.CPU, threads, control, new ProgressListener() {})
                    .run();
        }
    }
}
