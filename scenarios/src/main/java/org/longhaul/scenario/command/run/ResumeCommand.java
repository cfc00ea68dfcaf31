package org.longhaul.scenario.command.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.tensor.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Goes on with a run that was stopped or crashed. */
@Command(
        name = "resume",
        description = "Go on with a run that was stopped or crashed; the results are those of an undisturbed run.",
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIRECTORY", description = "run directory, such as runs/quick-20261122-180000")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path path;

    @Option(
            names = "--retrain",
            description = "do again what damaged files of the run no longer tell, instead of refusing them")
    private boolean retrain;

    @Mixin
    private TrainingOptions options = new TrainingOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    ResumeCommand() {}

    @Override
    public Integer call() throws IOException {
        options.result.progress(spec.commandLine().getErr()).note("Going on with " + path + " ...");
        try (RunDirectory directory = RunDirectory.open(path)) {
            Device device = options.device(directory.manifest().device());
            int threads = options.threads(directory.manifest().threads());
            Path runs = options.result.runs(directory.manifest());
            RunSession session = new RunSession(spec.commandLine(), options.result, directory, null);
            session.mend(retrain, device, threads);
            return session.execute(runs, device, threads);
        }
    }
}
