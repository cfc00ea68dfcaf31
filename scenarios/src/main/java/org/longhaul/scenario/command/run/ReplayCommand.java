package org.longhaul.scenario.command.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.command.shared.ChangeOptions;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.planner.Preflight;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.replay.Replay;
import org.longhaul.scenario.replay.ReplayPlan;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.tensor.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Simulates recorded runs on other networks. */
@Command(
        name = "replay",
        description = "Simulate recorded runs on another network, without training again.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A run's trainings are recorded in its directory. As long as the network cannot change them, they answer for every",
            "network, collective, placement, library, device, fault schedule and charged model:",
            "  longhaul replay runs/quick-20261122-180000 --set topology.wide='2.5 Gbit/s'",
            "  longhaul replay runs/quick-20261122-180000 --on geant --set placement=spread-sites",
            "  longhaul replay runs/quick-20261122-180000 --set network.fidelity=packet \\",
            "      --set 'methods[ddp].collective=ring'",
            "  longhaul replay runs/quick-20261122-180000 --set projectAs.architecture=mpt-7b \\",
            "      --set compute='{stepTime: 2 s}'",
            "",
            "Losses are the recorded ones. The result is a run directory like any other: report, resume and replay know it, and",
            "'longhaul runs' lists it. Paths of files in values begin at the folder of the scenario, as in the scenario itself.",
            "",
            "What would train otherwise is refused with the reason: other workers, batches, optimizers, seeds, formats of what is",
            "sent, periods of methods. A method that asks the network (asynchronous, deadlines, membership, a budget of time) can",
            "be replayed where the network answers as it did.",
            "",
            "Needs no PyTorch. Exit codes: those of 'longhaul run'."
        })
public final class ReplayCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "RUN",
            arity = "1..*",
            description = "run directories, such as runs/quick-20261122-180000; each is replayed by itself")
    private List<Path> runs = new ArrayList<>();

    @Mixin
    private ChangeOptions changes = new ChangeOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "directory of the replay, absent or empty (default: RUN-replay-TIME in the folder of runs)")
    private @Nullable Path out;

    @Mixin
    private ResultOptions options = new ResultOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    ReplayCommand() {}

    @Override
    public Integer call() throws IOException {
        if (out != null && runs.size() > 1) {
            throw new WrongInputException("--out names one directory, and " + runs.size()
                    + " runs are to be replayed; allowed: one run, or no --out");
        }
        ScenarioChanges wanted = changes.changes();
        int worst = 0;
        for (Path run : runs) {
            worst = Math.max(worst, replay(run, wanted));
        }
        return worst;
    }

    private int replay(Path run, ScenarioChanges wanted) throws IOException {
        options.progress(spec.commandLine().getErr()).note("Reading " + run + " ...");
        try {
            Replay replay = Replay.of(run);
            ChangeOptions.check(wanted, replay.document(), run.resolve("scenario.yaml"));
            ReplayPlan plan = replay.plan(wanted);
            Preflight.replayed(plan.plan(), plan.document());
            Warnings.print(spec.commandLine().getErr(), plan.plan(), options.quiet);
            Manifest recorded = replay.manifest();
            Path folder = options.runs(recorded);
            Path target =
                    out != null ? out : RunDirectory.unused(folder, recorded.id() + "-replay-" + RunsFolder.time());
            Manifest manifest = plan.manifest(
                    RunsFolder.id(folder, target),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    folder);
            return simulate(plan, target, manifest, folder);
        } catch (ReplayRefusedException e) {
            throw new WrongInputException(run + " cannot be replayed so: " + e.getMessage() + training(run, wanted), e);
        }
    }

    /** What is refused on the way leaves no directory. */
    private int simulate(ReplayPlan plan, Path target, Manifest manifest, Path folder) throws IOException {
        try (RunDirectory directory = plan.create(target, manifest)) {
            return new RunSession(spec.commandLine(), options, directory, plan.plan())
                    .execute(folder, Device.valueOf(manifest.device().toUpperCase(Locale.ROOT)), manifest.threads());
        } catch (ReplayRefusedException e) {
            AtomicFiles.delete(target);
            throw e;
        }
    }

    /** How to train what was refused; nothing where it is the run itself that is at fault. */
    private String training(Path run, ScenarioChanges wanted) {
        if (wanted.list().isEmpty()) {
            return "";
        }
        Path scenario = run.resolve("scenario.yaml");
        try {
            Path original = Path.of(RunDirectory.manifest(run).scenarioFile());
            // A run with changes of its own, such as a replay, is another scenario than the file.
            boolean isTheSame = Files.isRegularFile(original) && Files.mismatch(original, scenario) < 0;
            scenario = isTheSame ? original : scenario;
        } catch (IOException e) {
            // The copy serves.
        }
        return "\nMaybe train it: longhaul run " + scenario + changes.words();
    }
}
