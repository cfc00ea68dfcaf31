package org.longhaul.scenario.command.inference;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.FigureTarget;
import org.longhaul.scenario.command.shared.Signals;
import org.longhaul.scenario.command.shared.StopRequests;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.inference.InferenceEngine;
import org.longhaul.scenario.inference.InferenceFigure;
import org.longhaul.scenario.inference.InferenceFolder;
import org.longhaul.scenario.inference.InferenceFrontier;
import org.longhaul.scenario.inference.InferencePlan;
import org.longhaul.scenario.inference.InferencePlanner;
import org.longhaul.scenario.inference.InferenceProgress;
import org.longhaul.scenario.inference.InferenceReader;
import org.longhaul.scenario.inference.InferenceRecord;
import org.longhaul.scenario.inference.InferenceTable;
import org.longhaul.scenario.run.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs services that answer requests over a network. */
@Command(
        name = "infer",
        description = "Simulate services that answer requests over a network, under load.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A scenario of inference names a network, what is asked how often (requests) and who answers (services). Requests",
            "arrive whether or not the ones before are answered; hosts compute first come first served, and messages share",
            "links. The table shows how long answers take, from the mean to the slowest in a hundred, and where the time goes.",
            "",
            "  longhaul infer scenarios/inference/three-loads.yaml   one service at three loads",
            "  longhaul infer FILE --plot answers.svg                answers over time, a curve for each service",
            "  longhaul infer FILE --plot a.svg --frontier accuracy  accuracy against time, where it is told",
            "  longhaul infer FILE --out runs/answers                record, table, picture and page in a folder;",
            "                                                        the same again goes on after Ctrl-C",
            "  longhaul validate FILE                                check it; rates against capacities",
            "  longhaul list services                                who can answer",
            "  longhaul describe replicated                          one of them, with its settings",
            "",
            "A load that its hosts cannot keep up with is refused: a queue that grows without end has no mean.",
            "Exit codes: 0 done; 1 stopped, or some service could not keep up or answered nothing; 2 wrong input; 3 a fault of",
            "this program."
        })
public final class InferCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "scenario of inference")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--seed", paramLabel = "N", description = "run under this seed only, instead of the scenario's")
    @Nullable
    private Long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "keep the run in this folder: record, table as CSV, picture and page; goes on if it was ended")
    @Nullable
    private Path out;

    @Option(names = "--plot", paramLabel = "FILE", description = "draw the answers over time, as .svg, .png or .pdf")
    @Nullable
    private Path plot;

    @Option(
            names = "--frontier",
            paramLabel = "NAME",
            description =
                    "with --plot: draw what services say under this name, such as accuracy, against the mean time of their"
                            + " answers instead")
    @Nullable
    private String frontier;

    @Option(names = "--case", paramLabel = "NAME", description = "with --plot: draw this case only")
    @Nullable
    private String onlyCase;

    @Option(names = "--csv", description = "print the figures of every seed as CSV instead, times in seconds")
    private boolean csv;

    @Option(names = "--json", description = "print the record as JSON instead")
    private boolean json;

    @Option(names = "--quiet", description = "no progress, only the result")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    InferCommand() {}

    @Override
    @SuppressWarnings("try") // Signals are heard as long as it is open.
    public Integer call() throws IOException {
        Path drawing = plot;
        if (drawing != null) {
            FigureTarget.check("--plot", drawing);
        }
        if (frontier != null && drawing == null) {
            throw new WrongInputException("--frontier says what is drawn, and nothing is; add --plot FILE");
        }
        if (onlyCase != null && drawing == null) {
            throw new WrongInputException("--case says what is drawn, and nothing is; add --plot FILE");
        }
        if (csv && json) {
            throw new WrongInputException("--csv and --json ask for two forms; allowed: one of them");
        }
        PrintWriter err = spec.commandLine().getErr();
        InferenceReader.Source source = new InferenceReader(Extensions.load()).read(file);
        Long only = seed;
        InferencePlan plan = InferencePlanner.plan(source, only == null ? null : List.of(only));
        requireCase(plan);
        if (!quiet) {
            plan.warnings().forEach(warning -> err.println("Warning: " + warning));
        }
        RunControl control = new RunControl();
        InferenceProgress progress = quiet ? InferenceProgress.NONE : new InferProgress(err);
        InferenceEngine engine = new InferenceEngine(plan, source.document().text(), control, progress);
        Path folder = out;
        String wayOn = "longhaul infer " + file + (folder == null ? "" : " --out " + folder)
                + (only == null ? "" : " --seed " + only);
        StopRequests stop = new StopRequests(control, err, wayOn);
        InferenceRecord record;
        try (Signals signals = Signals.heardBy(stop::heard)) {
            record = folder == null
                    ? engine.run()
                    : InferenceFolder.run(folder, source.document().text(), engine);
        } catch (RunControl.StoppedException e) {
            err.println();
            err.println(
                    folder == null
                            ? "Stopped; nothing is kept without --out DIR."
                            : "Stopped; services that have ended are kept. Go on with: " + wayOn);
            return ExitCode.INCOMPLETE;
        }
        print(record, folder);
        if (drawing != null) {
            // What services say of their answers shows in the run: a picture of anything else is refused, the result
            // kept.
            draw(record, drawing);
        }
        return record.allSettled() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }

    private void requireCase(InferencePlan plan) {
        String name = onlyCase;
        try {
            if (name != null) {
                plan.requireCase(name);
            }
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--case: " + e.getMessage(), e);
        }
    }

    private void draw(InferenceRecord record, Path drawing) {
        String figure = frontier;
        try {
            if (figure == null) {
                InferenceFigure.write(record, onlyCase, drawing);
            } else {
                InferenceFrontier.write(record, figure, onlyCase, drawing);
            }
        } catch (IllegalArgumentException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private void print(InferenceRecord record, @Nullable Path folder) {
        PrintWriter writer = spec.commandLine().getOut();
        InferenceTable table = new InferenceTable(record);
        if (json) {
            writer.print(Json.indented(record));
        } else if (csv) {
            writer.print(table.csv());
        } else {
            writer.print(table.words(Terminal.style(), Terminal.width()));
            if (folder != null) {
                writer.println("Report: " + InferenceFolder.page(folder));
            }
        }
        writer.flush();
    }
}
