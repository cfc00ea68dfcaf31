package org.longhaul.analysis.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordException;
import org.longhaul.analysis.record.RunRecordJson;

/**
 * An open store: one DuckDB file that holds all runs.
 *
 * <p>One process may have a store open for writing, or several for reading; others wait for {@link StoreSettings#patience()} and
 * then get a {@link StoreException} that says so. Each ingest is one transaction. Not thread-safe: one thread uses an instance.
 */
public final class RunStore implements AutoCloseable {

    /** Version of the tables; a store of another version has to be rebuilt. */
    static final int VERSION = 7;

    /** Tables that hold rows of a run, each with a column {@code run_id}. */
    static final List<String> TABLES = List.of(
            "runs",
            "measures",
            "targets",
            "assumptions",
            "methods",
            "points",
            "metrics",
            "breakdown",
            "links",
            "traffic",
            "exchanges",
            "hearings",
            "absences",
            "disturbances",
            "faults",
            "incidents",
            "retries",
            "jobs",
            "flows",
            "stalls",
            "blockages");

    private static final List<String> VIEWS =
            List.of("final_metrics", "time_to_target", "finished", "speed_up", "summary");

    private final Path file;
    private final DuckDBConnection connection;

    private RunStore(Path file, DuckDBConnection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens a store and creates it when it is missing.
     *
     * @throws StoreException when another process has it open, when it is no store or one of another version, or when it is
     *     missing and opened for reading only
     */
    public static RunStore open(Path file, StoreSettings settings) {
        if (settings.readOnly() && !Files.exists(file)) {
            throw new StoreException("There is no store " + file + " yet; the first run creates it.");
        }
        RunStore store = new RunStore(file, StoreConnection.open(file, settings));
        try {
            store.prepare(settings.readOnly());
            return store;
        } catch (SQLException e) {
            store.close();
            throw store.failure("opened", e);
        } catch (StoreException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Builds a store anew from run records and puts it in the place of the old one. Records that cannot be read are left out.
     *
     * @param file the store
     * @param records files written by {@link RunRecordJson#write}
     * @return why records were left out, a sentence for each, which names the file
     */
    public static List<String> rebuild(Path file, List<Path> records, StoreSettings settings) {
        Path fresh = file.resolveSibling(file.getFileName() + ".rebuild");
        List<String> leftOut = new ArrayList<>();
        try {
            Files.deleteIfExists(fresh);
            Files.deleteIfExists(wal(fresh));
            try (RunStore store = open(fresh, settings)) {
                for (Path record : records) {
                    try {
                        store.ingest(RunRecordJson.read(record));
                    } catch (RunRecordException e) {
                        leftOut.add(String.valueOf(e.getMessage()));
                    }
                }
                try {
                    SweepStore.carryOver(store.connection, file);
                } catch (SQLException e) {
                    leftOut.add("The sweeps of " + file + " cannot be taken over: " + StoreConnection.firstLine(e)
                            + "; 'longhaul sweep FILE' stores one again.");
                }
            }
            Files.deleteIfExists(wal(file));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot rebuild " + file + ": " + e.getMessage(), e);
        }
        return List.copyOf(leftOut);
    }

    private static Path wal(Path file) {
        return file.resolveSibling(file.getFileName() + ".wal");
    }

    private void prepare(boolean readOnly) throws SQLException {
        boolean isNew = query("SELECT 1 FROM information_schema.tables WHERE table_name = 'store_version'")
                .rows()
                .isEmpty();
        if (!isNew) {
            // Before anything else: the statements that make the tables do not fit those of another version.
            requireVersion();
        }
        if (!readOnly) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN");
                statement.execute(schema());
                statement.execute("INSERT INTO store_version SELECT " + VERSION
                        + " WHERE NOT EXISTS (SELECT 1 FROM store_version)");
                statement.execute("COMMIT");
            }
        }
        requireVersion();
    }

    private void requireVersion() {
        Object version =
                query("SELECT max(version) FROM store_version").rows().get(0).get(0);
        if (version != null && !Integer.valueOf(VERSION).equals(version)) {
            throw new StoreException(file + " is a store of version " + version + "; this program reads version "
                    + VERSION + ".\nMaybe rebuild it from the run directories.");
        }
    }

    private static String schema() {
        try (InputStream in = Objects.requireNonNull(RunStore.class.getResourceAsStream("schema.sql"), "schema.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stores a run in one transaction; a run of the same id is replaced. */
    public void ingest(RunRecord run) {
        transact("given run '" + run.runId() + "'", () -> replace(run));
    }

    /** Removes a run; does nothing when there is none of that id. */
    public void delete(String runId) {
        transact("relieved of run '" + runId + "'", () -> deleteRows(runId));
    }

    /** What is done in one transaction. */
    interface Work {
        void run() throws SQLException;
    }

    DuckDBConnection connection() {
        return connection;
    }

    void transact(String what, Work work) {
        try {
            begin();
            try {
                work.run();
                execute("COMMIT");
            } catch (SQLException | RuntimeException e) {
                rollBack(e);
                throw e;
            }
        } catch (SQLException e) {
            throw failure(what, e);
        }
    }

    /** Begins a transaction explicitly: appenders do not join the one that switching auto-commit off would begin. */
    void begin() throws SQLException {
        execute("BEGIN TRANSACTION");
    }

    private void rollBack(Exception reason) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Puts the rows of a run in the place of earlier ones of the same id, within the open transaction. */
    void replace(RunRecord run) throws SQLException {
        deleteRows(run.runId());
        new RunRows(connection, run).append();
    }

    private void deleteRows(String runId) throws SQLException {
        for (String table : TABLES) {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table + " WHERE run_id = ?")) {
                delete.setString(1, runId);
                delete.executeUpdate();
            }
        }
    }

    /** Returns all runs, the latest first. */
    public List<StoredRun> runs() {
        QueryResult result = query(
                """
                SELECT r.run_id, r.name, r.started_at, r.topology, r.fidelity, count(DISTINCT m.seed) AS seeds
                FROM runs r LEFT JOIN methods m USING (run_id) GROUP BY ALL ORDER BY r.started_at DESC, r.run_id""");
        List<StoredRun> runs = new ArrayList<>();
        for (List<@Nullable Object> row : result.rows()) {
            String id = String.valueOf(row.get(0));
            runs.add(new StoredRun(
                    id,
                    String.valueOf(row.get(1)),
                    String.valueOf(row.get(2)),
                    String.valueOf(row.get(3)),
                    String.valueOf(row.get(4)),
                    labels(id),
                    ((Number) Objects.requireNonNull(row.get(5))).intValue()));
        }
        return List.copyOf(runs);
    }

    private List<String> labels(String runId) {
        return query("SELECT label FROM methods WHERE run_id = ? GROUP BY label ORDER BY min(rowid)", runId)
                .rows()
                .stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    /** Hears the rows of a query as they come. */
    public interface RowListener {

        /** The names of the columns, before the first row. */
        void columns(List<String> names);

        /** One row: numbers, text, booleans or null. @return whether more are wanted */
        boolean row(List<@Nullable Object> cells);
    }

    /**
     * Runs one SQL query and returns all its rows.
     *
     * @param sql the query, in DuckDB's dialect
     * @param parameters values of its {@code ?}
     * @throws StoreException with the engine's message when the query is wrong
     */
    public QueryResult query(String sql, Object... parameters) {
        List<String> columns = new ArrayList<>();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        RowListener all = new RowListener() {
            @Override
            public void columns(List<String> names) {
                columns.addAll(names);
            }

            @Override
            public boolean row(List<@Nullable Object> cells) {
                rows.add(cells);
                return true;
            }
        };
        stream(all, sql, parameters);
        return new QueryResult(columns, rows);
    }

    /** Runs one SQL query and keeps none of its rows; otherwise as {@link #query}. */
    public void stream(RowListener listener, String sql, Object... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                read(rows, listener);
            }
        } catch (SQLException e) {
            throw failure("queried", e);
        }
    }

    private static void read(ResultSet rows, RowListener listener) throws SQLException {
        int width = rows.getMetaData().getColumnCount();
        List<String> columns = new ArrayList<>();
        for (int column = 1; column <= width; column++) {
            columns.add(rows.getMetaData().getColumnLabel(column));
        }
        listener.columns(columns);
        boolean more = true;
        while (more && rows.next()) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int column = 1; column <= width; column++) {
                row.add(rows.getObject(column));
            }
            more = listener.row(row);
        }
    }

