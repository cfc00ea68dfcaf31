package org.longhaul.study.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.statistics.Interval;
import org.longhaul.analysis.statistics.PairedDifference;
import org.longhaul.analysis.statistics.SignedRank;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.analysis.text.WrappedText;

/** A comparison of two results in words and tables. */
final class ChangeText {
    /** Rows of a table of points on the terminal; documents have all. */
    private static final int MOST_ROWS = 60;

    private static final double LEVEL = 0.05;

    private final ResultsComparison comparison;
    private final boolean bySeed;
    private final int seeds;

    ChangeText(ResultsComparison comparison, boolean bySeed) {
        this.comparison = comparison;
        this.bySeed = bySeed;
        this.seeds = comparison.changes().stream()
                .mapToInt(change -> change.seeds().size())
                .max()
                .orElse(0);
    }

    String render(TextTable.Style style, int width) {
        StringBuilder out = new StringBuilder();
        paragraph(out, "first: " + comparison.first().name(), style, width);
        paragraph(out, "second: " + comparison.second().name(), style, width);
        for (Map.Entry<String, List<Settings.Difference>> group :
                comparison.settings().entrySet()) {
            if (!group.getValue().isEmpty()) {
                out.append('\n')
                        .append(settings(group.getValue(), heading(group.getKey()))
                                .render(style, width));
            }
        }
        List<FigureChange> shown = shown();
        if (!shown.isEmpty()) {
            out.append('\n')
                    .append(table(shown.subList(0, Math.min(MOST_ROWS, shown.size())), true)
                            .render(style, width));
            if (shown.size() > MOST_ROWS) {
                paragraph(
                        out,
                        "and " + (shown.size() - MOST_ROWS) + " more rows: --table csv and --json have all.",
                        style,
                        width);
            }
        }
        out.append('\n');
        for (String note : notes(true)) {
            paragraph(out, note, style, width);
        }
        paragraph(out, verdict(), style, width);
        return out.toString();
    }

    String in(TextTable.Form form) {
        if (form != TextTable.Form.MARKDOWN) {
            return table(comparison.changes(), false).in(form);
        }
        StringBuilder out = new StringBuilder("**" + verdict() + "**\n");
        for (Map.Entry<String, List<Settings.Difference>> group :
                comparison.settings().entrySet()) {
            if (!group.getValue().isEmpty()) {
                out.append('\n')
                        .append(settings(group.getValue(), heading(group.getKey()))
                                .in(form));
            }
        }
        out.append('\n').append(table(shown(), false).in(form)).append('\n');
        notes(false).forEach(note -> out.append(note).append('\n'));
        return out.toString();
    }

    private static String heading(String group) {
        return group.isEmpty() ? "what differs" : group + ": what differs";
    }

    private static void paragraph(StringBuilder out, String text, TextTable.Style style, int width) {
        out.append(WrappedText.of("", "  ", TextTable.clean(text, style), width));
    }

    /** Of points, of which there are many, only what changed. */
    private List<FigureChange> shown() {
        return comparison.first().points()
                ? comparison.changes().stream()
                        .filter(change -> change.verdict() != FigureChange.Verdict.EQUAL)
                        .toList()
                : comparison.changes();
    }

    private static TextTable settings(List<Settings.Difference> differences, String heading) {
        TextTable table = new TextTable(List.of(
                TextTable.Column.text(heading), TextTable.Column.text("first"), TextTable.Column.text("second")));
        for (Settings.Difference each : differences) {
            table.row(List.of(each.path(), written(each.before()), written(each.after())));
        }
        return table;
    }

    private static String written(@Nullable String value) {
        return value == null ? "–" : value.isEmpty() ? "nothing" : value;
    }

    /**
     * A row for each figure.
     *
     * @param narrow whether method and figure share the first column, which a table that is too wide repeats, and tests are left
     *     out, which documents and JSON have
     */
    private TextTable table(List<FigureChange> changes, boolean narrow) {
        boolean groups = changes.stream().anyMatch(change -> !change.group().isEmpty());
        List<TextTable.Column> columns = new ArrayList<>();
        if (groups) {
            columns.add(TextTable.Column.text(comparison.first().points() ? "point" : "run"));
        }
        columns.add(TextTable.Column.text("method"));
        columns.add(new TextTable.Column("figure", false, false));
        if (narrow) {
            columns.clear();
            columns.add(TextTable.Column.text(groups ? "where, method, figure" : "method, figure"));
        }
        if (bySeed) {
            columns.add(TextTable.Column.figure("seed"));
        }
        columns.add(TextTable.Column.figure("first"));
        columns.add(TextTable.Column.figure("second"));
        columns.add(TextTable.Column.figure("change"));
        if (seeds > 1) {
            columns.add(TextTable.Column.figure("95 % interval"));
            columns.add(TextTable.Column.figure("worse"));
            if (!narrow) {
                columns.add(TextTable.Column.figure("p"));
            }
        }
        columns.add(new TextTable.Column("verdict", false, false));
        TextTable table = new TextTable(columns);
        for (FigureChange change : changes) {
            table.row(row(change, groups, narrow, -1));
            for (int seed = 0; bySeed && seed < change.seeds().size(); seed++) {
                table.row(row(change, groups, narrow, seed));
            }
        }
        return table;
    }

