package org.longhaul.study.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.longhaul.analysis.timeline.TraceEventWriter;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.command.shared.ChangeOptions;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.replay.Replay;
import org.longhaul.scenario.replay.ReplayPlan;
import org.longhaul.study.chakra.InvalidTraceException;
import org.longhaul.study.chakra.TraceExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes recorded trainings as execution traces. */
@Command(
        name = "export",
        description = "Write a recorded run for other programs: as execution traces, or as a time line.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "chakra: for each method and seed NAME.RANK.et, and NAME.groups.json with the ranks of each communicator group.",
            "  longhaul trace export runs/quick-20261122-180000 --to chakra --out traces",
            "  longhaul trace export runs/quick-20261122-180000 --to chakra --out traces \\",
            "      --method ddp --set network.bucket='100 MB'",
            "",
            "A training is written as the scenario charges it: compute times, bytes and buckets are those of the scenario and its",
            "changes; the network is no part of a trace. 'longhaul trace import' reads the files back, and their replay takes the",
            "same times to the nanosecond. ASTRA-sim reads the same files; docs/chakra.md says what it makes of them.",
            "",
            "perfetto: timeline.json of a replay under the same changes, for ui.perfetto.dev; no run directory is made.",
            "  longhaul trace export runs/quick-20261122-180000 --to perfetto --out line \\",
            "      --set network.timelineSteps=50",
            "",
            "What asks the network as it trains (asynchronous methods, deadlines, membership) cannot go to chakra: the dependencies",
            "of a trace are fixed. Exit codes: 0 done, 2 the run cannot be exported so."
        })
final class TraceExportCommand implements Callable<Integer> {
    /** Formats that there are. */
    private enum Format {
        CHAKRA,
        PERFETTO
    }

    @Parameters(paramLabel = "RUN", description = "run directory, such as runs/quick-20261122-180000")
    private Path run;

    @Option(names = "--to", required = true, paramLabel = "FORMAT", description = "format: chakra or perfetto")
    private Format format;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "directory for the files, absent or empty")
    private Path out;

    @Option(names = "--method", paramLabel = "LABEL", description = "only this method; may be repeated (default: all)")
    private List<String> methods = new ArrayList<>();

    @Mixin
    private ChangeOptions changes = new ChangeOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification and what is required
    TraceExportCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        ScenarioChanges wanted = changes.changes();
        try {
            Replay replay = Replay.of(run);
            ChangeOptions.check(wanted, replay.document(), run.resolve("scenario.yaml"));
            ReplayPlan plan = replay.plan(wanted);
            List<String> labels =
                    plan.plan().methods().stream().map(MethodPlan::label).toList();
            for (String method : methods) {
                if (!labels.contains(method)) {
                    throw new WrongInputException("--method: the run has no method '" + method + "'; it has "
                            + String.join(", ", labels) + Spelling.maybe(method, labels));
                }
            }
            if (format == Format.PERFETTO) {
                if (!methods.isEmpty()) {
                    throw new WrongInputException(
                            "--method is for --to chakra; a time line has all methods of the run");
                }
                Files.createDirectories(out);
                Path file = out.resolve("timeline.json");
                TraceEventWriter.write(plan.run(), file);
                spec.commandLine().getOut().println(file);
                return ExitCode.DONE;
            }
            for (String name : new TraceExport(replay, plan).write(out, methods, err::println)) {
                spec.commandLine().getOut().println(out.resolve(name) + ".*.et");
            }
            return ExitCode.DONE;
        } catch (InvalidTraceException | ReplayRefusedException e) {
            throw new WrongInputException(run + ": " + e.getMessage(), e);
        }
    }
}
