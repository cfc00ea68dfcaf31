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

    static String latex(List<TextTable.Column> columns, List<List<String>> rows) {
        StringBuilder out = new StringBuilder("\\begin{tabular}{");
        columns.forEach(column -> out.append(column.rightAligned() ? 'r' : 'l'));
        out.append("}\n\\toprule\n");
        latexLine(out, columns.stream().map(TextTable.Column::header).toList());
        out.append("\\midrule\n");
        rows.forEach(row -> latexLine(out, row));
        return out.append("\\bottomrule\n\\end{tabular}\n").toString();
    }

    private static void latexLine(StringBuilder out, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            out.append(i == 0 ? "" : " & ");
            TextTable.clean(cells.get(i), TextTable.Style.UNICODE)
                    .codePoints()
                    .forEach(point -> out.append(latex(point)));
        }
        out.append(" \\\\\n");
    }

    private static String latex(int point) {
        return switch (point) {
            case '&', '%', '$', '#', '_', '{', '}' -> "\\" + (char) point;
            case '~' -> "\\textasciitilde{}";
            case '^' -> "\\textasciicircum{}";
            case '\\' -> "\\textbackslash{}";
            case '±' -> "$\\pm$";
            case '≈' -> "$\\approx$";
            case '<' -> "$<$";
            case '>' -> "$>$";
            case 'µ' -> "$\\mu$";
            case '–' -> "--";
            case '—' -> "---";
            case '×' -> "$\\times$";
            default -> Character.toString(point);
        };
    }
}
