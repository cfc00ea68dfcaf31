package org.longhaul.wire.calibrate;

import java.util.List;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.analysis.text.WrappedText;

/** A calibration for the terminal. */
public final class CalibrationTables {
    private CalibrationTables() {}

    /** Which constants were set, and under each from what, then what was left out: lines that a table would cut off. */
    public static String constants(Calibration calibration, TextTable.Style style, int width) {
        StringBuilder out = new StringBuilder();
        for (CalibratedConstant each : calibration.constants()) {
            out.append(wrapped("", each.key() + ": " + each.value(), style, width))
                    .append(wrapped("  ", "from: " + each.source(), style, width));
        }
        for (String line : calibration.leftOut()) {
            out.append(wrapped("", "left out: " + line, style, width));
        }
        return out.toString();
    }

    private static String wrapped(String head, String text, TextTable.Style style, int width) {
        return WrappedText.of(head, "    ", TextTable.clean(text, style), width);
    }

    /** How the rows that set nothing judge them. */
    public static TextTable errors(Calibration calibration) {
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("judged by rows that set nothing"),
                TextTable.Column.figure("rows"),
                TextTable.Column.figure("error before"),
                TextTable.Column.figure("error after")));
        calibration
                .judged()
                .forEach(each -> table.row(List.of(
                        each.what(),
                        Integer.toString(each.rows()),
                        Figures.percent(each.before()),
                        Figures.percent(each.after()))));
        return table;
    }
}
