package org.longhaul.analysis.report;

import java.util.List;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.analysis.claim.ClaimResults;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.statistics.Comparison;

/** What became of the run's claims: a table; nothing where there are none. */
final class ClaimSection {

    private ClaimSection() {}

    static String of(Comparison comparison) {
        List<Claim.Result> results = ClaimResults.of(comparison);
        if (results.isEmpty()) {
            return "";
        }
        HtmlTable table = new HtmlTable("Claims of the scenario", "Claim", "Holds", "Left side", "Right side");
        for (Claim.Result result : results) {
            table.row()
                    .header(result.claim().toString())
                    .cell(result.holds() ? "yes" : "no")
                    .figure(result.left())
                    .figure(result.right());
        }
        return "<h3>Claims</h3>\n<p class=\"note\">What the scenario claims of its methods. Figures are means over seeds; volumes"
                + " are in bytes, times in seconds.</p>\n" + table.html();
    }
}
