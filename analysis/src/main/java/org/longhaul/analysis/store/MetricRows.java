package org.longhaul.analysis.store;

import java.sql.SQLException;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.ClientValues;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;

/** Appends one row for every value of a measure: over all clients, and of each client where they were evaluated one by one. */
final class MetricRows {

    private final DuckDBConnection connection;
    private final RunRecord run;

    MetricRows(DuckDBConnection connection, RunRecord run) {
        this.connection = connection;
        this.run = run;
    }

    void append() throws SQLException {
        RunRows.into(connection, "metrics", table -> {
            for (MethodRecord method : run.methods()) {
                for (int ordinal = 0; ordinal < method.curve().size(); ordinal++) {
                    for (MeasureInfo measure : run.measures().list()) {
                        point(table, method, ordinal, measure);
                    }
                }
            }
        });
    }

    private void point(RunRows.Table table, MethodRecord method, int ordinal, MeasureInfo measure) throws SQLException {
        CurvePoint point = method.curve().get(ordinal);
        Measures measures = run.measures();
        Double value = measures.values(measure.id()).apply(point);
        Double virtual = measures.virtualValues(measure.id()).apply(point);
        if (value != null || virtual != null) {
            row(table, method, ordinal, null, null, measure, value, virtual);
        }
        for (ClientValues client : point.clients()) {
            Double ofClient = client.values().get(measure.id());
            if (ofClient != null) {
                row(table, method, ordinal, client.client(), client.weight(), measure, ofClient, null);
            }
        }
    }

    private void row(
            RunRows.Table table,
            MethodRecord method,
            int ordinal,
            @Nullable String client,
            @Nullable Double weight,
            MeasureInfo measure,
            @Nullable Double value,
            @Nullable Double virtual)
            throws SQLException {
        table.row(
                run.runId(),
                method.label(),
                method.seed(),
                ordinal,
                method.curve().get(ordinal).step(),
                client,
                weight,
                measure.id(),
                value,
                virtual);
    }
}
