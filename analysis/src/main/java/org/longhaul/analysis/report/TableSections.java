package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.CollectiveEstimate;
import org.longhaul.analysis.record.Departure;
import org.longhaul.analysis.record.ExchangeSummary;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.Interval;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.PairedDifference;
import org.longhaul.analysis.statistics.Spread;
import org.longhaul.analysis.statistics.TargetSummary;
import org.longhaul.analysis.statistics.TimeToTarget;
import org.longhaul.analysis.text.Quantities;

/** The sections that are tables: time to target, results over seeds, exchanges, explained departures. */
final class TableSections {

    private TableSections() {}

    /** One table per target: a dot per seed, the mean, and the speed-up. */
    static String targets(Comparison comparison) {
        Html html = new Html();
        for (int index = 0; index < comparison.run().targets().size(); index++) {
            double latest = 0;
            for (MethodSummary method : comparison.methods()) {
                Spread seconds = method.targets().get(index).seconds();
                latest = seconds == null ? latest : Math.max(latest, seconds.maximum());
            }
            String label = comparison.run().targets().get(index).label();
            html.table(
                    "Projected time to " + label,
                    "Method",
                    "Seeds over time",
                    "#Time",
                    "#Sooner than DDP",
                    "#Charged bytes per worker",
                    "#Tokens",
                    "#Seeds");
            for (MethodSummary method : comparison.methods()) {
                target(html, comparison, method, method.targets().get(index), latest);
            }
            html.endTable();
        }
        return html.toString();
    }

    private static void target(
            Html html, Comparison comparison, MethodSummary method, TargetSummary target, double latest) {
        html.raw("<tr>")
                .raw(MethodName.rowHeader(comparison, method))
                .raw("<td><div class=\"dots\" aria-hidden=\"true\">");
        for (TimeToTarget time : target.perSeed()) {
            if (time instanceof TimeToTarget.Reached reached && latest > 0) {
                html.raw("<i class=\"" + MethodName.colour(comparison, method) + "\" style=\"left:"
                        + Html.number(100 * reached.seconds() / latest) + "%\"></i>");
            }
        }
        html.raw("</div></td>");
        Spread seconds = target.seconds();
        Spread charged = target.chargedBytes();
        Spread tokens = target.tokens();
        html.figure(seconds == null ? "not reached" : Quantities.duration(seconds.mean()) + deviation(seconds));
        html.figure(target.speedUp() == null ? "–" : Quantities.factor(target.speedUp()));
        html.figure(charged == null ? "–" : Quantities.bytes(charged.mean()));
        html.figure(tokens == null ? "–" : Quantities.count(tokens.mean()));
        html.figure(target.reached() + " of " + target.perSeed().size()).raw("</tr>\n");
    }

    private static String deviation(Spread seconds) {
        return seconds.count() < 2 ? "" : " ± " + Quantities.duration(seconds.standardDeviation());
    }

    /** Final losses with their spread, durations, bytes, price. */
    static String results(Comparison comparison) {
        boolean priced = comparison.run().methods().stream().anyMatch(method -> method.dollars() != null);
        List<String> columns = new ArrayList<>(List.of(
                "Method",
                "#Validation loss",
                "#95 % interval, t and bootstrap",
                "#Bits per byte",
                "#Minus DDP, paired",
                "#Projected duration",
                "#Charged bytes per worker",
                "#Bytes on links per worker"));
        if (priced) {
            columns.add("#Traffic cost");
        }
        Html html = new Html();
        html.table(
                "Mean ± standard deviation over seeds at the end of the whole budget", columns.toArray(String[]::new));
        for (MethodSummary method : comparison.methods()) {
            Spread loss = method.finalLoss();
            html.raw("<tr>").raw(MethodName.rowHeader(comparison, method)).figure(spread(loss));
            intervals(html, loss);
            html.figure(spread(method.finalBitsPerByte()));
            difference(html, comparison, method);
            boolean compared = !method.baseline();
            figures(
                    html,
                    Quantities.duration(method.simulatedSeconds().mean()),
                    compared && method.speedUp() != null ? factor(method.speedUp()) + " sooner" : "");
            figures(
                    html,
                    Quantities.bytes(method.chargedBytes()),
                    Quantities.plain(method.units()) + " models"
                            + (compared && method.fewerChargedBytes() != null
                                    ? ", " + factor(method.fewerChargedBytes()) + " less"
                                    : ""));
            html.figure(Quantities.bytes(method.linkBytes()));
            if (priced) {
                html.figure(dollars(method));
            }
            html.raw("</tr>\n");
        }
        return html.endTable().toString();
    }

    /** A cell of a figure with a smaller one under it. */
    private static void figures(Html html, String figure, String under) {
        html.raw("<td class=\"n\">").text(figure);
        if (!under.isEmpty()) {
            html.element("small", under);
        }
        html.raw("</td>");
    }

