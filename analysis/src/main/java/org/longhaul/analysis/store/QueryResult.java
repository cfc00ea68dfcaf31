package org.longhaul.analysis.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.CsvText;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.extension.PlainNumber;

/**
 * The rows that a query returned.
 *
 * @param columns names of the columns
 * @param rows cells by row and column: numbers, text, booleans or null
 */
public record QueryResult(List<String> columns, List<List<@Nullable Object>> rows) {

    /** Copies the lists. */
    public QueryResult {
        columns = List.copyOf(columns);
        List<List<@Nullable Object>> copy = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            copy.add(Collections.unmodifiableList(new ArrayList<>(row)));
        }
        rows = Collections.unmodifiableList(copy);
    }

    /** Returns the rows as a table for the terminal; figures are right-aligned. */
    public String render(TextTable.Style style, int width) {
        return table().render(style, width);
    }

    /** Returns the rows in a form for documents and programs; CSV has every digit of a number. */
    public String in(TextTable.Form form) {
        if (form != TextTable.Form.CSV) {
            return table().in(form);
        }
        StringBuilder out = new StringBuilder(CsvText.line(columns));
        for (List<@Nullable Object> row : rows) {
            out.append(CsvText.line(row.stream().map(QueryResult::whole).toList()));
        }
        return out.toString();
    }

    private static String whole(@Nullable Object cell) {
        return cell == null ? "" : cell instanceof Double value ? PlainNumber.of(value) : cell.toString();
    }

    private TextTable table() {
        List<TextTable.Column> headers = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            headers.add(
                    isFigure(column)
                            ? TextTable.Column.figure(columns.get(column))
                            : TextTable.Column.text(columns.get(column)));
        }
        TextTable table = new TextTable(headers);
        for (List<@Nullable Object> row : rows) {
            table.row(row.stream().map(QueryResult::text).toList());
        }
        return table;
    }

    private boolean isFigure(int column) {
        boolean figure = false;
        for (List<@Nullable Object> row : rows) {
            Object cell = row.get(column);
            if (cell != null && !(cell instanceof Number)) {
                return false;
            }
            figure |= cell != null;
        }
        return figure;
    }

    private static String text(@Nullable Object cell) {
        if (cell == null) {
            return "–";
        }
        if (cell instanceof Double value) {
            return Double.isFinite(value) ? PlainNumber.rounded(value, 6) : value.toString();
        }
        return cell.toString();
    }
}
