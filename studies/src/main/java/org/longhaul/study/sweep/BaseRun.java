package org.longhaul.study.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.engine.RunEngine;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.scenario.run.UnitDirectory;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.training.tensor.Device;

/** Runs that are put together of trainings that are over. */
final class BaseRun {
    private BaseRun() {}

    /** Where the trainings are. */
    interface Trained {
        UnitProgress of(TrainingGroup.Needed needed) throws IOException;
    }

    /**
     * The run of a group's first point, from which its points are replayed. Does nothing where it is there already.
     *
     * @throws RunControl.StoppedException if it was asked to stop
     */
    static void make(Path folder, TrainingGroup group, Trained trained, Path scenario, RunControl control)
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
        try (RunDirectory directory = TrainingFolder.create(folder, group, scenario, Device.CPU)) {
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
