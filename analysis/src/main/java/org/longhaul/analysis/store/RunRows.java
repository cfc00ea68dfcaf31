package org.longhaul.analysis.store;

import java.sql.SQLException;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.Assumption;
import org.longhaul.analysis.record.Hearing;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Provenance;
import org.longhaul.analysis.record.ReplayedRun;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.Totals;
import org.longhaul.analysis.record.WorkerAbsence;
import org.longhaul.analysis.record.WorkerTime;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.record.network.ArcTraffic;
import org.longhaul.analysis.record.network.ExchangeSummary;
import org.longhaul.analysis.record.network.LinkRecord;
import tools.jackson.databind.json.JsonMapper;

/** Appends the rows of one run to the tables of the schema, column by column in its order. */
final class RunRows {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final DuckDBConnection connection;
    private final RunRecord run;

    RunRows(DuckDBConnection connection, RunRecord run) {
        this.connection = connection;
        this.run = run;
    }

    /** Appends rows to a table. */
    interface Rows {
        void append(Table table) throws SQLException;
    }

    /** One table being appended to. */
    static final class Table {
        private final DuckDBAppender appender;

        Table(DuckDBAppender appender) {
            this.appender = appender;
        }

        void row(@Nullable Object... cells) throws SQLException {
            appender.beginRow();
            for (Object cell : cells) {
                if (cell == null) {
                    appender.appendNull();
                } else if (cell instanceof Long value) {
                    appender.append(value.longValue());
                } else if (cell instanceof Integer value) {
                    appender.append(value.intValue());
                } else if (cell instanceof Double value) {
                    appender.append(value.doubleValue());
                } else if (cell instanceof Boolean value) {
                    appender.append(value.booleanValue());
                } else {
                    appender.append(cell.toString());
                }
            }
            appender.endRow();
        }
    }

    private void into(String table, Rows rows) throws SQLException {
        into(connection, table, rows);
    }

