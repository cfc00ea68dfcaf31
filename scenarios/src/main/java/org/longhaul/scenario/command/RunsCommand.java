package org.longhaul.scenario.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.longhaul.analysis.store.ExportFormat;
import org.longhaul.analysis.store.QueryResult;
import org.longhaul.analysis.store.RunStore;
import org.longhaul.analysis.store.StoreException;
import org.longhaul.analysis.store.StoreSettings;
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
final class RunsCommand implements Callable<Integer> {
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

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    RunsCommand() {}

    @Override
    public Integer call() {
        return list();
    }

    @Command(name = "list", description = "List all runs, the latest first.", mixinStandardHelpOptions = true)
    int list() {
        return query(
                """
                SELECT r.run_id, r.name, r.started_at, r.topology, r.fidelity, string_agg(DISTINCT m.label, ', ') AS methods
                FROM runs r LEFT JOIN methods m USING (run_id) GROUP BY ALL ORDER BY r.started_at DESC, r.run_id""");
    }

    @Command(
            name = "sql",
            description = "Run one SQL query on the tables of all runs; see docs for the tables.",
            mixinStandardHelpOptions = true)
    int sql(@Parameters(paramLabel = "QUERY", description = "in DuckDB's dialect") String sql) {
        return query(sql);
    }

    @Command(name = "export", description = "Write every table as files.", mixinStandardHelpOptions = true)
    int export(
            @Parameters(paramLabel = "DIR", description = "folder for the files") Path directory,
            @Option(names = "--format", defaultValue = "csv", description = "csv or parquet") ExportFormat format) {
        try (RunStore store = open()) {
            store.export(directory, format).forEach(file -> out().println(file));
            return Longhaul.DONE;
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
        RunStore.rebuild(RunsFolder.store(runs), records, StoreSettings.defaults());
        out().println(records.size() + " runs in " + RunsFolder.store(runs));
        return Longhaul.DONE;
    }

    private int query(String sql) {
        try (RunStore store = open()) {
            QueryResult result = store.query(sql);
            out().println(json ? Json.compact(result) : result.render(Terminal.style(), Terminal.width()));
            return Longhaul.DONE;
        } catch (StoreException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private RunStore open() {
        Path file = RunsFolder.store(runs);
        if (!Files.exists(file)) {
            throw new WrongInputException("there are no runs yet: " + file + " does not exist"
                    + "\nMaybe run one: longhaul run scenarios/library/quick.yaml");
        }
        return RunStore.open(file, StoreSettings.defaults().forReading());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
