package org.longhaul.scenario.extend;

import java.util.Locale;
import org.longhaul.analysis.report.ReportSection;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.extension.Provides;

/** A section of a user's: the carbon dioxide of each method's workers. */
@Provides(id = "carbon", description = "Workers of 300 W each, at 400 g of carbon dioxide for a kilowatt-hour.")
public final class Carbon implements ReportSection {
    private static final double GRAMS_PER_SECOND = 0.3 / 3600 * 400;

    @Override
    public String heading() {
        return "Carbon dioxide";
    }

    @Override
    public String content(Comparison comparison) {
        HtmlTable table = new HtmlTable("Carbon dioxide of the whole budget, mean over seeds", "Method", "#Grams");
        for (MethodSummary method : comparison.methods()) {
            int workers = method.seeds().get(0).workers().size();
            double grams = workers * method.simulatedSeconds().mean() * GRAMS_PER_SECOND;
            table.row().method(comparison, method).figure(String.format(Locale.ROOT, "%.3f", grams));
        }
        return table.html();
    }
}
