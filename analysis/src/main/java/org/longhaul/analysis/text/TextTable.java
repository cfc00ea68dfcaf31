package org.longhaul.analysis.text;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of text cells for the terminal.
 *
 * <p>Columns are as wide as their widest cell; when the whole is too wide, the columns that may shrink lose their ends to an
 * ellipsis, widest first. Control characters in cells are shown as {@code ?}. Not thread-safe.
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
            return charset.canEncode() && charset.newEncoder().canEncode("─…±µ") ? UNICODE : ASCII;
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
    private static final int LEAST_WIDTH = 4;

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
     * @param width columns of the terminal; wider only when nothing more can shrink
     */
    public String render(Style style, int width) {
        int[] widths = widths(style);
        fit(widths, width);
        StringBuilder out = new StringBuilder();
        line(out, columns.stream().map(Column::header).toList(), widths, style);
        for (int i = 0; i < widths.length; i++) {
            out.append(i == 0 ? "" : GAP).append(style.line.repeat(widths[i]));
        }
        out.append('\n');
        for (List<String> row : rows) {
            line(out, row, widths, style);
        }
        return out.toString();
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
        int total = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
        while (total > width) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                if (columns.get(i).shrinkable()
                        && widths[i] > LEAST_WIDTH
                        && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
            total--;
        }
    }

    private void line(StringBuilder out, List<String> cells, int[] widths, Style style) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cut(clean(cells.get(i), style), widths[i], style);
            String padding = " ".repeat(widths[i] - length(cell));
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).rightAligned() ? padding + cell : cell + padding);
        }
        out.append(line.toString().stripTrailing()).append('\n');
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

    private static String clean(String cell, Style style) {
        StringBuilder out = new StringBuilder();
        cell.codePoints().forEach(point -> {
            if (Character.isISOControl(point)) {
                out.append('?');
            } else if (style == Style.UNICODE || point < 128) {
                out.appendCodePoint(point);
            } else {
                out.append(ascii(point));
            }
        });
        return out.toString();
    }

    private static String ascii(int point) {
        return switch (point) {
            case '±' -> "+/-";
            case 'µ' -> "u";
            case '–', '—' -> "-";
            case '×' -> "x";
            default -> "?";
        };
    }
}
