package org.longhaul.analysis.report.markup;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;

/**
 * Grows a table of the page. It scrolls within itself, its first column stands still, and columns that say nothing in any
 * row are left out.
 */
public final class HtmlTable {

    private static final String NOTHING = "–";

    /** One cell: its element with attributes, what is in it, whether it says anything. */
    private record Cell(String open, String markup, boolean says) {}

    private final String caption;
    private final List<String> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    /** Starts a table; the names of columns of figures begin with {@code #}. */
    public HtmlTable(String caption, List<String> columns) {
        this.caption = caption;
        this.columns = List.copyOf(columns);
    }

    public HtmlTable(String caption, String... columns) {
        this(caption, List.of(columns));
    }

    /** Starts a row. */
    public HtmlTable row() {
        rows.add(new ArrayList<>());
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Adds the row's header: a method with its key and ending. */
    public HtmlTable method(Comparison comparison, MethodSummary method) {
        return markup("th scope=\"row\"", MethodName.markup(comparison, method));
    }

    /** Adds the row's header. */
    public HtmlTable header(String text) {
        return markup("th scope=\"row\"", Html.escape(text));
    }

    public HtmlTable cell(String text) {
        return add(new Cell("td", Html.escape(text), says(text)));
    }

    /** Adds a cell with a smaller line under it. */
    public HtmlTable cell(String text, String under) {
        return add(new Cell("td", Html.escape(text) + small(under), says(text) || says(under)));
    }

    /** Adds a figure, set flush right. */
    public HtmlTable figure(String text) {
        return figure(text, "");
    }

    /** Adds a figure with a smaller line under it; no line when that is empty. */
    public HtmlTable figure(String text, String under) {
        return add(new Cell("td class=\"n\"", Html.escape(text) + small(under), says(text) || says(under)));
    }

    /** Adds a cell of prose. */
    public HtmlTable why(String text) {
        return add(new Cell("td class=\"why\"", Html.escape(text), says(text)));
    }

    /** Adds a cell of markup; {@code open} is its element with attributes. */
    public HtmlTable markup(String open, String markup) {
        return add(new Cell(open, markup, !markup.isEmpty()));
    }

    private HtmlTable add(Cell cell) {
        rows.get(rows.size() - 1).add(cell);
        return this;
    }

    private static boolean says(String text) {
        return !text.isBlank() && !text.equals(NOTHING);
    }

    private static String small(String text) {
        return text.isEmpty() ? "" : "<small>" + Html.escape(text) + "</small>";
    }

    /** Returns the table as markup. */
    public String html() {
        boolean[] shown = new boolean[columns.size()];
        shown[0] = true;
        for (List<Cell> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalStateException(
                        "A row of '" + caption + "' has " + row.size() + " cells for " + columns.size() + " columns.");
            }
            for (int i = 0; i < shown.length; i++) {
                shown[i] |= row.get(i).says();
            }
        }
        Html html = new Html();
        html.raw("<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"")
                .text(caption)
                .raw("\"><table>");
        html.raw("<caption>").element("span", caption).raw("</caption><thead><tr>");
        for (int i = 0; i < shown.length; i++) {
            if (shown[i]) {
                boolean figure = columns.get(i).startsWith("#");
                html.element(
                        figure ? "th scope=\"col\" class=\"n\"" : "th scope=\"col\"",
                        figure ? columns.get(i).substring(1) : columns.get(i));
            }
        }
        html.raw("</tr></thead><tbody>\n");
        for (List<Cell> row : rows) {
            html.raw("<tr>");
            for (int i = 0; i < shown.length; i++) {
                if (shown[i]) {
                    Cell cell = row.get(i);
                    html.markup(cell.open(), cell.markup());
                }
            }
            html.raw("</tr>\n");
        }
        return html.raw("</tbody></table></div>\n").toString();
    }
}
