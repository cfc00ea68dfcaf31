package org.longhaul.scenario.command.run;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.run.Manifest;
import picocli.CommandLine.Option;

/** Options of the commands that make a run's result: what is told meanwhile, in which form, and where it is listed. */
final class ResultOptions {
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

    ResultOptions() {}

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
}
