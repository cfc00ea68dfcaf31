package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.report.markup.MethodName;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.Interval;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.PairedDifference;
import org.longhaul.analysis.statistics.Spread;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.analysis.text.Quantities;

/** The section on results over seeds: means and spread, the headline under each seed, differences seed by seed. */
final class ResultSections {

    private ResultSections() {}

    static String of(Comparison comparison) {
        Set<Long> seeds = seeds(comparison);
        return seeds.size() < 2
                ? results(comparison, false)
                        + "<p class=\"note\">One seed: no spread is known, so these figures rank no method.</p>\n"
                : results(comparison, true) + perSeed(comparison, seeds) + differences(comparison);
    }

    private static Set<Long> seeds(Comparison comparison) {
        Set<Long> seeds = new LinkedHashSet<>();
        comparison.run().methods().forEach(method -> seeds.add(method.seed()));
        return seeds;
    }

    /** Last values with their spread, durations, bytes, price. */
    private static String results(Comparison comparison, boolean spread) {
        Measures measures = comparison.run().measures();
        MeasureInfo headline = measures.headline();
        List<MeasureInfo> others = measures.taken().subList(1, measures.taken().size());
        List<String> columns = new ArrayList<>(List.of(
                "Method",
                "#" + MeasureWords.capital(MeasureWords.taken(measures, headline)),
                "#95 % interval, t and bootstrap"));
        others.forEach(other -> columns.add("#" + MeasureWords.capital(MeasureWords.taken(measures, other))));
        columns.addAll(List.of(
                "#Projected duration", "#Charged bytes per worker", "#Bytes on links per worker", "#Traffic cost"));
        HtmlTable table = new HtmlTable(
                spread
                        ? "Mean ± standard deviation over seeds at the end of the whole budget"
                        : "At the end of the whole budget, one seed",
                columns);
        for (MethodSummary method : comparison.methods()) {
            Spread last = method.headline().last();
            table.row().method(comparison, method).figure(MeasureWords.spread(headline, last, " ± "));
            Interval student = last == null ? null : last.student();
            Interval bootstrap = last == null ? null : last.bootstrap();
            table.figure(
                    student == null ? "–" : interval(headline, student),
                    bootstrap == null ? "" : interval(headline, bootstrap));
            for (MeasureInfo other : others) {
                table.figure(MeasureWords.spread(other, method.measure(other).last(), " ± "));
            }
            boolean compared = !method.baseline() && isBaselineTrained(comparison) && MethodName.trained(method);
            table.figure(
                    Quantities.duration(method.simulatedSeconds().mean()),
                    compared && method.speedUp() != null ? sooner(method.speedUp()) : "");
            table.figure(
                    Quantities.bytes(method.chargedBytes()),
                    Quantities.plain(method.units()) + " models"
                            + (compared && method.fewerChargedBytes() != null
                                    ? ", " + Quantities.factor(method.fewerChargedBytes()) + " less"
                                    : ""));
            table.figure(Quantities.bytes(method.linkBytes()));
            Double dollars = method.seeds().get(0).dollars();
            table.figure(dollars == null ? "–" : Quantities.dollars(dollars));
        }
        return table.html();
    }

    static boolean isBaselineTrained(Comparison comparison) {
        MethodSummary baseline = comparison.baseline();
        return baseline != null && MethodName.trained(baseline);
    }

    private static String sooner(double speedUp) {
        return speedUp >= 1 ? Quantities.factor(speedUp) + " sooner" : Quantities.factor(1 / speedUp) + " later";
    }

    /** An interval of a mean; that of a share ends where shares do. */
    private static String interval(MeasureInfo measure, Interval interval) {
        double low = measure.inShares() ? Math.max(0, interval.low()) : interval.low();
        double high = measure.inShares() ? Math.min(1, interval.high()) : interval.high();
        return MeasureWords.value(measure, low) + " to " + MeasureWords.value(measure, high);
    }

    /** The headline under each seed, a column for each. */
    private static String perSeed(Comparison comparison, Set<Long> seeds) {
        Measures measures = comparison.run().measures();
        MeasureInfo headline = measures.headline();
        List<String> columns = new ArrayList<>(List.of("Method"));
        seeds.forEach(seed -> columns.add("#Seed " + seed));
        HtmlTable table =
                new HtmlTable("Final " + MeasureWords.taken(measures, headline) + " under each seed", columns);
        for (MethodSummary method : comparison.methods()) {
            table.row().method(comparison, method);
            for (long seed : seeds) {
                Double value = null;
                for (MethodRecord record : method.seeds()) {
                    value = record.seed() == seed ? record.last(measures.values(headline.id())) : value;
                }
                table.figure(value == null ? "–" : MeasureWords.value(headline, value));
            }
        }
        return table.html();
    }

    /** Every method against the baseline, equal seeds with equal seeds. */
    private static String differences(Comparison comparison) {
        MethodSummary baseline = comparison.baseline();
        if (baseline == null || comparison.methods().size() < 2) {
            return "";
        }
        MeasureInfo headline = comparison.run().measures().headline();
        HtmlTable table = new HtmlTable(
                "Final " + MeasureWords.taken(comparison.run().measures(), headline) + " minus " + baseline.label()
                        + "'s, equal seeds paired",
                "Method",
                "#Difference",
                "#95 % interval",
                "#p, paired t",
                "What it says",
                "#Seeds");
        for (MethodSummary method : comparison.methods()) {
            if (method.baseline()) {
                continue;
            }
            table.row().method(comparison, method);
            PairedDifference paired = method.headline().againstBaseline();
            if (paired == null || !Double.isFinite(paired.difference().mean())) {
                table.figure("–")
                        .figure("–")
                        .figure("–")
                        .cell("no comparison of whole budgets")
                        .figure("–");
                continue;
            }
            Interval interval = paired.difference().student();
            Double p = paired.pValue();
            table.figure(MeasureWords.difference(headline, paired.difference().mean()));
            table.figure(
                    interval == null
                            ? "–"
                            : MeasureWords.difference(headline, interval.low()) + " to "
                                    + MeasureWords.difference(headline, interval.high()));
            table.figure(p == null ? "–" : p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.2g", p));
            table.cell(verdict(paired, baseline.label()));
            table.figure(Integer.toString(paired.seeds().size()));
        }
        return table.html();
    }

    private static String verdict(PairedDifference paired, String baseline) {
        return switch (paired.verdict()) {
            case UNKNOWN -> "one seed: no ranking";
            case WITHIN_NOISE -> "within noise";
            case DIFFERENT -> (paired.difference().mean() < 0 ? "lower than " : "higher than ") + baseline;
        };
    }
}
