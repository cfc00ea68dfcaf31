package org.longhaul.scenario.command.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.store.ExportFormat;
import org.longhaul.analysis.store.QueryResult;
import org.longhaul.analysis.store.RunStore;
import org.longhaul.analysis.store.StoreSettings;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Faults;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.run.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Looks into the store of all runs. */
@Command(
        name = "runs",
        description = "List all runs, ask about them in SQL, export or rebuild their store.",
        mixinStandardHelpOptions = true)
public final class RunsCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 10_000;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            scope = ScopeType.INHERIT,
            description = "folder of the run directories (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path runs;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "print JSON")
    private boolean json;

    @Option(
            names = "--table",
            paramLabel = "FORM",
            scope = ScopeType.INHERIT,
            description = "print the table as markdown, latex (with booktabs) or csv")
    private TextTable.@Nullable Form table;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    RunsCommand() {}

    @Override
    public Integer call() throws IOException {
        return list();
    }

    private void requireOneForm() {
        if (json && table != null) {
            throw new WrongInputException("--table and --json ask for two forms; allowed: one of them");
        }
    }

    @Command(
            name = "list",
            description = "List all runs, the latest first: finished, stopped, running and failed ones.",
            mixinStandardHelpOptions = true)
    int list() throws IOException {
        requireOneForm();
        QueryResult result = RunListing.of(runs);
        if (result.rows().isEmpty()) {
            throw noRuns();
        }
        print(result);
        return ExitCode.DONE;
    }

    @Command(
            name = "sql",
            description = "Run one SQL query on the tables of all runs; see docs for the tables.",
            mixinStandardHelpOptions = true)
    int sql(@Parameters(paramLabel = "QUERY", description = "in DuckDB's dialect") String sql) {
        requireOneForm();
        try (RunStore store = open(StoreSettings.defaults().forQueries())) {
            if (json) {
                JsonRows rows = new JsonRows(out());
                store.stream(rows, sql);
                rows.end();
                return ExitCode.DONE;
            }
            FirstRows rows = new FirstRows(MOST_ROWS);
            store.stream(rows, sql);
            print(rows.result());
            if (rows.more()) {
                (table == null ? out() : spec.commandLine().getErr())
                        .println("The first " + MOST_ROWS + " rows; --json prints all of them.");
            }
            return ExitCode.DONE;
        }
    }

    @Command(name = "export", description = "Write every table as files.", mixinStandardHelpOptions = true)
    int export(
            @Parameters(paramLabel = "DIR", description = "folder for the files") Path directory,
            @Option(names = "--format", defaultValue = "csv", description = "csv or parquet") ExportFormat format) {
        try (RunStore store = open(StoreSettings.defaults().forReading())) {
            store.export(directory, format).forEach(file -> out().println(file));
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "rebuild",
            description = "Build the store anew from the run directories.",
            mixinStandardHelpOptions = true)
    int rebuild() throws IOException {
        if (!Files.isDirectory(runs)) {
            throw new WrongInputException(runs + " is not a folder of runs; allowed: --runs DIR");
        }
        List<Path> records = RunsFolder.directories(runs).stream()
                .map(d -> d.resolve(RunOutputs.RECORD))
                .filter(Files::exists)
                .toList();
        List<String> leftOut = RunStore.rebuild(RunsFolder.store(runs), records, StoreSettings.defaults());
        for (String sentence : leftOut) {
            spec.commandLine().getErr().println("longhaul: left out: " + Faults.indented(sentence));
        }
        if (!leftOut.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("    'longhaul resume DIRECTORY' makes a record anew from the run's results.");
        }
        out().println((records.size() - leftOut.size()) + " runs in " + RunsFolder.store(runs));
        return leftOut.isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }

    private void print(QueryResult result) {
        TextTable.Form form = table;
        if (form != null) {
            out().print(result.in(form));
        } else {
            out().println(json ? Json.compact(result) : result.render(Terminal.style(), Terminal.width()));
        }
    }

    private RunStore open(StoreSettings settings) {
        Path file = RunsFolder.store(runs);
        if (!Files.exists(file)) {
            throw noRuns();
        }
        return RunStore.open(file, settings);
    }

    private WrongInputException noRuns() {
        return new WrongInputException("there are no runs yet in " + runs
                + "\nMaybe run one: longhaul run scenarios/library/quick.yaml, or name another folder with --runs");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
