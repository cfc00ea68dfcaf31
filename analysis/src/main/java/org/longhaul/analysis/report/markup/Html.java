package org.longhaul.analysis.report.markup;

import java.util.Locale;

/** Grows a piece of HTML; text is escaped, markup is well-formed XML. */
public final class Html {

    private final StringBuilder out = new StringBuilder();

    /** Returns the text with markup characters as entities and characters that XML forbids replaced. */
    public static String escape(String text) {
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
    public Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Appends escaped text. */
    public Html text(String text) {
        out.append(escape(text));
        return this;
    }

    /** Appends an element with text; {@code open} is its name with attributes. */
    public Html element(String open, String text) {
        return markup(open, escape(text));
    }

    /** Appends an element with markup in it; only for what was escaped already. */
    public Html markup(String open, String markup) {
        int space = open.indexOf(' ');
        String name = space < 0 ? open : open.substring(0, space);
        out.append('<')
                .append(open)
                .append('>')
                .append(markup)
                .append("</")
                .append(name)
                .append('>');
        return this;
    }

    /** Returns a number for a style or an SVG coordinate. */
    public static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
