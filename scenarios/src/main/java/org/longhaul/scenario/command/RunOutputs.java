package org.longhaul.scenario.command;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.analysis.report.HtmlReport;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.store.RunStore;
import org.longhaul.analysis.store.StoreException;
import org.longhaul.analysis.store.StoreSettings;
import org.longhaul.analysis.text.DisturbanceTable;
import org.longhaul.analysis.text.RunTable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.analysis.timeline.TraceEventWriter;

/** What a finished run leaves besides its state: record, report, time line, and its rows in the store of all runs. */
final class RunOutputs {
    static final String RECORD = "record.json";
    static final String STORE = "longhaul.duckdb";

    private final Path directory;

    RunOutputs(Path directory) {
        this.directory = directory;
    }

    Path report() {
        return directory.resolve("report.html");
    }

    /** The store of all runs lies beside their directories. */
    static Path store(Path runs) {
        return runs.resolve(STORE);
    }

    void write(RunRecord record, PrintWriter warnings) {
        RunRecordJson.write(record, directory.resolve(RECORD));
        TraceEventWriter.write(record, directory.resolve("timeline.json"));
        HtmlReport.write(record, report());
        Path runs = directory.toAbsolutePath().getParent();
        if (runs == null) {
            return;
        }
        try (RunStore store = RunStore.open(store(runs), StoreSettings.defaults())) {
            store.ingest(record);
        } catch (StoreException e) {
            // The record is complete without it, and the store can be rebuilt from records at any time.
            warnings.println("longhaul: the run is not in the store of runs: " + Faults.indented(e.getMessage()));
            warnings.println("    Maybe later: longhaul runs rebuild");
        }
    }

    String table(RunRecord record) {
        Comparison comparison = Comparison.of(record);
        TextTable.Style style = TextTable.Style.forCharset(Charset.defaultCharset());
        String disturbances = DisturbanceTable.render(comparison, style);
        return RunTable.render(comparison, style) + (disturbances.isEmpty() ? "" : "\n" + disturbances);
    }
}
