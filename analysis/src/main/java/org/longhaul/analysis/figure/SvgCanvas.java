package org.longhaul.analysis.figure;

import java.util.Locale;
import java.util.stream.Collectors;
import org.longhaul.analysis.text.Quantities;

/** Draws as SVG text; the fonts are named, so that the figure looks alike wherever they are installed. */
final class SvgCanvas implements Canvas {

    private static final String FAMILY = "Helvetica, Arial, 'Liberation Sans', sans-serif";

    private final StringBuilder out = new StringBuilder();

    SvgCanvas(int width, int height, String title) {
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + width + " " + height + "\" width=\""
                + width + "\" height=\"" + height + "\" role=\"img\">\n");
        out.append("<title>").append(escape(title)).append("</title>\n");
        out.append("<rect width=\"" + width + "\" height=\"" + height + "\" fill=\"#ffffff\"/>\n");
    }

    @Override
    public void polyline(double[] xs, double[] ys, Stroke stroke) {
        out.append("<polyline points=\"")
                .append(points(xs, ys))
                .append("\" fill=\"none\" stroke-linejoin=\"round\" stroke=\"");
        out.append(hex(stroke.colour()))
                .append("\" stroke-width=\"")
                .append(number(stroke.width()))
                .append('"');
        if (!stroke.dashes().isEmpty()) {
            out.append(" stroke-dasharray=\"")
                    .append(stroke.dashes().stream().map(Quantities::plain).collect(Collectors.joining(" ")))
                    .append('"');
        }
        out.append("/>\n");
    }

    @Override
    public void polygon(double[] xs, double[] ys, int colour, double opacity) {
        out.append("<polygon points=\"")
                .append(points(xs, ys))
                .append("\" fill=\"")
                .append(hex(colour));
        out.append("\" fill-opacity=\"").append(number(opacity)).append("\"/>\n");
    }

    @Override
    public void disc(double x, double y, double radius, int colour) {
        out.append("<circle cx=\"" + number(x) + "\" cy=\"" + number(y) + "\" r=\"" + number(radius) + "\" fill=\""
                + hex(colour) + "\" stroke=\"#ffffff\" stroke-width=\"1.5\"/>\n");
    }

    @Override
    public void text(double x, double y, Font font, String text) {
        label(x, y, font, "", text);
    }

    @Override
    public void textUpwards(double x, double y, Font font, String text) {
        label(x, y, font, " transform=\"rotate(-90 " + number(x) + " " + number(y) + ")\"", text);
    }

    private void label(double x, double y, Font font, String transform, String text) {
        out.append("<text x=\"" + number(x) + "\" y=\"" + number(y) + "\"" + transform + " font-family=\"" + FAMILY
                + "\" font-size=\"" + number(font.size()) + "\" fill=\"" + hex(font.colour()) + "\"");
        out.append(font.bold() ? " font-weight=\"bold\"" : "");
        out.append(" text-anchor=\"")
                .append(font.anchor().name().toLowerCase(Locale.ROOT))
                .append("\">");
        out.append(escape(text)).append("</text>\n");
    }

    private static String points(double[] xs, double[] ys) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < xs.length; i++) {
            points.append(i == 0 ? "" : " ").append(number(xs[i])).append(',').append(number(ys[i]));
        }
        return points.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String hex(int colour) {
        return String.format(Locale.ROOT, "#%06x", colour);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("[\\p{Cntrl}\\uFFFE\\uFFFF]|\\p{Cs}", "\uFFFD");
    }

    /** Returns the drawing so far as a whole document. */
    String document() {
        return out + "</svg>\n";
    }
}
