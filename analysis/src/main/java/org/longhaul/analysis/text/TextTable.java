package org.longhaul.analysis.text;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of text cells for the terminal.
 *
 * <p>Columns are as wide as their widest cell. When the whole is too wide, the columns that may shrink lose their ends to an
 * ellipsis, widest first, down to {@value #LEAST_WIDTH} columns; what then still does not fit follows in blocks below, each
 * beginning with the first column again. Control characters in cells are shown as {@code ?}. Not thread-safe.
 */
public final class TextTable {

    /** The characters that a table is drawn with. */
    public enum Style {
        /** Box-drawing lines. */
        UNICODE("─", "…"),
        /** Seven-bit characters only. */
        ASCII("-", "~");

        private final String line;
        private final String ellipsis;

        Style(String line, String ellipsis) {
            this.line = line;
            this.ellipsis = ellipsis;
        }

        /** Returns the richest style whose characters the charset can encode. */
        public static Style forCharset(Charset charset) {
            return charset.canEncode() && charset.newEncoder().canEncode("─…±µ≈–") ? UNICODE : ASCII;
        }
    }

    /**
     * One column.
     *
     * @param header its name
     * @param rightAligned whether cells end together, as figures do
     * @param shrinkable whether cells may be cut to fit the width
     */
    public record Column(String header, boolean rightAligned, boolean shrinkable) {

        /** Returns a column of names that may be cut. */
        public static Column text(String header) {
            return new Column(header, false, true);
        }

        /** Returns a column of figures. */
        public static Column figure(String header) {
            return new Column(header, true, false);
        }
    }

    private static final String GAP = "  ";
    private static final int LEAST_WIDTH = 12;
    private static final int CONTINUED_WIDTH = 32;

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /** Creates a table without rows. */
    public TextTable(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException when the number of cells is not that of the columns
     */
    public TextTable row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "The row has " + cells.size() + " cells, the table " + columns.size() + " columns.");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /**
     * Returns the table's lines, each ended by a line feed.
     *
     * @param style characters to draw with; with {@link Style#ASCII} every other character is replaced
     * @param width columns of the terminal; wider only when the first column and one other do not fit
     */
    public String render(Style style, int width) {
        int[] widths = widths(style);
        fit(widths, width);
        StringBuilder out = new StringBuilder();
        int from = 1;
        do {
            int until = from;
            int total = widths[0];
            while (until < widths.length && (until == from || total + GAP.length() + widths[until] <= width)) {
                total += GAP.length() + widths[until++];
            }
            out.append(from == 1 ? "" : "\n");
            block(out, from, until, widths, style);
            from = until;
        } while (from < widths.length);
        return out.toString();
    }

    /** Returns the columns that the table's lines would take if nothing had to shrink or to follow below. */
    public int width(Style style) {
        return total(widths(style));
    }

    /** What a table can be written as for documents and programs. */
    public enum Form {
        /** GitHub-flavoured Markdown. */
        MARKDOWN,
        /** A LaTeX {@code tabular} with the rules of the package booktabs. */
        LATEX,
        /** Comma-separated values, the cells as they are shown, with an empty field for what is none. */
        CSV
    }

    /** Returns the table in a form. */
    public String in(Form form) {
        return switch (form) {
            case MARKDOWN -> markdown();
            case LATEX -> latex();
            case CSV -> TableMarkup.csv(columns, rows);
        };
    }

    /** Returns the table as GitHub-flavoured Markdown. */
    public String markdown() {
        return TableMarkup.markdown(columns, rows);
    }

    /** Returns the table as a LaTeX {@code tabular} with the rules of the package booktabs. */
    public String latex() {
        return TableMarkup.latex(columns, rows);
    }

    private void block(StringBuilder out, int from, int until, int[] widths, Style style) {
        line(out, columns.stream().map(Column::header).toList(), from, until, widths, style);
        out.append(style.line.repeat(widths[0]));
        for (int i = from; i < until; i++) {
            out.append(GAP).append(style.line.repeat(widths[i]));
        }
        out.append('\n');
        for (List<String> row : rows) {
            line(out, row, from, until, widths, style);
        }
    }

    private static int total(int[] widths) {
        return Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
    }

    private int[] widths(Style style) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = length(clean(columns.get(i).header(), style));
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], length(clean(row.get(i), style)));
            }
        }
        return widths;
    }

    private void fit(int[] widths, int width) {
        int least = total(widths);
        for (int i = 0; i < widths.length; i++) {
            least -= columns.get(i).shrinkable() ? Math.max(0, widths[i] - LEAST_WIDTH) : 0;
        }
        if (least > width) {
            // The table goes on below itself: there is room for more of each name.
            for (int i = 0; i < widths.length; i++) {
                widths[i] = columns.get(i).shrinkable() ? Math.min(widths[i], CONTINUED_WIDTH) : widths[i];
            }
            return;
        }
        int total = total(widths);
        while (total > width) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                if (columns.get(i).shrinkable()
                        && widths[i] > LEAST_WIDTH
                        && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            widths[widest]--;
            total--;
        }
    }

    private void line(StringBuilder out, List<String> cells, int from, int until, int[] widths, Style style) {
        StringBuilder line = new StringBuilder(cell(cells, 0, widths, style));
        for (int i = from; i < until; i++) {
            line.append(GAP).append(cell(cells, i, widths, style));
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private String cell(List<String> cells, int column, int[] widths, Style style) {
        String cell = cut(clean(cells.get(column), style), widths[column], style);
        String padding = " ".repeat(widths[column] - length(cell));
        return columns.get(column).rightAligned() ? padding + cell : cell + padding;
    }

    private static String cut(String cell, int width, Style style) {
        if (length(cell) <= width) {
            return cell;
        }
        return cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + style.ellipsis;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Whether a text is of ASCII's printable characters alone, as most are. */
    private static boolean isPlain(String cell) {
        for (int i = 0; i < cell.length(); i++) {
            if (cell.charAt(i) < ' ' || cell.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Returns the text with control characters hidden and, in {@link Style#ASCII}, every other character replaced. */
    public static String clean(String cell, Style style) {
        if (isPlain(cell)) {
            return cell;
        }
        StringBuilder out = new StringBuilder();
        cell.codePoints().forEach(point -> {
            if (isHidden(point)) {
                out.append('?');
            } else if (style == Style.UNICODE || point < 128) {
                out.appendCodePoint(point);
            } else {
                out.append(ascii(point));
            }
        });
        return out.toString();
    }

    /** Control characters, and those that would turn, join or break lines unseen. */
    private static boolean isHidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static String ascii(int point) {
        return switch (point) {
            case '±' -> "+/-";
            case 'µ' -> "u";
            case '–', '—' -> "-";
            case '≈' -> "~";
            case '≥' -> ">=";
            case '≤' -> "<=";
            case '×' -> "x";
            default -> "?";
        };
    }
}
