package org.longhaul.scenario.command.run;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.training.tensor.Device;
import picocli.CommandLine.Option;

/** Options of the commands that train. */
final class TrainingOptions {
    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda",
            description = "where to train (default: auto, the GPU if there is one)")
    @Nullable
    String device;

    @Option(names = "--threads", paramLabel = "N", description = "training threads (default: one for each core)")
    @Nullable
    Integer threads;

    @Option(names = "--quiet", description = "no progress, only the result")
    boolean quiet;

    @Option(names = "--json", description = "print the run's record and what its table shows as JSON instead")
    boolean json;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "folder of runs, with the store that 'longhaul runs' reads (default: runs)")
    @Nullable
    Path runs;

    TrainingOptions() {}

    /** The folder of runs for a new run. */
    Path runs() {
        return runs != null ? runs : RunsFolder.standard();
    }

    /** The folder of runs that a run was started for, unless another is wanted. */
    Path runs(Manifest manifest) {
        return runs != null ? runs : RunsFolder.of(manifest);
    }

    /** What hears how far a run is: nobody where it shall be quiet. */
    ProgressListener progress(PrintWriter err) {
        return quiet ? new ProgressListener() {} : ConsoleProgress.on(err);
    }

    Device device(String otherwise) {
        try {
            return Device.parse(device == null ? otherwise : device);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--device: " + e.getMessage(), e);
        }
    }

    int threads(int otherwise) {
        Integer wanted = threads;
        if (wanted == null) {
            return otherwise;
        }
        if (wanted < 1 || wanted > 1024) {
            throw new WrongInputException("--threads is " + wanted + "; allowed: 1 to 1024");
        }
        return wanted;
    }
}
