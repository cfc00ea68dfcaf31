package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.analysis.text.Quantities;

/** The curves as a table: evaluations of each method, mean over the seeds that were evaluated at the same step. */
final class CurveTable {

    private static final int MOST_ROWS = 9;

    private CurveTable() {}

    static String of(Comparison comparison) {
        Measures measures = comparison.run().measures();
        List<MeasureInfo> others = measures.curves().stream()
                .filter(measure -> !measure.equals(measures.headline()))
                .toList();
        List<String> columns = new ArrayList<>(List.of(
                "Method",
                "#Step",
                "#" + MeasureWords.capital(MeasureWords.plural(measures.item())),
                "#Projected time",
                "#Charged bytes per worker",
                "#" + MeasureWords.capital(MeasureWords.taken(measures, measures.headline())),
                "#Lowest to highest seed",
                "#Virtual: mean of the workers"));
        others.forEach(other -> columns.add("#" + MeasureWords.capital(MeasureWords.taken(measures, other))));
        columns.add("#Training " + measures.objective().label());
        HtmlTable table = new HtmlTable("Evaluations, mean over seeds", columns);
        Function<CurvePoint, @Nullable Double> headline = measures.values(measures.headlineId());
        boolean all = true;
        for (MethodSummary method : comparison.methods()) {
            List<Long> steps = method.seeds().get(0).curve().stream()
                    .filter(point -> headline.apply(point) != null)
                    .map(CurvePoint::step)
                    .toList();
            int rows = Math.min(MOST_ROWS, steps.size());
            all &= rows == steps.size();
            for (int row = 0; row < rows; row++) {
                int at = rows == 1 ? steps.size() - 1 : (int) ((long) row * (steps.size() - 1) / (rows - 1));
                row(table.row().method(comparison, method), measures, others, method, steps.get(at));
            }
        }
        if (table.isEmpty()) {
            return "<p class=\"none\">No " + MeasureWords.taken(measures, measures.headline()) + " was taken.</p>\n";
        }
        String note = all
                ? ""
                : "<p class=\"note\">At most " + MOST_ROWS
                        + " evaluations of a method, the first and the last among them; record.json holds all.</p>\n";
        return table.html() + note;
    }

    private static void row(
            HtmlTable table, Measures measures, List<MeasureInfo> others, MethodSummary method, long step) {
        MeasureInfo headline = measures.headline();
        Mean items = new Mean();
        Mean nanos = new Mean();
        Mean bytes = new Mean();
        Mean values = new Mean();
        Mean virtual = new Mean();
        Mean training = new Mean();
        List<Mean> further = new ArrayList<>();
        others.forEach(other -> further.add(new Mean()));
        for (MethodRecord seed : method.seeds()) {
            for (CurvePoint point : seed.curve()) {
                Double value = point.values().get(headline.id());
                if (point.step() == step && value != null) {
                    items.add((double) point.items());
                    nanos.add((double) point.simulatedNanos());
                    bytes.add((double) point.volume().chargedBytes());
                    values.add(value);
                    virtual.add(point.virtualValues().get(headline.id()));
                    training.add(point.training());
                    for (int i = 0; i < others.size(); i++) {
                        further.get(i).add(point.values().get(others.get(i).id()));
                    }
                }
            }
        }
        table.figure(Quantities.count(step)).figure(Quantities.count(items.mean()));
        table.figure(Quantities.duration(nanos.mean() / 1e9)).figure(Quantities.bytes(bytes.mean()));
        table.figure(values.in(headline));
        table.figure(
                values.count < 2
                        ? "–"
                        : MeasureWords.value(headline, values.low) + " to "
                                + MeasureWords.value(headline, values.high));
        table.figure(virtual.in(headline));
        for (int i = 0; i < others.size(); i++) {
            table.figure(further.get(i).in(others.get(i)));
        }
        table.figure(training.in(measures.objective()));
    }

    /** Sum, count and range of some values. */
    private static final class Mean {
        private double sum;
        private int count;
        private double low = Double.POSITIVE_INFINITY;
        private double high = Double.NEGATIVE_INFINITY;

        void add(@Nullable Double value) {
            if (value == null) {
                return;
            }
            sum += value;
            count++;
            low = Math.min(low, value);
            high = Math.max(high, value);
        }

        double mean() {
            return sum / count;
        }

        String in(MeasureInfo measure) {
            return count == 0 ? "–" : MeasureWords.value(measure, mean());
        }
    }
}