    /** Appends rows to the table of that name. */
    static void into(DuckDBConnection connection, String table, Rows rows) throws SQLException {
        try (DuckDBAppender appender = connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, table)) {
            rows.append(new Table(appender));
        }
    }

    void append() throws SQLException {
        into("runs", this::run);
        into("measures", this::measures);
        into("targets", this::targets);
        into("assumptions", this::assumptions);
        into("links", this::links);
        into("methods", this::methods);
        into("points", this::points);
        new MetricRows(connection, run).append();
        into("breakdown", this::breakdown);
        into("traffic", this::traffic);
        into("exchanges", this::exchanges);
        into("hearings", this::hearings);
        into("absences", this::absences);
        new DisturbanceRows(connection, run).append();
        new StallRows(connection, run).append();
    }

    private void run(Table table) throws SQLException {
        Provenance from = run.provenance();
        ReplayedRun replayed = from.replayedFrom();
        table.row(
                run.runId(),
                run.name(),
                run.description(),
                run.startedAt(),
                run.projectedModel(),
                run.network().name(),
                run.network().fidelity(),
                from.device(),
                from.threads(),
                from.longhaulVersion(),
                from.javaVersion(),
                from.pytorchVersion(),
                from.operatingSystem(),
                from.hardware(),
                from.scenarioSha256(),
                from.fingerprint(),
                replayed == null ? null : replayed.runId(),
                run.baseline(),
                run.measures().item());
    }

    private void measures(Table table) throws SQLException {
        Measures measures = run.measures();
        for (MeasureInfo measure : measures.list()) {
            table.row(
                    run.runId(),
                    measure.id(),
                    measure.label(),
                    measure.unit(),
                    measure.higherIsBetter(),
                    measure.equals(measures.headline()),
                    measure.equals(measures.objective()),
                    measure.description());
        }
    }

    private void targets(Table table) throws SQLException {
        int ordinal = 0;
        for (Target target : run.targets()) {
            table.row(run.runId(), ordinal++, target.label(), target.measure(), target.value());
        }
    }

    private void assumptions(Table table) throws SQLException {
        for (Assumption assumption : run.provenance().assumptions()) {
            table.row(
                    run.runId(), assumption.subject(), assumption.value(), assumption.mark(), assumption.explanation());
        }
    }

    private void links(Table table) throws SQLException {
        for (LinkRecord link : run.network().links()) {
            table.row(
                    run.runId(),
                    link.id(),
                    link.from(),
                    link.to(),
                    link.forwardBitsPerSecond(),
                    link.backwardBitsPerSecond(),
                    link.latencyNanos(),
                    link.lossRate(),
                    link.dollarsPerGigabyte(),
                    link.backwardDollarsPerGigabyte(),
                    link.backwardLatencyNanos(),
                    link.backwardLossRate());
        }
    }

    private void methods(Table table) throws SQLException {
        for (MethodRecord method : run.methods()) {
            Totals totals = method.totals();
            table.row(
                    run.runId(),
                    method.label(),
                    method.seed(),
                    method.id(),
                    settings(method.settings()),
                    method.outcome().kind(),
                    method.outcome().message(),
                    method.marks().measures(),
                    method.marks().time(),
                    method.marks().compute(),
                    method.marks().bytes(),
                    totals.steps(),
                    totals.items(),
                    totals.simulatedNanos(),
                    totals.volume().vectorBytes(),
                    totals.volume().chargedBytes(),
                    totals.volume().linkBytes(),
                    totals.modelBytes(),
                    totals.units(),
                    totals.realNanos(),
                    method.dollars());
        }
    }

    private static String settings(Map<String, String> settings) {
        return JSON.writeValueAsString(settings);
    }

    private void points(Table table) throws SQLException {
        for (MethodRecord method : run.methods()) {
            int ordinal = 0;
            for (CurvePoint point : method.curve()) {
                table.row(
                        run.runId(),
                        method.label(),
                        method.seed(),
                        ordinal++,
                        point.step(),
                        point.items(),
                        point.simulatedNanos(),
                        point.volume().vectorBytes(),
                        point.volume().chargedBytes(),
                        point.volume().linkBytes(),
                        point.training(),
                        point.learningRate());
            }
        }
    }

    private void breakdown(Table table) throws SQLException {
        for (MethodRecord method : run.methods()) {
            for (WorkerTime worker : method.workers()) {
                table.row(
                        run.runId(),
                        method.label(),
                        method.seed(),
                        worker.worker(),
                        worker.site(),
                        worker.computeNanos(),
                        worker.exposedCommunicationNanos(),
                        worker.waitingNanos(),
                        worker.idleNanos(),
                        worker.lostNanos());
            }
        }
    }

    private void hearings(Table table) throws SQLException {
        for (MethodRecord method : run.methods()) {
            for (Hearing hearing : method.hearings()) {
                table.row(
                        run.runId(),
                        method.label(),
                        method.seed(),
                        hearing.client(),
                        hearing.heard(),
                        hearing.late(),
                        hearing.staleness(),
                        hearing.mostStale());
            }
        }
    }

    private void absences(Table table) throws SQLException {
        for (MethodRecord method : run.methods()) {
            int ordinal = 0;
            for (WorkerAbsence absence : method.absences()) {
                table.row(
                        run.runId(),
                        method.label(),
                        method.seed(),
                        ordinal++,
                        absence.worker(),
                        absence.cause().name(),
                        absence.beganNanos(),
                        absence.lostWorkNanos(),
                        absence.detectionNanos(),
                        absence.replacementNanos(),
                        absence.stateTransferNanos(),
                        absence.lostSteps(),
                        absence.lostItems(),
                        absence.isOver());
            }
        }
    }

    private void traffic(Table table) throws SQLException {
        for (MethodRecord method : run.methods()) {
            for (ArcTraffic arc : method.arcs()) {
                table.row(
                        run.runId(),
                        method.label(),
                        method.seed(),
                        arc.link(),
                        arc.from(),
                        arc.to(),
                        arc.payloadBytes(),
                        arc.wireBytes());
            }
        }
    }

    private void exchanges(Table table) throws SQLException {
        for (MethodRecord method : run.methods()) {
            for (ExchangeSummary exchange : method.exchanges()) {
                table.row(
                        run.runId(),
                        method.label(),
                        method.seed(),
                        exchange.label(),
                        exchange.pattern(),
                        exchange.count(),
                        exchange.each().vectorBytes(),
                        exchange.each().chargedBytes(),
                        exchange.each().linkBytes(),
                        exchange.units(),
                        exchange.collective(),
                        exchange.automatic(),
                        exchange.meanNanos(),
                        exchange.maxNanos());
            }
        }
    }
}
