package org.longhaul.scenario.command.run;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.analysis.claim.ClaimResults;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.analysis.report.HtmlReport;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.ComparisonFigures;
import org.longhaul.analysis.store.RunStore;
import org.longhaul.analysis.store.StoreException;
import org.longhaul.analysis.store.StoreSettings;
import org.longhaul.analysis.text.DisturbanceTable;
import org.longhaul.analysis.text.RunTable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.analysis.timeline.TraceEventWriter;
import org.longhaul.scenario.command.shared.Faults;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.run.FileTrouble;
import org.longhaul.scenario.run.Json;

/** What a finished run leaves besides its state: record, report, time line, and its rows in the store of all runs. */
public final class RunOutputs {
    public static final String RECORD = "record.json";

    private final Path directory;

    RunOutputs(Path directory) {
        this.directory = directory;
    }

    Path report() {
        return directory.resolve("report.html");
    }

    /** Writes what lies in the run's directory. @return what could not be written and why, a sentence each */
    List<String> write(RunRecord record) {
        return write(record, record);
    }

    /** The same, with a report that shows the run with a baseline of the reader's. */
    List<String> write(RunRecord record, RunRecord shown) {
        List<String> unwritten = new ArrayList<>();
        attempt(unwritten, () -> RunRecordJson.write(record, directory.resolve(RECORD)));
        attempt(unwritten, () -> TraceEventWriter.write(record, directory.resolve("timeline.json")));
        attempt(unwritten, () -> HtmlReport.write(shown, report()));
        return unwritten;
    }

    private static void attempt(List<String> unwritten, Runnable write) {
        try {
            write.run();
        } catch (UncheckedIOException e) {
            unwritten.add("a file of the run could not be written: " + FileTrouble.words(e));
        }
    }

    /** Puts the run into the store of a folder of runs; the run is complete without it. */
    void store(RunRecord record, Path runs, PrintWriter warnings) {
        try {
            Files.createDirectories(runs);
            try (RunStore store = RunStore.open(RunsFolder.store(runs), StoreSettings.defaults())) {
                store.ingest(record);
            }
        } catch (StoreException e) {
            warn(warnings, String.valueOf(e.getMessage()), runs);
        } catch (IOException e) {
            warn(warnings, FileTrouble.words(e), runs);
        }
    }

    private static void warn(PrintWriter warnings, String why, Path runs) {
        warnings.println("longhaul: the run is not in the store of runs: " + Faults.indented(why));
        warnings.println("    Maybe later: longhaul runs rebuild --runs " + runs);
    }

    /**
     * A run for programs.
     *
     * @param run its record, whose keys are the outer ones
     * @param comparison what its table shows
     * @param checkedClaims what became of its claims
     */
    private record Answer(
            @JsonUnwrapped RunRecord run,
            ComparisonFigures comparison,
            List<ClaimResults.ClaimFigures> checkedClaims) {}

    /** The record's keys, and {@code comparison} with the figures that the table shows; one line. */
    static String json(RunRecord record) {
        Comparison comparison = Comparison.of(record);
        return Json.compact(new Answer(record, ComparisonFigures.of(comparison), ClaimResults.figures(comparison)));
    }

    String table(RunRecord record) {
        Comparison comparison = Comparison.of(record);
        TextTable.Style style = Terminal.style();
        int width = Terminal.width();
        String disturbances = DisturbanceTable.render(comparison, style, width);
        return RunTable.render(comparison, style, width) + (disturbances.isEmpty() ? "" : "\n" + disturbances);
    }
}
