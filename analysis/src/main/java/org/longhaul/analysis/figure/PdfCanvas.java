package org.longhaul.analysis.figure;

import java.awt.font.FontRenderContext;
import java.awt.geom.PathIterator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;

/**
 * Draws as one page of PDF 1.4, a pixel as three quarters of a point. Text is Helvetica, which every reader has; text that its
 * encoding lacks is drawn as outlines.
 */
final class PdfCanvas implements Canvas {

    private static final double POINTS = 0.75;
    private static final Charset ENCODING = Charset.forName("windows-1252");
    private static final double CIRCLE = 0.5522847498;

    private final StringBuilder content = new StringBuilder();
    private final List<String> opacities = new ArrayList<>();
    private final String title;
    private final int width;
    private final int height;

    PdfCanvas(int width, int height, String title) {
        this.width = width;
        this.height = height;
        this.title = title;
        // From here on y points downwards, as everywhere in this package.
        content.append(numbers(POINTS, 0, 0, -POINTS, 0, POINTS * height)).append("cm\n");
        content.append("1 1 1 rg ").append(numbers(0, 0, width, height)).append("re f\n1 j\n");
    }

    @Override
    public void polyline(double[] xs, double[] ys, Stroke stroke) {
        content.append(colour(stroke.colour())).append("RG ").append(numbers(stroke.width()));
        content.append("w [");
        stroke.dashes().forEach(dash -> content.append(numbers(dash)));
        content.append("] 0 d\n");
        path(xs, ys);
        content.append("S\n");
    }

    @Override
    public void polygon(double[] xs, double[] ys, int colour, double opacity) {
        opacity(opacity);
        content.append(colour(colour)).append("rg\n");
        path(xs, ys);
        content.append("h f\n");
        opacity(1);
    }

    private void opacity(double opacity) {
        String value = numbers(opacity).strip();
        int at = opacities.indexOf(value);
        if (at < 0) {
            at = opacities.size();
            opacities.add(value);
        }
        content.append("/O").append(at).append(" gs ");
    }

    private void path(double[] xs, double[] ys) {
        for (int i = 0; i < xs.length; i++) {
            content.append(numbers(xs[i], ys[i])).append(i == 0 ? "m\n" : "l\n");
        }
    }

    @Override
    public void disc(double x, double y, double radius, int colour) {
        double k = CIRCLE * radius;
        double r = radius;
        content.append(colour(colour)).append("rg 1 1 1 RG 1.5 w [] 0 d\n");
        content.append(numbers(x + r, y)).append("m\n");
        content.append(numbers(x + r, y + k, x + k, y + r, x, y + r)).append("c\n");
        content.append(numbers(x - k, y + r, x - r, y + k, x - r, y)).append("c\n");
        content.append(numbers(x - r, y - k, x - k, y - r, x, y - r)).append("c\n");
        content.append(numbers(x + k, y - r, x + r, y - k, x + r, y)).append("c b\n");
    }

    @Override
    public void text(double x, double y, Font font, String text) {
        label(x, y, font, text, false);
    }

    @Override
    public void textUpwards(double x, double y, Font font, String text) {
        label(x, y, font, text, true);
    }

    private void label(double x, double y, Font font, String text, boolean upwards) {
        boolean encodable = ENCODING.newEncoder().canEncode(text);
        double length = encodable
                ? Helvetica.width(text, font.size(), font.bold())
                : outlined(font).width(text);
        double back =
                switch (font.anchor()) {
                    case START -> 0;
                    case MIDDLE -> length / 2;
                    case END -> length;
                };
        content.append(colour(font.colour())).append("rg\n");
        if (!encodable) {
            content.append("q ");
            content.append(upwards ? numbers(0, -1, 1, 0, x, y + back) : numbers(1, 0, 0, 1, x - back, y));
            content.append("cm\n");
            outlined(font).draw(text);
            content.append("Q\n");
            return;
        }
        content.append("BT /")
                .append(font.bold() ? "B " : "R ")
                .append(numbers(font.size()))
                .append("Tf ");
        content.append(upwards ? numbers(0, -1, -1, 0, x, y + back) : numbers(1, 0, 0, -1, x - back, y));
        content.append("Tm <");
        for (byte letter : text.getBytes(ENCODING)) {
            content.append(String.format(Locale.ROOT, "%02x", letter));
        }
        content.append("> Tj ET\n");
    }

