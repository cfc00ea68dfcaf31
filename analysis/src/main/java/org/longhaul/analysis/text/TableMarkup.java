package org.longhaul.analysis.text;

import java.util.List;

/** Tables for documents: the same cells as on the terminal, escaped. */
final class TableMarkup {

    private TableMarkup() {}

    static String markdown(List<TextTable.Column> columns, List<List<String>> rows) {
        StringBuilder out = new StringBuilder();
        markdownLine(out, columns.stream().map(TextTable.Column::header).toList());
        for (TextTable.Column column : columns) {
            out.append(column.rightAligned() ? "| ---: " : "| --- ");
        }
        out.append("|\n");
        rows.forEach(row -> markdownLine(out, row));
        return out.toString();
    }

    private static void markdownLine(StringBuilder out, List<String> cells) {
        for (String cell : cells) {
            out.append("| ")
                    .append(TextTable.clean(cell, TextTable.Style.UNICODE).replaceAll("([\\\\|`*_<\\[\\]])", "\\\\$1"))
                    .append(' ');
        }
        out.append("|\n");
    }

    static String csv(List<TextTable.Column> columns, List<List<String>> rows) {
        StringBuilder out = new StringBuilder(
                CsvText.line(columns.stream().map(TextTable.Column::header).toList()));
        for (List<String> row : rows) {
            out.append(CsvText.line(
                    row.stream().map(cell -> cell.equals("–") ? "" : cell).toList()));
        }
        return out.toString();
    }

    static String latex(List<TextTable.Column> columns, List<List<String>> rows) {
        StringBuilder out = new StringBuilder("\\begin{tabular}{");
        columns.forEach(column -> out.append(column.rightAligned() ? 'r' : 'l'));
        out.append("}\n\\toprule\n");
        latexLine(out, columns.stream().map(TextTable.Column::header).toList());
        out.append("\\midrule\n");
        rows.forEach(row -> latexLine(out, row));
        return out.append("\\bottomrule\n\\end{tabular}\n").toString();
    }

    /** A first cell that begins with a star or a bracket would be taken for an argument of the line break before it. */
    private static void latexLine(StringBuilder out, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            String cell = TextTable.clean(cells.get(i), TextTable.Style.UNICODE);
            out.append(i == 0 ? "" : " & ").append(i == 0 && cell.matches("\\s*[*\\[].*") ? "{}" : "");
            boolean minus = cell.matches("-[\\d.].*");
            out.append(minus ? "$-$" : "");
            cell.codePoints().skip(minus ? 1 : 0).forEach(point -> out.append(latex(point)));
        }
        out.append(" \\\\\n");
    }

    private static String latex(int point) {
        return switch (point) {
            case '&', '%', '$', '#', '_', '{', '}' -> "\\" + (char) point;
            case '~' -> "\\textasciitilde{}";
            case '^' -> "\\textasciicircum{}";
            case '\\' -> "\\textbackslash{}";
            case '|' -> "\\textbar{}";
            case '"' -> "''";
            case '±' -> "$\\pm$";
            case '≈' -> "$\\approx$";
            case '≥' -> "$\\geq$";
            case '≤' -> "$\\leq$";
            case '<' -> "$<$";
            case '>' -> "$>$";
            case 'µ' -> "$\\mu$";
            case '–' -> "--";
            case '—' -> "---";
            case '×' -> "$\\times$";
            case '…' -> "\\ldots{}";
            case '→' -> "$\\rightarrow$";
            default -> Character.toString(point);
        };
    }
}
