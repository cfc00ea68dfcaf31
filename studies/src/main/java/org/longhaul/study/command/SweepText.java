package org.longhaul.study.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.run.Json;
import org.longhaul.study.sweep.BestPoints;
import org.longhaul.study.sweep.SweepSession;

/** The best points of a sweep, for people and for programs. */
final class SweepText {
    private final BestPoints best;
    private final String by;

    SweepText(BestPoints best, String by) {
        this.best = best;
        this.by = by;
    }

    /** The figure that ranks and a few that most ask for; a terminal has no room for all. */
    private List<Integer> shown() {
        List<Integer> shown = new ArrayList<>();
        for (String figure : List.of(by, "seconds", "charged-bytes", "compute-share", best.headline())) {
            int index = best.figures().indexOf(figure);
            boolean isThere = index >= 0
                    && best.rows().stream()
                            .anyMatch(row -> Double.isFinite(row.figures().get(index)));
            if (isThere && !shown.contains(index)) {
                shown.add(index);
            }
        }
        return shown;
    }

    String table() {
        List<Integer> shown = shown();
        List<TextTable.Column> columns = new ArrayList<>();
        columns.add(TextTable.Column.figure("point"));
        best.axes().forEach(axis -> columns.add(TextTable.Column.text(axis)));
        columns.add(TextTable.Column.text("method"));
        shown.forEach(
                index -> columns.add(TextTable.Column.figure(best.figures().get(index))));
        TextTable table = new TextTable(columns);
        for (BestPoints.Row row : best.rows()) {
            List<String> cells = new ArrayList<>();
            cells.add(Long.toString(row.point()));
            cells.addAll(row.values());
            cells.add(row.label());
            for (int index : shown) {
                cells.add(cell(best.figures().get(index), row.figures().get(index)));
            }
            table.row(cells);
        }
        return table.render(Terminal.style(), Terminal.width()) + "\nBest by " + by + ": "
                + best.rows().size() + " of " + best.ranked()
                + " points where a method came to its end and has it, each"
                + " with its best method; means over seeds.";
    }

    private static String cell(String figure, double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        if (figure.startsWith("seconds")) {
            return Quantities.duration(value);
        }
        if (figure.contains("bytes")) {
            return Quantities.bytes(value);
        }
        if (figure.endsWith("-share")) {
            return String.format(Locale.ROOT, "%.1f%%", 100 * value);
        }
        return PlainNumber.rounded(value, 5);
    }

    String json(SweepSession session) {
        List<Map<String, Object>> points = new ArrayList<>();
        for (BestPoints.Row row : best.rows()) {
            Map<String, Object> point = new LinkedHashMap<>();
            point.put("point", row.point());
            Map<String, Object> axes = new LinkedHashMap<>();
            for (int i = 0; i < best.axes().size(); i++) {
                axes.put(best.axes().get(i), row.values().get(i));
            }
            point.put("axes", axes);
            point.put("method", row.label());
            point.put("seeds", row.seeds());
            Map<String, Object> figures = new LinkedHashMap<>();
            for (int i = 0; i < best.figures().size(); i++) {
                if (Double.isFinite(row.figures().get(i))) {
                    figures.put(best.figures().get(i), row.figures().get(i));
                }
            }
            point.put("figures", figures);
            points.add(point);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("by", by);
        all.put("points", session.done());
        all.put("failed", session.failed());
        all.put("ranked", best.ranked());
        all.put("table", session.tableFile().toString());
        all.put("best", points);
        return Json.compact(all);
    }
}
