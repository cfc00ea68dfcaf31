package org.longhaul.analysis.report;

import java.util.List;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.report.markup.MethodName;
import org.longhaul.analysis.statistics.ClientSpread;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.HearingWords;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.analysis.text.Quantities;

/**
 * How each measure differs from client to client at the end, a table per measure, and whom a server heard; nothing where
 * clients were not evaluated and no method asks.
 */
final class ClientSection {

    private ClientSection() {}

    static String of(Comparison comparison) {
        Measures measures = comparison.run().measures();
        Html html = new Html();
        for (MeasureInfo measure : measures.curves()) {
            double[] range = range(comparison, measure);
            if (range[0] <= range[1]) {
                html.raw(table(comparison, measure, range));
            }
        }
        String tables = html.toString();
        String spread = tables.isEmpty()
                ? ""
                : "<h3>From client to client</h3>\n<p class=\"note\">The model at the end on the data of each client; every"
                        + " client counts the same. Each dot is a client, under the first seed; figures are means over"
                        + " seeds. Worst tenth: mean over the worst tenth of the clients.</p>\n" + tables;
        return spread + heard(comparison);
    }

    /** Whom the servers of methods that ask the network heard, and who was late; nothing where no method asks. */
    private static String heard(Comparison comparison) {
        HtmlTable table = new HtmlTable(
                "Updates of clients, under the first seed",
                List.of("Method", "#Updates used", "#Late and dropped", "#Staleness", "#Stalest", "Most often late"));
        for (MethodSummary method : comparison.methods()) {
            MethodRecord first = method.seeds().get(0);
            if (!first.hearings().isEmpty()) {
                table.row().method(comparison, method);
                table.figure(Long.toString(HearingWords.heard(first)));
                boolean isInRounds = HearingWords.isInRounds(first);
                table.figure(isInRounds ? Long.toString(HearingWords.late(first)) : "–");
                table.figure(isInRounds ? "–" : HearingWords.staleness(first));
                table.figure(isInRounds ? "–" : Long.toString(HearingWords.mostStale(first)));
                table.cell(HearingWords.latest(first));
            }
        }
        return table.isEmpty()
                ? ""
                : "<h3>Who was heard</h3>\n<p class=\"note\">Whose updates reached the server in time, by the simulated"
                        + " network. Staleness: updates of others, on average, that the server had used since it sent the"
                        + " client its model. Most often late: clients by their numbers, each with how many of its"
                        + " updates came too late.</p>\n"
                        + table.html();
    }

    /** Lowest and highest finite value of all methods' first seeds; the wrong way round where there is none. */
    private static double[] range(Comparison comparison, MeasureInfo measure) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (MethodSummary method : comparison.methods()) {
            for (double value : ClientSpread.lastValues(method.seeds().get(0), measure.id())) {
                low = Double.isFinite(value) ? Math.min(low, value) : low;
                high = Double.isFinite(value) ? Math.max(high, value) : high;
            }
        }
        return new double[] {low, high};
    }

    private static String table(Comparison comparison, MeasureInfo measure, double[] range) {
        Measures measures = comparison.run().measures();
        String name = MeasureWords.capital(MeasureWords.taken(measures, measure));
        Double bound = null;
        for (MethodSummary method : comparison.methods()) {
            ClientSpread clients = method.measure(measure).clients();
            bound = clients == null || bound != null ? bound : clients.bound();
        }
        HtmlTable table = new HtmlTable(
                name + " of the clients",
                List.of(
                        "Method",
                        MeasureWords.value(measure, range[0]) + " to " + MeasureWords.value(measure, range[1]),
                        "#Worst tenth",
                        "#Median",
                        "#Best",
                        "#Deviation",
                        bound == null
                                ? "#Short of the target"
                                : "#" + (measure.higherIsBetter() ? "Below " : "Above ")
                                        + MeasureWords.value(measure, bound),
                        "#Clients"));
        for (MethodSummary method : comparison.methods()) {
            ClientSpread clients = method.measure(measure).clients();
            if (clients == null) {
                continue;
            }
            table.row().method(comparison, method);
            table.markup(
                    "td",
                    dots(MethodName.colour(comparison, method), method.seeds().get(0), measure, range));
            table.figure(MeasureWords.value(measure, clients.worstTenth()));
            table.figure(MeasureWords.value(measure, clients.median()));
            table.figure(MeasureWords.value(measure, clients.best()));
            table.figure(MeasureWords.value(measure, clients.standardDeviation()));
            table.figure(clients.shortOfBound() == null ? "–" : Quantities.percent(clients.shortOfBound()));
            table.figure(Integer.toString(clients.clients()));
        }
        return table.isEmpty() ? "" : table.html();
    }

    private static String dots(String colour, MethodRecord seed, MeasureInfo measure, double[] range) {
        Html dots = new Html();
        dots.raw("<div class=\"dots many\" aria-hidden=\"true\">");
        for (double value : ClientSpread.lastValues(seed, measure.id())) {
            if (Double.isFinite(value)) {
                double share = range[1] > range[0] ? (value - range[0]) / (range[1] - range[0]) : 0.5;
                dots.raw("<i class=\"" + colour + "\" style=\"left:" + Html.number(100 * share) + "%\"></i>");
            }
        }
        return dots.raw("</div>").toString();
    }
}
