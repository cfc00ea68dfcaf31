package org.longhaul.analysis.store;

import java.sql.SQLException;
import org.duckdb.DuckDBConnection;
import org.longhaul.analysis.record.BlockageRecord;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.StallRecord;

/** Appends the rows of one run that tell why a method's simulation could not go on. */
final class StallRows {

    private final DuckDBConnection connection;
    private final RunRecord run;

    StallRows(DuckDBConnection connection, RunRecord run) {
        this.connection = connection;
        this.run = run;
    }

    private interface Rows {
        void append(RunRows.Table table, MethodRecord method, StallRecord stall) throws SQLException;
    }

    private void into(String name, Rows rows) throws SQLException {
        RunRows.into(connection, name, table -> {
            for (MethodRecord method : run.methods()) {
                StallRecord stall = method.outcome().stall();
                if (stall != null) {
                    rows.append(table, method, stall);
                }
            }
        });
    }

    void append() throws SQLException {
        into(
                "stalls",
                (table, method, stall) -> table.row(
                        run.runId(),
                        method.label(),
                        method.seed(),
                        stall.reason(),
                        stall.headline(),
                        stall.atNanos(),
                        stall.progressNanos()));
        into("blockages", this::blockages);
    }

    private void blockages(RunRows.Table table, MethodRecord method, StallRecord stall) throws SQLException {
        int ordinal = 0;
        for (BlockageRecord blockage : stall.blockages()) {
            table.row(
                    run.runId(),
                    method.label(),
                    method.seed(),
                    ordinal++,
                    blockage.kind(),
                    blockage.subject(),
                    blockage.step(),
                    blockage.sinceNanos(),
                    blockage.words());
        }
    }
}
