package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.Interval;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.PairedDifference;
import org.longhaul.analysis.statistics.Spread;
import org.longhaul.analysis.text.Quantities;

/** The section on results over seeds: means and spread, the loss under each seed, differences seed by seed. */
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

    /** Final losses with their spread, durations, bytes, price. */
    private static String results(Comparison comparison, boolean spread) {
        HtmlTable table = new HtmlTable(
                spread
                        ? "Mean ± standard deviation over seeds at the end of the whole budget"
                        : "At the end of the whole budget, one seed",
                "Method",
                "#Validation loss",
                "#95 % interval, t and bootstrap",
                "#Bits per byte",
                "#Projected duration",
                "#Charged bytes per worker",
                "#Bytes on links per worker",
                "#Traffic cost");
        for (MethodSummary method : comparison.methods()) {
            Spread loss = method.finalLoss();
            table.row().method(comparison, method).figure(spread(loss));
            Interval student = loss == null ? null : loss.student();
            Interval bootstrap = loss == null ? null : loss.bootstrap();
            table.figure(student == null ? "–" : interval(student), bootstrap == null ? "" : interval(bootstrap));
            table.figure(spread(method.finalBitsPerByte()));
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

    private static String spread(@Nullable Spread spread) {
        if (spread == null) {
            return "–";
        }
        if (spread.count() == 1 || !Double.isFinite(spread.mean())) {
            return Quantities.loss(spread.mean());
        }
        return Quantities.loss(spread.mean()) + " ± " + Quantities.loss(spread.standardDeviation());
    }

    private static String interval(Interval interval) {
        return Quantities.loss(interval.low()) + " to " + Quantities.loss(interval.high());
    }

    /** The final loss under each seed, a column for each. */
    private static String perSeed(Comparison comparison, Set<Long> seeds) {
        List<String> columns = new ArrayList<>(List.of("Method"));
        seeds.forEach(seed -> columns.add("#Seed " + seed));
        HtmlTable table = new HtmlTable("Final validation loss under each seed", columns);
        for (MethodSummary method : comparison.methods()) {
            table.row().method(comparison, method);
            for (long seed : seeds) {
                double loss = Double.NaN;
                boolean taken = false;
                for (MethodRecord record : method.seeds()) {
                    Double last = record.finalValidationLoss();
                    if (record.seed() == seed && last != null) {
                        loss = last;
                        taken = true;
                    }
                }
                table.figure(taken ? Quantities.loss(loss) : "–");
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
        HtmlTable table = new HtmlTable(
                "Final validation loss minus " + baseline.label() + "'s, equal seeds paired",
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
            PairedDifference paired = method.lossAgainstBaseline();
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
            table.figure(signed(paired.difference().mean()));
            table.figure(interval == null ? "–" : signed(interval.low()) + " to " + signed(interval.high()));
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

    private static String signed(double nats) {
        return String.format(Locale.ROOT, "%+.4f", nats);
    }
}
