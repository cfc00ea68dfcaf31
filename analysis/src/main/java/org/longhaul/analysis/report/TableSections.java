package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.longhaul.analysis.record.Departure;
import org.longhaul.analysis.record.network.CollectiveEstimate;
import org.longhaul.analysis.record.network.ExchangeSummary;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.report.markup.MethodName;
import org.longhaul.analysis.report.markup.Reasons;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.Spread;
import org.longhaul.analysis.statistics.TargetSummary;
import org.longhaul.analysis.statistics.TimeToTarget;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.analysis.text.RunTable;

/** The sections that are tables: time to target, exchanges, explained departures. */
final class TableSections {

    private TableSections() {}

    /** One table per target: a dot per seed, the mean, and the speed-up. */
    static String targets(Comparison comparison) {
        Html html = new Html();
        MethodSummary baseline = comparison.baseline();
        for (int index = 0; index < comparison.run().targets().size(); index++) {
            double latest = 0;
            for (MethodSummary method : comparison.methods()) {
                for (TimeToTarget time : method.targets().get(index).perSeed()) {
                    latest =
                            time instanceof TimeToTarget.Reached reached ? Math.max(latest, reached.seconds()) : latest;
                }
            }
            String label = comparison.run().targets().get(index).label();
            HtmlTable table = new HtmlTable(
                    "Projected time to " + label,
                    "Method",
                    "Seeds over time",
                    "#Time",
                    baseline == null ? "#Sooner" : "#Sooner than " + baseline.label(),
                    "#Charged bytes per worker",
                    "#"
                            + MeasureWords.capital(MeasureWords.plural(
                                    comparison.run().measures().item())),
                    "#Seeds");
            for (MethodSummary method : comparison.methods()) {
                target(table.row().method(comparison, method), comparison, method, index, latest);
            }
            html.raw(table.html());
        }
        return html.toString();
    }

    private static void target(HtmlTable table, Comparison comparison, MethodSummary method, int index, double latest) {
        TargetSummary target = method.targets().get(index);
        Html dots = new Html();
        for (TimeToTarget time : target.perSeed()) {
            if (time instanceof TimeToTarget.Reached reached && latest > 0) {
                dots.raw("<i class=\"" + MethodName.colour(comparison, method) + "\" style=\"left:"
                        + Html.number(100 * reached.seconds() / latest) + "%\"></i>");
            }
        }
        String drawn = dots.toString();
        table.markup("td", drawn.isEmpty() ? "" : "<div class=\"dots\" aria-hidden=\"true\">" + drawn + "</div>");
        Spread seconds = target.seconds();
        Spread charged = target.chargedBytes();
        Spread items = target.items();
        table.figure(
                seconds == null ? RunTable.toTarget(target) : Quantities.duration(seconds.mean()) + deviation(seconds),
                seconds != null || target.reached() == 0
                        ? ""
                        : target.medianSeconds() != null ? "median; the rest later" : "median is later");
        boolean compared = ResultSections.isBaselineTrained(comparison) && MethodName.trained(method);
        Double speedUp = compared ? target.speedUp() : null;
        table.figure(speedUp == null ? "–" : Quantities.factor(speedUp));
        table.figure(charged == null ? "–" : Quantities.bytes(charged.mean()));
        table.figure(items == null ? "–" : Quantities.count(items.mean()));
        table.figure(target.reached() + " of " + target.perSeed().size());
    }

    private static String deviation(Spread seconds) {
        return seconds.count() < 2 ? "" : " ± " + Quantities.duration(seconds.standardDeviation());
    }

    /** What was exchanged, by which collective, and why that one. */
    static String exchanges(Comparison comparison) {
        HtmlTable table = new HtmlTable(
                "Exchanges of the first seed",
                "Method",
                "Exchange",
                "#Times",
                "#Charged bytes each",
                "#On links each",
                "#Models each",
                "Collective",
                "Why",
                "#Mean duration",
                "#Longest");
        Reasons reasons = new Reasons("estimate", "estimate");
        for (MethodSummary method : comparison.methods()) {
            for (ExchangeSummary exchange : method.seeds().get(0).exchanges()) {
                table.row().method(comparison, method).cell(exchange.label(), exchange.pattern());
                table.figure(Quantities.count(exchange.count()))
                        .figure(Quantities.bytes(exchange.each().chargedBytes()));
                table.figure(Quantities.bytes(exchange.each().linkBytes()));
                table.figure(Quantities.plain(exchange.units())).cell(exchange.collective());
                table.markup("td class=\"why\"", why(exchange, reasons));
                table.figure(Quantities.duration(exchange.meanNanos() / 1e9));
                table.figure(Quantities.duration(exchange.maxNanos() / 1e9));
            }
        }
        return table.isEmpty() ? "<p class=\"none\">Nothing was exchanged.</p>\n" : table.html() + reasons.html();
    }

    private static String why(ExchangeSummary exchange, Reasons reasons) {
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
        return reasons.refer(
                count <= 3 ? fastest : fastest + "; slowest of " + count + ": " + estimates.get(count - 1));
    }

    /** Differences from references, term by term. */
    static String departures(Comparison comparison) {
        HtmlTable table = new HtmlTable(
                "Differences from references, first seed",
                "Method",
                "What",
                "#Here",
                "#Reference",
                "#Difference",
                "What it is made of",
                "#Not explained");
        Reasons reasons = new Reasons("departure", "explanation");
        for (MethodSummary method : comparison.methods()) {
            for (Departure departure : method.seeds().get(0).departures()) {
                departure(table.row().method(comparison, method), departure, reasons);
            }
        }
        return table.isEmpty()
                ? "<p class=\"none\">No reference was compared with.</p>\n"
                : table.html() + reasons.html();
    }

    private static void departure(HtmlTable table, Departure departure, Reasons reasons) {
        double reference = departure.referenceSeconds();
        double difference = departure.valueSeconds() - reference;
        table.cell(departure.subject()).figure(Quantities.duration(departure.valueSeconds()));
        table.figure(Quantities.duration(reference), departure.reference());
        table.figure(signed(difference), share(difference, reference));
        Html terms = new Html();
        if (!departure.terms().isEmpty()) {
            terms.raw("<ul class=\"terms\">");
            for (Departure.Term term : departure.terms()) {
                terms.raw("<li>")
                        .element("span", term.name())
                        .element("b", signed(term.seconds()))
                        .raw("</li>");
            }
            terms.raw("</ul>");
        }
        table.markup("td class=\"why\"", terms + reasons.refer(departure.explanation()));
        table.figure(signed(departure.unexplainedSeconds()), share(departure.unexplainedSeconds(), reference));
    }

    private static String signed(double seconds) {
        return (seconds > 0 ? "+" : "") + Quantities.duration(seconds);
    }

    private static String share(double seconds, double reference) {
        return reference > 0 ? String.format(Locale.ROOT, "%+.2f %%", 100 * seconds / reference) : "";
    }
}