    private Outlines outlined(Font font) {
        int style = font.bold() ? java.awt.Font.BOLD : java.awt.Font.PLAIN;
        return new Outlines(
                new java.awt.Font(java.awt.Font.SANS_SERIF, style, 1).deriveFont((float) font.size()),
                new FontRenderContext(null, true, true));
    }

    /** Text as the outlines of its letters. */
    private final class Outlines {
        private final java.awt.Font font;
        private final FontRenderContext context;

        Outlines(java.awt.Font font, FontRenderContext context) {
            this.font = font;
            this.context = context;
        }

        double width(String text) {
            return font.getStringBounds(text, context).getWidth();
        }

        void draw(String text) {
            double[] at = new double[6];
            double x = 0;
            double y = 0;
            PathIterator path =
                    font.createGlyphVector(context, text).getOutline().getPathIterator(null);
            for (; !path.isDone(); path.next()) {
                switch (path.currentSegment(at)) {
                    case PathIterator.SEG_MOVETO ->
                        content.append(numbers(at[0], at[1])).append("m\n");
                    case PathIterator.SEG_LINETO ->
                        content.append(numbers(at[0], at[1])).append("l\n");
                    case PathIterator.SEG_QUADTO -> {
                        content.append(numbers(
                                        x + 2 * (at[0] - x) / 3,
                                        y + 2 * (at[1] - y) / 3,
                                        at[2] + 2 * (at[0] - at[2]) / 3,
                                        at[3] + 2 * (at[1] - at[3]) / 3,
                                        at[2],
                                        at[3]))
                                .append("c\n");
                        at[0] = at[2];
                        at[1] = at[3];
                    }
                    case PathIterator.SEG_CUBICTO -> {
                        content.append(numbers(at)).append("c\n");
                        at[0] = at[4];
                        at[1] = at[5];
                    }
                    default -> content.append("h\n");
                }
                x = at[0];
                y = at[1];
            }
            content.append("f\n");
        }
    }

    private static String colour(int colour) {
        return numbers((colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0, (colour & 255) / 255.0);
    }

    private static String numbers(double... values) {
        StringBuilder text = new StringBuilder();
        for (double value : values) {
            text.append(String.format(Locale.ROOT, "%.3f ", value));
        }
        return text.toString();
    }

    /** Returns the drawing so far as a whole document. */
    byte[] document() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Integer> offsets = new ArrayList<>();
        write(out, "%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        StringBuilder states = new StringBuilder();
        for (int i = 0; i < opacities.size(); i++) {
            states.append("/O")
                    .append(i)
                    .append(" << /ca ")
                    .append(opacities.get(i))
                    .append(" >> ");
        }
        object(out, offsets, "<< /Type /Catalog /Pages 2 0 R >>");
        object(out, offsets, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        object(
                out,
                offsets,
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 "
                        + numbers(POINTS * width, POINTS * height).strip()
                        + "] /Contents 7 0 R /Resources << /Font << /R 4 0 R /B 5 0 R >> /ExtGState << " + states
                        + ">> >> >>");
        for (String font : List.of("Helvetica", "Helvetica-Bold")) {
            object(
                    out,
                    offsets,
                    "<< /Type /Font /Subtype /Type1 /BaseFont /" + font + " /Encoding /WinAnsiEncoding >>");
        }
        StringBuilder hex = new StringBuilder("feff");
        for (byte half : title.getBytes(StandardCharsets.UTF_16BE)) {
            hex.append(String.format(Locale.ROOT, "%02x", half));
        }
        object(out, offsets, "<< /Title <" + hex + "> /Producer (Longhaul) >>");
        byte[] stream = deflated(content.toString().getBytes(StandardCharsets.US_ASCII));
        offsets.add(out.size());
        write(out, "7 0 obj\n<< /Length " + stream.length + " /Filter /FlateDecode >>\nstream\n");
        out.writeBytes(stream);
        write(out, "\nendstream\nendobj\n");
        int start = out.size();
        write(out, "xref\n0 " + (offsets.size() + 1) + "\n0000000000 65535 f \n");
        offsets.forEach(offset -> write(out, String.format(Locale.ROOT, "%010d 00000 n \n", offset)));
        write(
                out,
                "trailer\n<< /Size " + (offsets.size() + 1) + " /Root 1 0 R /Info 6 0 R >>\nstartxref\n" + start
                        + "\n%%EOF\n");
        return out.toByteArray();
    }

    private static void object(ByteArrayOutputStream out, List<Integer> offsets, String body) {
        offsets.add(out.size());
        write(out, offsets.size() + " 0 obj\n" + body + "\nendobj\n");
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }
}