    /** A row of the means, or of one seed. */
    private List<String> row(FigureChange change, boolean groups, boolean narrow, int seed) {
        List<String> row = new ArrayList<>();
        FigureInfo figure = change.figure();
        if (narrow) {
            row.add((groups ? change.group() + ", " : "") + change.method() + " " + figure.shortName());
        } else {
            row.addAll(
                    groups
                            ? List.of(change.group(), change.method(), figure.name())
                            : List.of(change.method(), figure.name()));
        }
        double from = FigureChange.mean(change.before());
        PairedDifference paired = change.wholeDifference();
        if (bySeed) {
            row.add(seed < 0 ? "mean" : Long.toString(change.seeds().get(seed)));
        }
        if (seed >= 0) {
            double before = change.before().get(seed);
            double after = change.after().get(seed);
            row.add(figure.text(before));
            row.add(figure.text(after));
            row.add(figure.change(after - before, before));
            row.addAll(seeds < 2 ? List.of("") : narrow ? List.of("", "", "") : List.of("", "", "", ""));
            return row;
        }
        row.add(change.words(change.before()));
        row.add(change.words(change.after()));
        boolean equal = change.verdict() == FigureChange.Verdict.EQUAL;
        row.add(equal ? "0" : paired != null ? figure.change(paired.difference().mean(), from) : "–");
        if (seeds > 1) {
            row.add(paired != null ? interval(figure, paired.difference().student(), from) : "–");
            row.add(change.worse() + "/" + change.seeds().size());
            if (!narrow) {
                SignedRank test = paired != null ? paired.signedRank() : null;
                row.add(test == null || test.count() < 2 ? "–" : MethodTests.probability(test.pValue()));
            }
        }
        row.add(change.verdict().words());
        return row;
    }

    private static String interval(FigureInfo figure, @Nullable Interval interval, double from) {
        return interval == null || interval.low() == interval.high()
                ? "–"
                : figure.change(interval.low(), from) + " to " + figure.change(interval.high(), from);
    }

    private List<String> notes(boolean narrow) {
        List<String> notes = new ArrayList<>(comparison.notes());
        several(notes, "Missing in the second: ", comparison.missing());
        several(notes, "Only in the second, not compared: ", comparison.added());
        several(notes, "No longer completed: ", comparison.broken());
        if (seeds > 1) {
            notes.add(
                    "Means over the seeds that both have, paired by seed; t interval of the difference; worse: under how"
                            + " many seeds"
                            + (narrow
                                    ? " (--table markdown and --json have Wilcoxon's test, too)."
                                    : "; p: Wilcoxon's signed-rank test, exact up to 50 seeds."));
            if (!narrow) {
                notes.addAll(MethodTests.fewSeeds(seeds, LEVEL));
            }
        } else {
            notes.add("One seed: a change may be that seed's; nothing is known of its spread.");
        }
        return notes;
    }

    private static void several(List<String> notes, String heading, List<String> items) {
        if (!items.isEmpty()) {
            notes.add(heading + items.stream().limit(20).collect(Collectors.joining("; "))
                    + (items.size() > 20 ? "; and " + (items.size() - 20) + " more" : "") + ".");
        }
    }

    private String verdict() {
        long worse = comparison.count(FigureChange.Verdict.REGRESSION)
                + comparison.missing().size()
                + comparison.broken().size();
        String counts = String.format(
                Locale.ROOT,
                "%d figures: %d equal, %d better, %d worse within tolerance, %d not judged",
                comparison.changes().size(),
                comparison.count(FigureChange.Verdict.EQUAL),
                comparison.count(FigureChange.Verdict.BETTER),
                comparison.count(FigureChange.Verdict.TOLERATED),
                comparison.count(FigureChange.Verdict.NOT_JUDGED));
        return (worse == 0 ? "No regression" : worse == 1 ? "One regression" : worse + " regressions") + " (" + counts
                + ").";
    }
}
