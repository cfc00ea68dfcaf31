package org.longhaul.study.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.ComparisonFigures;
import org.longhaul.analysis.statistics.Interval;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.PairedDifference;
import org.longhaul.analysis.statistics.Ranking;
import org.longhaul.analysis.statistics.SignedRank;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.analysis.text.WrappedText;
import org.longhaul.scenario.run.Json;

/**
 * The methods of one run beside a baseline, paired by seed: differences with intervals, tests and effect sizes, and the order
 * of the methods with its spread over seeds. Immutable.
 */
public final class BaselineComparison {
    private static final double LEVEL = 0.05;

    private final RunRecord run;
    private final Comparison comparison;
    private final List<Compared> compared;

    private BaselineComparison(RunRecord run) {
        this.run = run;
        this.comparison = Comparison.of(run);
        this.compared = compared(run, comparison);
    }

    /**
     * Compares.
     *
     * @param path a run directory, or its record
     * @param baseline the method that others are compared with; null for the run's
     * @throws IllegalArgumentException if the run has no such method
     * @throws NotComparableException if there is no run
     */
    public static BaselineComparison of(Path path, @Nullable String baseline) {
        if (!ResultsReader.isRun(path)) {
            throw new NotComparableException(
                    path + " holds no record.json: it is no finished run; allowed: one run, whose"
                            + " methods are compared with its baseline, or two results");
        }
        RunRecord run = ResultsReader.record(path);
        return new BaselineComparison(baseline == null ? run : run.withBaseline(baseline));
    }

    /** Returns the comparison for the terminal. */
    public String render(TextTable.Style style, int width) {
        StringBuilder out = new StringBuilder(WrappedText.of("", "  ", TextTable.clean(heading(), style), width));
        out.append('\n').append(differences(true).render(style, width));
        out.append('\n').append(order().render(style, width)).append('\n');
        for (String note : notes()) {
            out.append(WrappedText.of("", "  ", TextTable.clean(note, style), width));
        }
        return out.toString();
    }

    /** Returns both tables in a form for documents, with the notes in Markdown. */
    public String in(TextTable.Form form) {
        String tables = differences(false).in(form) + "\n" + order().in(form);
        return form == TextTable.Form.MARKDOWN
                ? "**" + heading() + "**\n\n" + tables + "\n" + String.join("\n", notes()) + "\n"
                : tables;
    }

    /** Returns the figures of every table of the run for programs, with this baseline; one line. */
    public String json() {
        return Json.compact(ComparisonFigures.of(comparison));
    }

    private String heading() {
        return run.name() + ": methods minus " + run.baseline() + ", paired over " + seeds()
                + (seeds() == 1 ? " seed" : " seeds");
    }

    private int seeds() {
        return run.seedsOf(run.baseline()).size();
    }

    /** What methods are compared by, and by which order. */
    private record Compared(FigureInfo figure, Ranking ranking) {}

    private static List<Compared> compared(RunRecord run, Comparison comparison) {
        List<Compared> all = new ArrayList<>();
        for (MeasureInfo measure : run.measures().curves()) {
            all.add(new Compared(FigureInfo.of(measure), comparison.by(measure)));
        }
        for (Target target : run.targets()) {
            all.add(new Compared(
                    FigureInfo.toTarget(FigureInfo.SECONDS_TO_TARGET + " " + target.label()),
                    comparison.byTimeTo(target)));
        }
        all.add(new Compared(FigureInfo.named(FigureInfo.SECONDS, false), comparison.byDuration()));
        return all;
    }

    /** A row for each method and figure; {@code narrow} as a table that is too wide repeats its first column. */
    private TextTable differences(boolean narrow) {
        List<TextTable.Column> columns = new ArrayList<>();
        columns.add(TextTable.Column.text(narrow ? "method, figure" : "method"));
        if (!narrow) {
            columns.add(TextTable.Column.text("figure"));
        }
        for (String name :
                List.of("mean", "difference", "95 % t interval", "95 % bootstrap", "p (t)", "p (Wilcoxon)", "d", "r")) {
            columns.add(TextTable.Column.figure(name));
        }
        TextTable table = new TextTable(columns);
        for (MethodSummary method : comparison.methods()) {
            for (Compared each : compared) {
                if (!method.label().equals(run.baseline())) {
                    table.row(difference(method, each, narrow));
                }
            }
        }
        return table;
    }

