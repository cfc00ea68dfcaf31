package org.longhaul.scenario.command.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.figure.FigureOptions;
import org.longhaul.analysis.figure.MeasureFigure;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordException;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.text.ComparisonCsv;
import org.longhaul.analysis.text.DisturbanceTable;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.analysis.text.RunTable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Faults;
import org.longhaul.scenario.command.shared.FigureTarget;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.inference.InferenceFigure;
import org.longhaul.scenario.inference.InferenceFolder;
import org.longhaul.scenario.inference.InferenceRecord;
import org.longhaul.scenario.inference.InferenceTable;
import org.longhaul.scenario.run.Json;
import org.longhaul.scenario.run.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a finished run's report again. */
@Command(
        name = "report",
        description = "Write a finished run's report and time line again, and print its table.",
        mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})x(\\d{1,6})");

    @Parameters(paramLabel = "DIRECTORY", description = "run directory")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path path;

    @Option(
            names = "--figure",
            paramLabel = "FILE",
            description = "also draw the training curves into this file: .svg, .png or .pdf")
    private @Nullable Path figure;

    @Option(
            names = "--figure-size",
            paramLabel = "WIDTHxHEIGHT",
            defaultValue = "960x540",
            description =
                    "pixels of the figure, 320x240 to 10000x10000; four are three points of PDF (default: 960x540)")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String figureSize;

    @Option(
            names = "--figure-across",
            paramLabel = "WHAT",
            defaultValue = "time",
            description = "what the curves are drawn against: time, bytes, or what is trained on, such as tokens"
                    + " (default: time)")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String figureAcross;

    @Option(
            names = "--figure-measure",
            paramLabel = "MEASURE",
            description = "which measure is drawn, for instance accuracy (default: what the methods are ranked by)")
    private @Nullable String figureMeasure;

    @Option(
            names = "--figure-client",
            paramLabel = "N",
            description =
                    "the worker or client, from 0, whose values are drawn (default: those of the evaluated model)")
    private @Nullable Integer figureClient;

    @Option(names = "--figure-log", description = "a logarithmic axis across")
    private boolean figureLog;

    @Option(names = "--figure-no-title", description = "no headline above the figure, for documents with captions")
    private boolean figureUntitled;

    @Option(
            names = "--table",
            paramLabel = "FORM",
            description =
                    "only print the tables: markdown or latex (with booktabs) for documents, csv with plain numbers")
    private TextTable.@Nullable Form table;

    @Option(
            names = "--baseline",
            paramLabel = "LABEL",
            description = "compare with this method, in tables, report and figures (default: the scenario's baseline)")
    private @Nullable String baseline;

    @Option(names = "--json", description = "only print the run's record and what its table shows, as JSON")
    private boolean json;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "folder of runs, with the store that 'longhaul runs' reads (default: the run's)")
    private @Nullable Path runs;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    ReportCommand() {}

    private String wayOn() {
        Path scenario = path.resolve("scenario.yaml");
        if (Files.exists(path.resolve("manifest.json"))) {
            return "\nMaybe finish it: longhaul resume " + path;
        }
        return "\nMaybe "
                + (Files.isRegularFile(scenario)
                        ? "start its scenario anew: longhaul run " + scenario
                        : "find it among the runs: longhaul runs list");
    }

    @Override
    public Integer call() throws IOException {
        Path file = path.resolve(RunOutputs.RECORD);
        if (InferenceFolder.isOne(path)) {
            return ofServices();
        }
        if (!Files.exists(file)) {
            throw new WrongInputException(
                    path + " holds no " + RunOutputs.RECORD + ": it is no finished run" + wayOn());
        }
        // A figure that cannot be drawn is refused before anything is written.
        Path drawing = figure;
        if (drawing != null) {
            FigureTarget.check("--figure", drawing);
        }
        Matcher size = size();
        if (table != null && json) {
            throw new WrongInputException("--table and --json ask for two forms; allowed: one of them");
        }
        try {
            RunRecord record = RunRecordJson.read(file);
            FigureOptions options = options(size, record.measures());
            RunOutputs outputs = new RunOutputs(path);
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            RunRecord shown = shown(record);
            TextTable.Form form = table;
            if (form != null) {
                out.print(tables(form, Comparison.of(shown)));
                out.flush();
                return ExitCode.DONE;
            }
            if (json) {
                out.println(RunOutputs.json(shown));
                out.flush();
                return ExitCode.DONE;
            }
            out.println(outputs.table(shown));
            out.flush();
            List<String> unwritten = outputs.write(record, shown);
            unwritten.forEach(sentence -> err.println("longhaul: " + Faults.indented(sentence)));
            outputs.store(record, runs(), err);
            if (unwritten.isEmpty()) {
                out.println("Report: " + outputs.report());
            }
            if (drawing != null) {
                draw(shown, drawing, options);
            }
            return unwritten.isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE;
        } catch (RunRecordException e) {
            throw new WrongInputException(e.getMessage() + "\nMaybe " + remedy(), e);
        }
    }

    /** The result of {@code infer}, shown again. */
    private int ofServices() throws IOException {
        InferenceRecord record = InferenceFolder.read(path);
        PrintWriter out = spec.commandLine().getOut();
        InferenceTable shown = new InferenceTable(record);
        TextTable.Form form = table;
        Path drawing = figure;
        if (drawing != null) {
            FigureTarget.check("--figure", drawing);
            InferenceFigure.write(record, null, drawing);
        }
        if (form != null) {
            out.print(form == TextTable.Form.CSV ? shown.csv() : shown.table().in(form));
        } else if (json) {
            out.print(Json.indented(record));
        } else {
            out.print(shown.words(Terminal.style(), Terminal.width()));
            InferenceFolder.write(path, record);
            out.println("Report: " + InferenceFolder.page(path));
        }
        out.flush();
        return ExitCode.DONE;
    }

    private RunRecord shown(RunRecord record) {
        String label = baseline;
        try {
            return label == null ? record : record.withBaseline(label);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--baseline: " + e.getMessage(), e);
        }
    }

    /** The run's table and, where something disturbed it, those of the disturbances. */
    private static String tables(TextTable.Form form, Comparison comparison) {
        String main =
                switch (form) {
                    case MARKDOWN -> RunTable.markdown(comparison);
                    case LATEX -> RunTable.latex(comparison);
                    case CSV -> ComparisonCsv.of(comparison);
                };
        String disturbances = DisturbanceTable.in(form, comparison);
        return disturbances.isEmpty() ? main : main + "\n" + disturbances;
    }

    /** A run of an earlier version has nothing that could be resumed. */
    private String remedy() {
        try {
            RunDirectory.manifest(path);
            return "make it anew from the run's results: longhaul resume " + path;
        } catch (IOException e) {
            return "start its scenario anew: longhaul run " + path.resolve("scenario.yaml");
        }
    }

    private Path runs() {
        if (runs != null) {
            return runs;
        }
        try {
            return RunsFolder.of(RunDirectory.manifest(path));
        } catch (IOException e) {
            // A record tells enough without the run's manifest.
            return RunsFolder.standard();
        }
    }

    private static void draw(RunRecord record, Path file, FigureOptions options) {
        try {
            MeasureFigure.write(record, file, options);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw new WrongInputException("--figure: " + e.getMessage(), e);
        }
    }

    private Matcher size() {
        Matcher size = SIZE.matcher(figureSize);
        if (!size.matches()) {
            throw new WrongInputException(
                    "--figure-size: " + figureSize + "; allowed: WIDTHxHEIGHT in pixels, as 960x540");
        }
        return size;
    }

    private FigureOptions options(Matcher size, Measures measures) {
        String items = MeasureWords.plural(measures.item());
        FigureOptions.Across across =
                switch (figureAcross.toLowerCase(Locale.ROOT)) {
                    case "time" -> FigureOptions.Across.TIME;
                    case "bytes" -> FigureOptions.Across.BYTES;
                    default -> {
                        if (!figureAcross.equalsIgnoreCase(items)) {
                            throw new WrongInputException("--figure-across: " + figureAcross
                                    + "; allowed for this run: time, " + items + ", bytes");
                        }
                        yield FigureOptions.Across.ITEMS;
                    }
                };
        String measure = figureMeasure;
        try {
            if (measure != null) {
                measures.get(measure);
            }
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--figure-measure: " + e.getMessage(), e);
        }
        try {
            return new FigureOptions(
                    Integer.parseInt(size.group(1)),
                    Integer.parseInt(size.group(2)),
                    across,
                    figureLog,
                    measure,
                    !figureUntitled,
                    figureClient == null ? null : Integer.toString(figureClient));
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--figure-size: " + e.getMessage(), e);
        }
    }
}
