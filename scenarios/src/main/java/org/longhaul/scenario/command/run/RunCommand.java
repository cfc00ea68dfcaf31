package org.longhaul.scenario.command.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.command.shared.ChangeOptions;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.engine.planner.Preflight;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.scenario.inference.InferenceReader;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.tensor.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a scenario from its first step. */
@Command(
        name = "run",
        description = "Train, project and report a scenario.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Ctrl-C or SIGTERM stops it after the step under way, twice at once; 'longhaul resume DIRECTORY' goes on,",
            "also after a crash, to the same bits.",
            "Exit codes: 0 done; 1 stopped, no result of a method or a file, or a claim fails; 2 wrong input; 3 a fault of this",
            "program."
        })
public final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SCENARIO", description = "scenario file, such as scenarios/library/quick.yaml")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path scenario;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "run directory, absent or empty (default: NAME-TIME in the folder of runs)")
    @Nullable
    private Path out;

    @Option(names = "--seed", paramLabel = "N", description = "run under this seed only, instead of the scenario's")
    @Nullable
    private Long seed;

    @Mixin
    private ChangeOptions changes = new ChangeOptions();

    @Mixin
    private TrainingOptions options = new TrainingOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    RunCommand() {}

    @Override
    public Integer call() throws IOException {
        if (InferenceReader.isInference(scenario)) {
            throw new WrongInputException(scenario
                    + " has services and no methods: it is a scenario of inference\nMaybe longhaul infer " + scenario);
        }
        options.result.progress(spec.commandLine().getErr()).note("Reading and planning " + scenario + " ...");
        ScenarioChanges wanted = changes.changes();
        ChangeOptions.check(wanted, YamlReader.read(scenario), scenario);
        ScenarioReader.Source source = new ScenarioReader(Extensions.load()).read(scenario, wanted);
        Long only = seed;
        RunPlan plan = Planner.plan(source.scenario(), source.document(), only == null ? null : List.of(only));
        Preflight.whole(plan, source.document(), Environment.physicalMemory());
        Warnings.print(spec.commandLine().getErr(), plan, options.result.quiet);
        Device device = options.device("auto");
        int threads = options.threads(Runtime.getRuntime().availableProcessors());
        Path runs = options.result.runs();
        Path target =
                out != null ? out : unusedDirectory(runs, source.scenario().name());
        Manifest manifest = Environment.manifest(
                RunsFolder.id(runs, target), scenario, source.document().text(), runs, plan.seeds(), device, threads);
        try (RunDirectory directory =
                RunDirectory.create(target, source.document().text(), source.files(), manifest)) {
            return new RunSession(spec.commandLine(), options.result, directory, plan).execute(runs, device, threads);
        }
    }

    private static Path unusedDirectory(Path runs, String name) {
        return RunDirectory.unused(runs, name + "-" + RunsFolder.time());
    }
}
