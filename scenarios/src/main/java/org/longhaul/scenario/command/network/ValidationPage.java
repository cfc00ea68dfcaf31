package org.longhaul.scenario.command.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.longhaul.analysis.figure.ErrorFigure;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.simulator.validation.MeasuredRanges;
import org.longhaul.simulator.validation.ValidationBars;
import org.longhaul.simulator.validation.ValidationCase;
import org.longhaul.simulator.validation.ValidationTables;

/** The page on validation: its prose is written by people, its tables and its picture by this class. */
final class ValidationPage {
    private static final List<String> PARTS = List.of("groups", "bounds", "draws", "ranges", "cases");
    private static final String PICTURE = "images/validation.svg";

    private final ValidationTables tables;
    private final List<ValidationBars.Bar> bounds;
    private final MeasuredRanges ranges;

    ValidationPage(ValidationTables tables, List<ValidationBars.Bar> bounds, MeasuredRanges ranges) {
        this.tables = tables;
        this.bounds = bounds;
        this.ranges = ranges;
    }

    /** Refuses a page that could not be written, before anything is run. */
    static void requireMarkers(Path page) {
        if (!Files.isRegularFile(page)) {
            throw new WrongInputException("--write: " + page + " is no file; allowed: a page with the markers "
                    + "<!-- begin groups -->, <!-- end groups -->, and the same for bounds, draws, ranges and cases");
        }
        try {
            String text = Files.readString(page);
            PARTS.forEach(part -> replaced(text, part, ""));
        } catch (IOException e) {
            throw new WrongInputException("--write: " + page + " cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--write: " + page + " " + e.getMessage(), e);
        }
    }

    /** Writes the tables between the page's markers, and the picture beside it. */
    void write(Path page) throws IOException {
        String text = Files.readString(page);
        text = replaced(text, "groups", tables.groups());
        text = replaced(text, "bounds", boundsTable());
        text = replaced(text, "draws", tables.draws());
        text = replaced(text, "ranges", ranges.markdown());
        text = replaced(text, "cases", tables.cases());
        Path picture = page.resolveSibling(PICTURE);
        Files.createDirectories(page.resolveSibling("images"));
        ErrorFigure.write(picture(), picture);
        Files.writeString(page, text);
    }

    /** The text with another part between the lines of its markers. */
    static String replaced(String text, String part, String table) {
        int begin = text.indexOf("<!-- begin " + part);
        int from = begin < 0 ? -1 : text.indexOf("-->\n", begin);
        int end = from < 0 ? -1 : text.indexOf("<!-- end " + part + " -->", from);
        if (end < 0) {
            throw new IllegalArgumentException("lacks <!-- begin " + part + " --> and <!-- end " + part
                    + " --> after it, each on a line of its own");
        }
        return text.substring(0, from + 4) + "\n" + table + "\n" + text.substring(end);
    }

    private String boundsTable() {
        StringBuilder text = new StringBuilder("| model | what | is | at most | |\n|---|---|---:|---:|---|\n");
        for (ValidationBars.Bar bound : bounds) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.1f %% | %.1f %% | %s |\n",
                    bound.model(),
                    bound.what(),
                    100 * bound.value(),
                    100 * bound.limit(),
                    bound.met() ? "met" : "**not met**"));
        }
        return text.toString();
    }

    private ErrorFigure.Content picture() {
        List<ErrorFigure.Row> rows = new ArrayList<>();
        for (ValidationTables.Row row : tables.rows()) {
            if (!row.calibrates() && row.source() == ValidationCase.Source.OWN) {
                double[] errors = row.medians().stream()
                        .mapToDouble(error -> error == null ? Double.NaN : error)
                        .toArray();
                int cases = row.flow().cases();
                rows.add(new ErrorFigure.Row(
                        row.all() ? "all cases" : row.flow().group(),
                        cases + (cases == 1 ? " case" : " cases"),
                        errors,
                        row.all()));
            }
        }
        return new ErrorFigure.Content(
                "How near the network models come to real TCP",
                "Cases marked 'validate', measured on Linux; further left is nearer",
                tables.columns(),
                rows);
    }
}
