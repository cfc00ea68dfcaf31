package org.longhaul.analysis.report;

import java.util.List;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.HearingWords;

/** Whom the servers of methods that ask the network heard, and who was late; nothing where no method asks. */
final class HearingSection {

    private HearingSection() {}

    static String of(Comparison comparison) {
        HtmlTable table = new HtmlTable(
                "Who was heard",
                List.of("Method", "#Updates used", "#Late and dropped", "#Staleness", "#Stalest", "Most often late"));
        for (MethodSummary method : comparison.methods()) {
            MethodRecord first = method.seeds().get(0);
            if (!first.hearings().isEmpty()) {
                table.row().method(comparison, method);
                table.figure(Long.toString(HearingWords.heard(first)));
                table.figure(Long.toString(HearingWords.late(first)));
                table.figure(HearingWords.staleness(first));
                table.figure(Long.toString(HearingWords.mostStale(first)));
                table.cell(HearingWords.latest(first));
            }
        }
        return table.isEmpty()
                ? ""
                : "<h3>Who was heard</h3>\n<p class=\"note\">What the network answered, under the first seed. Staleness:"
                        + " updates of others, on average, that the server had used since it sent the client its model."
                        + " Most often late: clients, with how many of their updates came after the deadline.</p>\n"
                        + table.html();
    }
}
