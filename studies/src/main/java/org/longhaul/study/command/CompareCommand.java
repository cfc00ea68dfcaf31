package org.longhaul.study.command;

import com.google.auto.service.AutoService;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.extension.Provides;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.UserCommand;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.study.compare.BaselineComparison;
import org.longhaul.study.compare.NotComparableException;
import org.longhaul.study.compare.ResultsComparison;
import org.longhaul.study.compare.Tolerances;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two results, or the methods of one run. */
@AutoService(UserCommand.class)
@Provides(
        id = "compare",
        description =
                "Compare two runs, folders of runs or tables of points, or the methods of one run with a baseline.")
@Command(
        name = "compare",
        sortOptions = false,
        footer = {
            "",
            "Two results are compared method by method and seed by seed: times, losses, times to targets, bytes, compute"
                    + " utilisation, prices, and what their scenarios differ in. Exit code 0: nothing became worse than its"
                    + " tolerance allows; 1: something did, is missing, or no longer completes; 2: they cannot be compared,"
                    + " with the reason.",
            "",
            "One run is compared with itself: every method minus the baseline, paired by seed, with intervals, tests and"
                    + " the order of the methods.",
            "",
            "  longhaul compare runs/quick",
            "  longhaul compare runs/quick --baseline diloco",
            "  longhaul compare runs/before runs/after --tolerance time=2%% --tolerance loss=0.01",
            "  longhaul compare before.csv after.csv --figures seconds --table markdown"
        })
public final class CompareCommand implements UserCommand {
    @Parameters(
            arity = "1..2",
            paramLabel = "RESULT",
            description =
                    "a run directory or its record.json, a folder of run directories, a store of runs (.duckdb), or"
                            + " a sweep's table (.csv)")
    private List<Path> results = new ArrayList<>();

    @Option(
            names = "--tolerance",
            paramLabel = "FIGURE=AMOUNT",
            description =
                    "how much worse a figure may become, in percent or in its own unit (seconds, bytes, a share of"
                            + " one), or any; all=AMOUNT for every other figure; may be repeated (default: nothing may become"
                            + " worse)")
    private List<String> tolerances = new ArrayList<>();

    @Option(
            names = "--figures",
            split = ",",
            paramLabel = "NAME",
            description = "only these figures, such as time, bytes, target, loss (default: all)")
    private List<String> figures = new ArrayList<>();

    @Option(names = "--method", paramLabel = "LABEL", description = "only this method; may be repeated (default: all)")
    private List<String> methods = new ArrayList<>();

    @Option(
            names = "--baseline",
            paramLabel = "LABEL",
            description =
                    "the method that others are compared with: in one run (default: the scenario's), or as speed-up"
                            + " in both results")
    private @Nullable String baseline;

    @Option(
            names = "--higher",
            split = ",",
            paramLabel = "NAME",
            description =
                    "columns of tables of points that are the better the higher, besides utilisation and accuracy")
    private List<String> higher = new ArrayList<>();

    @Option(names = "--by-seed", description = "a row for each seed, too")
    private boolean bySeed;

    @Option(
            names = "--table",
            paramLabel = "FORM",
            description =
                    "print markdown (verdict first, for a comment in continuous integration), or the table alone as"
                            + " latex (with booktabs) or csv")
    private TextTable.@Nullable Form form;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** picocli sets the fields. */
    @SuppressWarnings("NullAway.Init")
    public CompareCommand() {}

    @Override
    public Integer call() {
        if (form != null && json) {
            throw new WrongInputException("--table and --json ask for two forms; allowed: one of them");
        }
        if (results.size() > 2) {
            throw new WrongInputException(
                    results.size() + " results are named; allowed: one, or two that are compared with each other");
        }
        try {
            return results.size() == 1 ? methods(results.get(0)) : results(results.get(0), results.get(1));
        } catch (NotComparableException e) {
            throw new WrongInputException("cannot be compared: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw new WrongInputException("cannot be read: " + e.getMessage(), e);
        }
    }

    private int methods(Path run) {
        if (!tolerances.isEmpty() || bySeed || !figures.isEmpty() || !methods.isEmpty() || !higher.isEmpty()) {
            throw new WrongInputException(
                    "--tolerance, --figures, --method, --higher and --by-seed compare two results;"
                            + " allowed with one run: --baseline, --table, --json");
        }
        BaselineComparison comparison = BaselineComparison.of(run, baseline);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(comparison.json());
        } else {
            TextTable.Form wanted = form;
            out.print(wanted != null ? comparison.in(wanted) : comparison.render(Terminal.style(), Terminal.width()));
        }
        out.flush();
        return ExitCode.DONE;
    }

    private int results(Path first, Path second) {
        ResultsComparison comparison = ResultsComparison.of(
                first,
                second,
                new ResultsComparison.Choice(Tolerances.of(tolerances), figures, methods, higher, baseline));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(comparison.json());
        } else {
            TextTable.Form wanted = form;
            out.print(
                    wanted != null
                            ? comparison.in(wanted, bySeed)
                            : comparison.render(Terminal.style(), Terminal.width(), bySeed));
        }
        out.flush();
        return comparison.hasRegression() ? ExitCode.INCOMPLETE : ExitCode.DONE;
    }
}
