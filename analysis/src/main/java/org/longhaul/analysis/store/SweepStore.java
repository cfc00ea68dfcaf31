package org.longhaul.analysis.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The part of a store that holds sweeps. Rows are added in the order of a sweep's journal, and how far they reach is kept in the same
 * transaction: whoever goes on begins there, and no row is stored twice. Not thread-safe.
 */
public final class SweepStore implements AutoCloseable {
    static final List<String> TABLES = List.of("sweeps", "sweep_points");

    private static final JsonMapper JSON = JsonMapper.shared();

    private final RunStore store;

    /**
     * A sweep.
     *
     * @param sweepId its unique name
     * @param startedAt wall clock at its first start, ISO 8601
     * @param directory where it is kept
     * @param axes paths of its axes
     * @param figures names of its figures
     * @param points how many it has
     */
    public record StoredSweep(
            String sweepId,
            String name,
            String description,
            String startedAt,
            String directory,
            List<String> axes,
            List<String> figures,
            long points) {
        public StoredSweep {
            axes = List.copyOf(axes);
            figures = List.copyOf(figures);
        }
    }

    /**
     * One row.
     *
     * @param point number of the point, from 1
     * @param axes values of the axes as they are shown
     * @param label null with the seed where the point as a whole was refused
     * @param figures figures by name; those that there are not are absent
     */
    public record StoredPoint(
            long point,
            Map<String, String> axes,
            @Nullable String label,
            @Nullable Long seed,
            String outcome,
            @Nullable String cause,
            Map<String, Double> figures) {}

    private SweepStore(RunStore store) {
        this.store = store;
    }

    /** Opens a store as {@link RunStore#open} does. */
    public static SweepStore open(Path file, StoreSettings settings) {
        return new SweepStore(RunStore.open(file, settings));
    }

    /** How much of a sweep's journal is stored, in bytes; 0 for a sweep that is not known. */
    public long stored(StoredSweep sweep) {
        List<List<@Nullable Object>> rows = store.query(
                        "SELECT journal_bytes FROM sweeps WHERE sweep_id = ? AND started_at = ?",
                        sweep.sweepId,
                        sweep.startedAt)
                .rows();
        return rows.isEmpty() || !(rows.get(0).get(0) instanceof Number bytes) ? 0 : bytes.longValue();
    }

    /**
     * Adds rows.
     *
     * @param from where the stored part of the journal ended before; at 0 what is stored of the sweep is replaced
     * @param until where it ends now
     */
    @SuppressWarnings("ReferenceEquality") // equal axes of another instance are written again
    public void add(StoredSweep sweep, List<StoredPoint> rows, long from, long until) {
        store.transact("given points of sweep '" + sweep.sweepId + "'", () -> {
            if (from == 0) {
                delete(sweep.sweepId);
            }
            try (PreparedStatement delete = connection().prepareStatement("DELETE FROM sweeps WHERE sweep_id = ?")) {
                delete.setString(1, sweep.sweepId);
                delete.executeUpdate();
            }
            RunRows.into(
                    connection(),
                    "sweeps",
                    table -> table.row(
                            sweep.sweepId,
                            sweep.name,
                            sweep.description,
                            sweep.startedAt,
                            sweep.directory,
                            JSON.writeValueAsString(sweep.axes),
                            JSON.writeValueAsString(sweep.figures),
                            sweep.points,
                            until));
            RunRows.into(connection(), "sweep_points", table -> {
                Map<String, String> axes = null;
                String text = "";
                for (StoredPoint row : rows) {
                    // Rows of one point share their axes.
                    if (row.axes != axes) {
                        axes = row.axes;
                        text = JSON.writeValueAsString(axes);
                    }
                    append(table, sweep.sweepId, row, text);
                }
            });
        });
    }

    private static void append(RunRows.Table table, String sweepId, StoredPoint row, String axes) throws SQLException {
        table.row(
                sweepId,
                row.point,
                axes,
                row.label,
                row.seed,
                row.outcome,
                row.cause,
                row.figures.get("seconds"),
                row.figures.get("seconds-to-target"),
                row.figures.get("charged-bytes"),
                row.figures.get("link-bytes"),
                row.figures.get("dollars"),
                JSON.writeValueAsString(row.figures));
    }

    private void delete(String sweepId) throws SQLException {
        for (String table : TABLES) {
            try (PreparedStatement delete =
                    connection().prepareStatement("DELETE FROM " + table + " WHERE sweep_id = ?")) {
                delete.setString(1, sweepId);
                delete.executeUpdate();
            }
        }
    }

    private DuckDBConnection connection() {
        return store.connection();
    }

    /** Takes the sweeps of another store over, which is rebuilt from run records and has no other copy of them here. */
    static void carryOver(Connection into, Path from) throws SQLException {
        if (!Files.exists(from)) {
            return;
        }
        try (Statement statement = into.createStatement()) {
            statement.execute("ATTACH '" + from.toString().replace("'", "''") + "' AS earlier (READ_ONLY)");
            try {
                for (String table : TABLES) {
                    statement.execute("INSERT INTO " + table + " SELECT * FROM earlier." + table);
                }
            } finally {
                statement.execute("DETACH earlier");
            }
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
