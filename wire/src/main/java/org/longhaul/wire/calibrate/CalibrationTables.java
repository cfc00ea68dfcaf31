package org.longhaul.wire.calibrate;

import java.util.List;
import org.longhaul.analysis.text.TextTable;

/** A calibration for the terminal. */
public final class CalibrationTables {
    private CalibrationTables() {}

    /** Which constants were set, and from what. */
    public static TextTable constants(Calibration calibration) {
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("key"), TextTable.Column.text("value"), TextTable.Column.text("set from")));
        calibration.constants().forEach(each -> table.row(List.of(each.key(), each.value(), each.source())));
        return table;
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
