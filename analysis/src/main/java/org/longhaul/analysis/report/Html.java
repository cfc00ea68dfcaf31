package org.longhaul.analysis.report;

import java.util.Locale;

/** Grows a piece of HTML; text is escaped, markup is well-formed XML. */
final class Html {

    private final StringBuilder out = new StringBuilder();

    /** Returns the text with markup characters as entities and characters that XML forbids replaced. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(point) ? point : '\uFFFD');
            }
        });
        return escaped.toString();
    }

    private static boolean isAllowed(int point) {
        if (point < 0x20) {
            return point == '\n' || point == '\t';
        }
        boolean surrogate = point >= 0xD800 && point <= 0xDFFF;
        return !surrogate && point != 0xFFFE && point != 0xFFFF;
    }

    /** Appends markup as it is; only for constants of this program. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Appends escaped text. */
    Html text(String text) {
        out.append(escape(text));
        return this;
    }

    /** Appends an element with text; {@code open} is its name with attributes. */
    Html element(String open, String text) {
        int space = open.indexOf(' ');
        String name = space < 0 ? open : open.substring(0, space);
        out.append('<')
                .append(open)
                .append('>')
                .append(escape(text))
                .append("</")
                .append(name)
                .append('>');
        return this;
    }

    /** Appends a table cell of text. */
    Html cell(String text) {
        return element("td", text);
    }

    /** Appends a table cell of a figure, set flush right. */
    Html figure(String text) {
        return element("td class=\"n\"", text);
    }

    /** Opens a table that scrolls within itself; {@code columns} starting with {@code #} are figures. */
    Html table(String caption, String... columns) {
        raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .text(caption)
                .raw("\"><table>");
        raw("<caption>").element("span", caption).raw("</caption><thead><tr>");
        for (String column : columns) {
            boolean figure = column.startsWith("#");
            element(
                    figure ? "th scope=\"col\" class=\"n\"" : "th scope=\"col\"",
                    figure ? column.substring(1) : column);
        }
        return raw("</tr></thead><tbody>\n");
    }

    /** Closes what {@link #table} opened. */
    Html endTable() {
        return raw("</tbody></table></div>\n");
    }

    /** Returns a number for a style or an SVG coordinate. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
