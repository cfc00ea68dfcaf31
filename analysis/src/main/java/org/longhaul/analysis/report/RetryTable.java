package org.longhaul.analysis.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.RetryRecord;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.Quantities;

/** Transfers that were tried again, by the hosts that they join. */
final class RetryTable {

    private static final int MOST_ROWS = 20;

    private RetryTable() {}

    /** What became of the transfers of one pair. */
    private static final class Pair {
        private long retries;
        private int mostAttempts;
        private long firstNanos = Long.MAX_VALUE;
        private long lastNanos;

        private void add(RetryRecord retry) {
            retries++;
            mostAttempts = Math.max(mostAttempts, retry.attempt());
            firstNanos = Math.min(firstNanos, retry.atNanos());
            lastNanos = Math.max(lastNanos, retry.resumeNanos());
        }
    }

    /** Returns the table, the pairs with most retries of each method; nothing when none was tried again. */
    static String of(Comparison comparison, List<MethodSummary> methods) {
        HtmlTable table = new HtmlTable(
                "Transfers that were tried again, first seed",
                "Method",
                "From, to",
                "#Retries",
                "#In a row",
                "#First timeout",
                "#Last sent again");
        for (MethodSummary method : methods) {
            pairs(DisturbanceSection.disturbances(method)).entrySet().stream()
                    .sorted((a, b) -> Long.compare(b.getValue().retries, a.getValue().retries))
                    .limit(MOST_ROWS)
                    .forEach(entry -> row(table.row().method(comparison, method), entry.getKey(), entry.getValue()));
        }
        return table.isEmpty() ? "" : table.html() + leftOut(methods);
    }

    /** Says of which methods not every retry is counted. */
    private static String leftOut(List<MethodSummary> methods) {
        Html notes = new Html();
        for (MethodSummary method : methods) {
            Disturbances disturbances = DisturbanceSection.disturbances(method);
            int counted = disturbances.retries().size();
            int pairs = pairs(disturbances).size();
            if (counted < disturbances.retryCount()) {
                notes.element(
                        "p class=\"none\"",
                        method.label() + ": the first " + Quantities.count(counted) + " of "
                                + Quantities.count(disturbances.retryCount()) + " retries are counted.");
            }
            if (pairs > MOST_ROWS) {
                notes.element(
                        "p class=\"none\"",
                        method.label() + ": the " + MOST_ROWS + " pairs with most retries of " + Quantities.count(pairs)
                                + ".");
            }
        }
        return notes.toString();
    }

    private static Map<String, Pair> pairs(Disturbances disturbances) {
        Map<String, Pair> pairs = new LinkedHashMap<>();
        for (RetryRecord retry : disturbances.retries()) {
            pairs.computeIfAbsent(retry.source() + " → " + retry.target(), name -> new Pair())
                    .add(retry);
        }
        return pairs;
    }

    private static void row(HtmlTable table, String name, Pair pair) {
        table.cell(name).figure(Quantities.count(pair.retries)).figure(Integer.toString(pair.mostAttempts));
        table.figure(Quantities.duration(pair.firstNanos / 1e9));
        table.figure(Quantities.duration(pair.lastNanos / 1e9));
    }
}