    /**
     * Writes every table and view into a folder, one file each.
     *
     * @param directory created when missing
     * @return the files written
     */
    public List<Path> export(Path directory, ExportFormat format) {
        List<Path> files = new ArrayList<>();
        List<String> names = new ArrayList<>(TABLES);
        names.addAll(SweepStore.TABLES);
        names.addAll(VIEWS);
        // A store that an earlier program wrote gets its newer tables with the next run that is stored.
        names.retainAll(query("SELECT table_name FROM information_schema.tables").rows().stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList());
        try (Statement statement = connection.createStatement()) {
            Files.createDirectories(directory);
            for (String name : names) {
                Path target = directory.resolve(name + format.suffix());
                statement.execute("COPY (SELECT " + columns(name, format) + " FROM " + name + ") TO '"
                        + target.toString().replace("'", "''") + "' " + format.options());
                files.add(target);
            }
        } catch (SQLException e) {
            throw failure("exported to " + directory, e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + directory + ": " + e.getMessage(), e);
        }
        return List.copyOf(files);
    }

    /**
     * The columns of a table for a file. Spreadsheets take text that begins with certain characters for a formula; in CSV, which
     * keeps no types, an apostrophe before it stops that.
     */
    private String columns(String table, ExportFormat format) {
        if (format != ExportFormat.CSV) {
            return "*";
        }
        List<String> columns = new ArrayList<>();
        for (List<@Nullable Object> row : query(
                        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = ?"
                                + " ORDER BY ordinal_position",
                        table)
                .rows()) {
            String name = "\"" + row.get(0) + "\"";
            columns.add(
                    "VARCHAR".equals(row.get(1))
                            ? "CASE WHEN regexp_matches(" + name + ", '^[-=+@\\t\\r]') THEN chr(39) || " + name
                                    + " ELSE " + name + " END AS " + name
                            : name);
        }
        return String.join(", ", columns);
    }

    private StoreException failure(String what, SQLException e) {
        return new StoreException(file + " cannot be " + what + ": " + StoreConnection.firstLine(e), e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure("closed", e);
        }
    }
}
