package org.longhaul.analysis.report;

import java.util.List;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.Quantities;

/** The curves as a table: evaluations of each method, mean over the seeds that were evaluated at the same step. */
final class CurveTable {

    private static final int MOST_ROWS = 9;

    private CurveTable() {}

    static String of(Comparison comparison) {
        HtmlTable table = new HtmlTable(
                "Evaluations, mean over seeds",
                "Method",
                "#Step",
                "#Tokens",
                "#Projected time",
                "#Charged bytes per worker",
                "#Validation loss",
                "#Lowest to highest seed",
                "#Virtual: mean of the workers",
                "#Training loss");
        boolean all = true;
        for (MethodSummary method : comparison.methods()) {
            List<Long> steps = method.seeds().get(0).curve().stream()
                    .filter(point -> point.validationLoss() != null)
                    .map(CurvePoint::step)
                    .toList();
            int rows = Math.min(MOST_ROWS, steps.size());
            all &= rows == steps.size();
            for (int row = 0; row < rows; row++) {
                int at = rows == 1 ? steps.size() - 1 : (int) ((long) row * (steps.size() - 1) / (rows - 1));
                row(table.row().method(comparison, method), method, steps.get(at));
            }
        }
        if (table.isEmpty()) {
            return "<p class=\"none\">No validation loss was taken.</p>\n";
        }
        String note = all
                ? ""
                : "<p class=\"note\">At most " + MOST_ROWS
                        + " evaluations of a method, the first and the last among them; record.json holds all.</p>\n";
        return table.html() + note;
    }

    private static void row(HtmlTable table, MethodSummary method, long step) {
        Mean tokens = new Mean();
        Mean nanos = new Mean();
        Mean bytes = new Mean();
        Mean validation = new Mean();
        Mean virtual = new Mean();
        Mean training = new Mean();
        for (MethodRecord seed : method.seeds()) {
            for (CurvePoint point : seed.curve()) {
                Double loss = point.validationLoss();
                if (point.step() == step && loss != null) {
                    tokens.add((double) point.tokens());
                    nanos.add((double) point.simulatedNanos());
                    bytes.add((double) point.volume().chargedBytes());
                    validation.add(loss);
                    Double nobodys = point.virtualValidationLoss();
                    if (nobodys != null) {
                        virtual.add(nobodys);
                    }
                    Double trained = point.trainLoss();
                    if (trained != null) {
                        training.add(trained);
                    }
                }
            }
        }
        table.figure(Quantities.count(step)).figure(Quantities.count(tokens.mean()));
        table.figure(Quantities.duration(nanos.mean() / 1e9)).figure(Quantities.bytes(bytes.mean()));
        table.figure(validation.loss());
        table.figure(
                validation.count < 2
                        ? "–"
                        : Quantities.loss(validation.low) + " to " + Quantities.loss(validation.high));
        table.figure(virtual.loss()).figure(training.loss());
    }

    /** Sum, count and range of some values. */
    private static final class Mean {
        private double sum;
        private int count;
        private double low = Double.POSITIVE_INFINITY;
        private double high = Double.NEGATIVE_INFINITY;

        void add(double value) {
            sum += value;
            count++;
            low = Math.min(low, value);
            high = Math.max(high, value);
        }

        double mean() {
            return sum / count;
        }

        String loss() {
            return count == 0 ? "–" : Quantities.loss(mean());
        }
    }
}
