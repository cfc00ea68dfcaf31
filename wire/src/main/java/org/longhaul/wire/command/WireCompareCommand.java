package org.longhaul.wire.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.PercentTolerance;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.wire.compare.ComparisonPage;
import org.longhaul.wire.compare.ComparisonTable;
import org.longhaul.wire.compare.WireComparison;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireRecordException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares what a wire run took with what the simulator says it takes. */
@Command(
        name = "compare",
        description = "Project a wire run on the network that it measured, and show both side by side.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Every method of the run is trained again in one process (once; kept in RUN/simulated), and its steps are simulated on"
                    + " the measured network with the measured compute time of each worker and step. What is then left between"
                    + " measured and projected is the network's: exchanging, and waiting for the last member to come.",
            "",
            "  longhaul wire compare runs/wire-quick-20261122-180000",
            "  longhaul wire compare runs/wire-quick-20261122-180000 --tolerance '10 %%'",
            "  longhaul wire compare runs/wire-quick-20261122-180000 --table markdown",
            "  longhaul wire compare runs/wire-quick-20261122-180000 --profile my-hosts.yaml",
            "",
            "The last one asks how well constants of another run describe this one: with them instead of the measured compute"
                    + " times, on the network that this run measured.",
            "",
            "Writes RUN/comparison.html (comparison-profile.html with a profile). Exit code 0: every projected step (median) and total lies within the tolerance; 1: one does"
                    + " not, a method ended early, or an exchange had other members; 2: the run cannot be compared, with the reason."
        })
final class WireCompareCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "folder of a wire run")
    private Path run = Path.of("");

    @Option(
            names = "--tolerance",
            paramLabel = "PERCENT",
            description = "such as '10 %%', instead of the scenario's wire.tolerance (25 %% unless it says otherwise)")
    private @Nullable String tolerance;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "hosts as this file describes them, such as one of longhaul wire calibrate on another run, instead of"
                            + " compute times as measured")
    private @Nullable Path profile;

    @Option(names = "--table", paramLabel = "FORM", description = "print the table alone as markdown, latex or csv")
    private TextTable.@Nullable Form form;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    WireCompareCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PercentTolerance stated = tolerance == null ? null : tolerance(tolerance);
        try {
            return print(
                    new WireFolder(run),
                    profile,
                    stated,
                    form,
                    out,
                    new WireProgress(spec.commandLine().getErr()));
        } catch (WireRecordException | IllegalArgumentException e) {
            throw new WrongInputException("cannot be compared: " + e.getMessage(), e);
        }
    }

    /**
     * Compares a run, prints the result and writes its page.
     *
     * @param profile of the hosts; null for hosts as measured
     * @param stated tolerance; null for the scenario's
     * @param form of the table alone; null for all that is to be said
     * @return the exit code
     */
    static int print(
            WireFolder folder,
            @Nullable Path profile,
            @Nullable PercentTolerance stated,
            TextTable.@Nullable Form form,
            PrintWriter out,
            ProgressListener progress)
            throws IOException {
        WireComparison comparison = WireComparison.of(folder, profile, progress);
        PercentTolerance allowed = stated == null ? comparison.tolerance() : stated;
        ComparisonTable table = new ComparisonTable(comparison);
        Path page = folder.path().resolve(profile == null ? "comparison.html" : "comparison-profile.html");
        ComparisonPage.write(comparison, allowed, page);
        if (form == null) {
            out.print(table.render(Terminal.style(), Terminal.width(), allowed));
            out.println("Page: " + page);
        } else {
            out.print(table.table().in(form));
        }
        out.flush();
        return comparison.isWithin(allowed) ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }

    private static PercentTolerance tolerance(String text) {
        try {
            return PercentTolerance.parse(text);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--tolerance: " + e.getMessage(), e);
        }
    }
}