    private static String factor(@Nullable Double factor) {
        return factor == null ? "–" : Quantities.factor(factor);
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

    private static void intervals(Html html, @Nullable Spread loss) {
        if (loss == null || loss.student() == null || loss.bootstrap() == null) {
            html.figure("–");
        } else {
            figures(html, interval(loss.student()), interval(loss.bootstrap()));
        }
    }

    private static String interval(Interval interval) {
        return Quantities.loss(interval.low()) + " to " + Quantities.loss(interval.high());
    }

    private static void difference(Html html, Comparison comparison, MethodSummary method) {
        MethodSummary baseline = comparison.baseline();
        PairedDifference difference = baseline == null || method.baseline()
                ? null
                : PairedDifference.of(method.seeds(), baseline.seeds(), TableSections::finalLossOrNaN);
        if (difference == null || !Double.isFinite(difference.difference().mean())) {
            html.figure("–");
            return;
        }
        Double p = difference.pValue();
        String chance = p == null ? "" : p < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.2g", p);
        figures(
                html,
                String.format(Locale.ROOT, "%+.4f", difference.difference().mean()),
                chance);
    }

    private static double finalLossOrNaN(MethodRecord method) {
        Double loss = method.finalValidationLoss();
        return loss == null ? Double.NaN : loss;
    }

    private static String dollars(MethodSummary method) {
        Double dollars = method.seeds().get(0).dollars();
        return dollars == null ? "–" : Quantities.dollars(dollars);
    }

    /** What was exchanged, by which collective, and why that one. */
    static String exchanges(Comparison comparison) {
        Html html = new Html();
        html.table(
                "Exchanges of the first seed",
                "Method",
                "Exchange",
                "#Times",
                "#Charged bytes each",
                "#Bytes on links each",
                "#Models each",
                "Collective",
                "Why",
                "#Mean duration",
                "#Longest");
        boolean any = false;
        for (MethodSummary method : comparison.methods()) {
            for (ExchangeSummary exchange : method.seeds().get(0).exchanges()) {
                any = true;
                html.raw("<tr>").raw(MethodName.rowHeader(comparison, method));
                html.raw("<td>")
                        .text(exchange.label())
                        .element("small", exchange.pattern())
                        .raw("</td>")
                        .figure(Quantities.count(exchange.count()));
                html.figure(Quantities.bytes(exchange.each().chargedBytes()));
                html.figure(Quantities.bytes(exchange.each().linkBytes()));
                html.figure(Quantities.plain(exchange.units())).cell(exchange.collective());
                html.element("td class=\"why\"", why(exchange));
                html.figure(Quantities.duration(exchange.meanNanos() / 1e9));
                html.figure(Quantities.duration(exchange.maxNanos() / 1e9)).raw("</tr>\n");
            }
        }
        return any ? html.endTable().toString() : "<p class=\"none\">Nothing was exchanged.</p>\n";
    }

    private static String why(ExchangeSummary exchange) {
        if (!exchange.automatic()) {
            return "named by the scenario";
        }
        List<String> estimates = new ArrayList<>();
        for (CollectiveEstimate estimate : exchange.estimates()) {
            String madeOf = estimates.isEmpty() && estimate.madeOf() != null ? " (" + estimate.madeOf() + ")" : "";
            estimates.add(estimate.collective() + " " + Quantities.duration(estimate.nanos() / 1e9) + madeOf);
        }
        int count = estimates.size();
        if (count == 0) {
            return "chosen by estimate";
        }
        String fastest = "fastest by estimate: " + String.join(", ", estimates.subList(0, Math.min(3, count)));
        return count <= 3 ? fastest : fastest + "; slowest of " + count + ": " + estimates.get(count - 1);
    }

    /** Differences from references, term by term. */
    static String departures(Comparison comparison) {
        Html html = new Html();
        html.table(
                "Differences from references, first seed",
                "Method",
                "What",
                "#Here",
                "#Reference",
                "#Difference",
                "What it is made of",
                "#Not explained");
        boolean any = false;
        for (MethodSummary method : comparison.methods()) {
            for (Departure departure : method.seeds().get(0).departures()) {
                any = true;
                html.raw("<tr>").raw(MethodName.rowHeader(comparison, method));
                departure(html, departure);
                html.raw("</tr>\n");
            }
        }
        return any ? html.endTable().toString() : "<p class=\"none\">No reference was compared with.</p>\n";
    }

    private static void departure(Html html, Departure departure) {
        double reference = departure.referenceSeconds();
        double difference = departure.valueSeconds() - reference;
        html.cell(departure.subject()).figure(Quantities.duration(departure.valueSeconds()));
        figures(html, Quantities.duration(reference), departure.reference());
        figures(html, signed(difference), share(difference, reference));
        html.raw("<td class=\"why\"><ul class=\"terms\">");
        for (Departure.Term term : departure.terms()) {
            html.raw("<li>")
                    .element("span", term.name())
                    .element("b", signed(term.seconds()))
                    .raw("</li>");
        }
        html.raw("</ul>").element("small", departure.explanation()).raw("</td>");
        figures(html, signed(departure.unexplainedSeconds()), share(departure.unexplainedSeconds(), reference));
    }

    private static String signed(double seconds) {
        return (seconds > 0 ? "+" : "") + Quantities.duration(seconds);
    }

    private static String share(double seconds, double reference) {
        return reference > 0 ? String.format(Locale.ROOT, "%+.2f %%", 100 * seconds / reference) : "";
    }
}
