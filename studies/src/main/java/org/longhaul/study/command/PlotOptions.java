package org.longhaul.study.command;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.FigureTarget;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.study.compare.NotComparableException;
import org.longhaul.study.compare.PointTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the kinds of figures share: where the points come from, and where the figure goes. */
final class PlotOptions {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

    @Parameters(
            arity = "1..*",
            paramLabel = "SOURCE",
            description = "a table of points (.csv), or run directories, whose scenarios' differences are the axes")
    private List<Path> sources = new ArrayList<>();

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "FILE",
            description = "file to draw into: .svg, .png or .pdf; may be repeated")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--size",
            paramLabel = "WIDTHxHEIGHT",
            defaultValue = "960x540",
            description = "pixels, 320x240 to 10000x10000; four are three points of PDF (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String size;

    @Option(names = "--method", paramLabel = "LABEL", description = "only this method; may be repeated (default: all)")
    private List<String> methods = new ArrayList<>();

    @Option(
            names = "--where",
            paramLabel = "COLUMN=VALUE",
            description = "only points with this value, as in topology.wideLatency=10ms; may be repeated")
    private List<String> where = new ArrayList<>();

    @Option(
            names = "--name",
            paramLabel = "COLUMN=WORDS",
            description = "what an axis is called, as in topology.wide='bandwidth between the sites'; may be repeated")
    private Map<String, String> names = new LinkedHashMap<>();

    @Option(names = "--title", paramLabel = "TEXT", description = "headline (default: what is shown)")
    private @Nullable String title;

    @Option(names = "--no-title", description = "no headline, for documents with captions")
    private boolean untitled;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    PlotOptions() {}

    /** Draws into a file of a size. */
    interface Drawing {
        void into(Path file, int width, int height);
    }

    List<String> methods() {
        return methods;
    }

    List<String> where() {
        return where;
    }

    Map<String, String> names() {
        return names;
    }

    /** The headline; empty for none, null for one that says what is shown. */
    @Nullable
    String title() {
        return untitled ? "" : title;
    }

    /** The sources, all of which have to be runs. */
    List<Path> runs() {
        for (Path source : sources) {
            if (source.toString().endsWith(".csv")) {
                throw new WrongInputException(
                        source + " is a table of points, which holds no curves; allowed: run directories");
            }
        }
        return sources;
    }

    PointTable points() {
        boolean table = sources.get(0).toString().endsWith(".csv");
        if (table && sources.size() > 1) {
            throw new WrongInputException(
                    "one table of points is drawn at a time; allowed: one .csv, or run directories");
        }
        if (table && !Files.isRegularFile(sources.get(0))) {
            throw new WrongInputException(
                    sources.get(0) + " is no file; allowed: a table of points, or run directories");
        }
        return table ? PointTable.read(sources.get(0)) : PointTable.of(sources);
    }

    /** Draws a figure into every file, once all that can be wrong has been checked. */
    int draw(Supplier<Drawing> content) {
        Matcher pixels = SIZE.matcher(size);
        int width = pixels.matches() ? Integer.parseInt(pixels.group(1)) : 0;
        int height = pixels.matches() ? Integer.parseInt(pixels.group(2)) : 0;
        if (width < 320 || width > 10_000 || height < 240 || height > 10_000) {
            throw new WrongInputException(
                    "--size: " + size + "; allowed: WIDTHxHEIGHT in pixels, 320x240 to 10000x10000, as 960x540");
        }
        files.forEach(file -> FigureTarget.check("--out", file));
        try {
            Drawing drawing = content.get();
            for (Path file : files) {
                drawing.into(file, width, height);
                spec.commandLine().getOut().println("Figure: " + file);
            }
            return ExitCode.DONE;
        } catch (NotComparableException | IllegalArgumentException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw new WrongInputException("--out: " + e.getMessage(), e);
        }
    }
}
