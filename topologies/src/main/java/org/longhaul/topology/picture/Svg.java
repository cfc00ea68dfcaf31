package org.longhaul.topology.picture;

import java.util.Locale;

/** Writes SVG elements; numbers with one decimal and a point in every locale, text escaped. */
final class Svg {
    private final StringBuilder out = new StringBuilder(1 << 14);

    Svg raw(String text) {
        out.append(text);
        return this;
    }

    /** Opens {@code <name}; follow with {@link #attribute} and {@link #end} or {@link #close}. */
    Svg open(String name) {
        out.append('<').append(name);
        return this;
    }

    Svg attribute(String name, double value) {
        String number = String.format(Locale.ROOT, "%.1f", value);
        out.append(' ').append(name).append("=\"");
        out.append(number.endsWith(".0") ? number.substring(0, number.length() - 2) : number)
                .append('"');
        return this;
    }

    Svg attribute(String name, String value) {
        out.append(' ').append(name).append("=\"").append(escape(value)).append('"');
        return this;
    }

    Svg close() {
        out.append("/>\n");
        return this;
    }

    Svg end() {
        out.append('>');
        return this;
    }

    Svg text(String text) {
        out.append(escape(text));
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String cssClass) {
        return open("line")
                .attribute("x1", x1)
                .attribute("y1", y1)
                .attribute("x2", x2)
                .attribute("y2", y2)
                .attribute("class", cssClass);
    }

    Svg label(double x, double y, String cssClass, String text) {
        return open("text")
                .attribute("x", x)
                .attribute("y", y)
                .attribute("class", cssClass)
                .end()
                .text(text)
                .raw("</text>\n");
    }

    static String escape(String text) {
        StringBuilder sb = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> sb.append("&lt;");
                case '>' -> sb.append("&gt;");
                case '&' -> sb.append("&amp;");
                case '"' -> sb.append("&quot;");
                default -> sb.append(c < ' ' || Character.isSurrogate(c) || c >= 0xfffe ? '?' : c);
            }
        }
        return sb.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
