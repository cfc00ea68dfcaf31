package org.longhaul.analysis.store;

import java.sql.SQLException;
import org.duckdb.DuckDBConnection;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.FaultCost;
import org.longhaul.analysis.record.disturbance.FlowRecord;
import org.longhaul.analysis.record.disturbance.IncidentRecord;
import org.longhaul.analysis.record.disturbance.JobRecord;
import org.longhaul.analysis.record.disturbance.RetryRecord;

/** Appends the rows of one run that tell of faults, other jobs and background traffic. */
final class DisturbanceRows {

    private final DuckDBConnection connection;
    private final RunRecord run;

    DisturbanceRows(DuckDBConnection connection, RunRecord run) {
        this.connection = connection;
        this.run = run;
    }

    private interface Rows {
        void append(RunRows.Table table, MethodRecord method, Disturbances disturbances) throws SQLException;
    }

    private void into(String name, Rows rows) throws SQLException {
        RunRows.into(connection, name, table -> {
            for (MethodRecord method : run.methods()) {
                Disturbances disturbances = method.disturbances();
                if (disturbances != null) {
                    rows.append(table, method, disturbances);
                }
            }
        });
    }

    void append() throws SQLException {
        into("disturbances", this::disturbances);
        into("faults", this::faults);
        into("incidents", this::incidents);
        into("retries", this::retries);
        into("jobs", this::jobs);
        into("flows", this::flows);
    }

    private void disturbances(RunRows.Table table, MethodRecord method, Disturbances all) throws SQLException {
        table.row(
                run.runId(),
                method.label(),
                method.seed(),
                all.calmNanos(),
                all.contentionNanos(),
                all.faultNanos(),
                all.incidentCount(),
                all.retryCount());
    }

    private void faults(RunRows.Table table, MethodRecord method, Disturbances all) throws SQLException {
        int ordinal = 0;
        for (FaultCost fault : all.faults()) {
            table.row(
                    run.runId(),
                    method.label(),
                    method.seed(),
                    ordinal++,
                    fault.fault(),
                    fault.model(),
                    fault.incidents(),
                    fault.affectedNanos(),
                    fault.costNanos(),
                    fault.othersIncidents(),
                    fault.othersCostNanos());
        }
    }

    private void incidents(RunRows.Table table, MethodRecord method, Disturbances all) throws SQLException {
        for (IncidentRecord incident : all.incidents()) {
            table.row(
                    run.runId(),
                    method.label(),
                    method.seed(),
                    incident.fault(),
                    incident.kind(),
                    incident.label(),
                    String.join(", ", incident.elements()),
                    incident.remaining(),
                    incident.startNanos(),
                    incident.endNanos(),
                    incident.costNanos());
        }
    }

    private void retries(RunRows.Table table, MethodRecord method, Disturbances all) throws SQLException {
        for (RetryRecord retry : all.retries()) {
            table.row(
                    run.runId(),
                    method.label(),
                    method.seed(),
                    retry.source(),
                    retry.target(),
                    retry.attempt(),
                    retry.atNanos(),
                    retry.resumeNanos());
        }
    }

    private void jobs(RunRows.Table table, MethodRecord method, Disturbances all) throws SQLException {
        for (JobRecord job : all.jobs()) {
            table.row(
                    run.runId(),
                    method.label(),
                    method.seed(),
                    job.name(),
                    job.source(),
                    String.join(", ", job.hosts()),
                    job.steps(),
                    job.meanStepNanos(),
                    job.aloneStepNanos(),
                    job.slowdown(),
                    job.ended());
        }
    }

    private void flows(RunRows.Table table, MethodRecord method, Disturbances all) throws SQLException {
        for (FlowRecord flow : all.flows()) {
            table.row(
                    run.runId(),
                    method.label(),
                    method.seed(),
                    flow.name(),
                    flow.from(),
                    flow.to(),
                    flow.bytes(),
                    flow.meanBitsPerSecond());
        }
    }
}