    private List<String> difference(MethodSummary method, Compared by, boolean narrow) {
        FigureInfo figure = by.figure();
        String label = method.label();
        MethodSummary baseline = comparison.baseline();
        Ranking.Place own = by.ranking().of(method);
        Ranking.Place base = baseline == null ? null : by.ranking().of(baseline);
        List<String> row =
                new ArrayList<>(narrow ? List.of(label + " " + figure.shortName()) : List.of(label, figure.name()));
        if (own == null || base == null) {
            row.add(own == null ? "–" : figure.text(own.value().mean()));
            row.addAll(List.of("–", "–", "–", "–", "–", "–", "–"));
            return row;
        }
        row.add(figure.text(own.value().mean()));
        PairedDifference paired = by.ranking().between(own, base);
        if (paired == null) {
            row.addAll(List.of("–", "–", "–", "–", "–", "–", "–"));
            return row;
        }
        double from = base.value().mean();
        Double pValue = paired.pValue();
        SignedRank test = paired.signedRank();
        Double size = paired.effectSize();
        boolean several = paired.seeds().size() > 1;
        row.add(figure.change(paired.difference().mean(), from));
        row.add(interval(figure, paired.difference().student(), from));
        row.add(interval(figure, paired.difference().bootstrap(), from));
        row.add(pValue == null ? "–" : MethodTests.probability(pValue));
        row.add(!several || test == null ? "–" : MethodTests.probability(test.pValue()));
        row.add(size == null ? "–" : String.format(Locale.ROOT, "%+.2f", size));
        row.add(!several || test == null ? "–" : String.format(Locale.ROOT, "%+.2f", test.rankBiserial()));
        return row;
    }

    private static String interval(FigureInfo figure, @Nullable Interval interval, double from) {
        return interval == null
                ? "–"
                : figure.change(interval.low(), from) + " to " + figure.change(interval.high(), from);
    }

    /** The methods by each figure, with the places that they have under single seeds. */
    private TextTable order() {
        TextTable table = new TextTable(List.of(
                new TextTable.Column("ranked by", false, false),
                TextTable.Column.figure("place"),
                TextTable.Column.text("method"),
                TextTable.Column.figure("mean"),
                TextTable.Column.figure("deviation"),
                TextTable.Column.figure("over seeds"),
                new TextTable.Column("from the one before", false, false)));
        for (Compared each : compared) {
            int rank = 1;
            for (Ranking.Place place : each.ranking().places()) {
                FigureInfo figure = each.figure();
                table.row(List.of(
                        figure.shortName(),
                        Integer.toString(rank++),
                        place.method().label(),
                        figure.text(place.value().mean()),
                        place.value().count() < 2
                                ? "–"
                                : figure.text(place.value().standardDeviation()),
                        ranks(place),
                        told(place)));
            }
            for (MethodSummary method : comparison.methods()) {
                if (each.ranking().of(method) == null) {
                    table.row(List.of(each.figure().shortName(), "–", method.label(), "–", "–", "–", "not ranked"));
                }
            }
        }
        return table;
    }

    private static String ranks(Ranking.Place place) {
        return place.bestRank() == 0
                ? "–"
                : place.bestRank() == place.worstRank()
                        ? Integer.toString(place.bestRank())
                        : place.bestRank() + " to " + place.worstRank();
    }

    private static String told(Ranking.Place place) {
        PairedDifference toPrevious = place.toPrevious();
        if (toPrevious == null) {
            return "";
        }
        return switch (toPrevious.verdict()) {
            case DIFFERENT -> "told apart";
            case WITHIN_NOISE -> "≈ not told apart";
            case UNKNOWN -> "not known";
        };
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("difference: mean over seeds of method minus " + run.baseline()
                + " under the same seed; times in percent of the baseline's.");
        if (seeds() < 2) {
            notes.add("One seed: no interval, no test, no ranking that another seed could not turn around.");
            return notes;
        }
        notes.add("t interval: Student's, of the paired differences. bootstrap: percentile interval of their mean, 2000"
                + " resamples, fixed seed; with few seeds it is too narrow, so verdicts go by the t interval.");
        notes.add(
                "p (Wilcoxon): signed-rank test, exact up to 50 seeds. d: mean difference in standard deviations of the"
                        + " differences (Cohen's d_z). r: rank-biserial correlation, -1 to 1.");
        notes.addAll(MethodTests.fewSeeds(seeds(), LEVEL));
        notes.add("p values are not corrected for the number of comparisons.");
        notes.add(
                "over seeds: best and worst place under any one seed. not ranked: not finished, or the target not reached"
                        + " under every seed.");
        return notes;
    }
}
