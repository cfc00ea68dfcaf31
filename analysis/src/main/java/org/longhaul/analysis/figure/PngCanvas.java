package org.longhaul.analysis.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.ImageIO;

/** Draws into an image at twice the size, for sharp text. */
final class PngCanvas implements Canvas {

    private static final int SCALE = 2;

    private final BufferedImage image;
    private final Graphics2D graphics;

    PngCanvas(int width, int height) {
        image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(SCALE, SCALE);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
    }

    @Override
    public void polyline(double[] xs, double[] ys, Stroke stroke) {
        float[] dashes =
                stroke.dashes().isEmpty() ? null : new float[stroke.dashes().size()];
        for (int i = 0; dashes != null && i < dashes.length; i++) {
            dashes[i] = stroke.dashes().get(i).floatValue();
        }
        graphics.setColor(new Color(stroke.colour()));
        graphics.setStroke(
                new BasicStroke((float) stroke.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0));
        graphics.draw(path(xs, ys));
    }

    @Override
    public void polygon(double[] xs, double[] ys, int colour, double opacity) {
        Color opaque = new Color(colour);
        graphics.setColor(
                new Color(opaque.getRed(), opaque.getGreen(), opaque.getBlue(), (int) Math.round(255 * opacity)));
        graphics.fill(path(xs, ys));
    }

    private static Path2D path(double[] xs, double[] ys) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < xs.length; i++) {
            if (i == 0) {
                path.moveTo(xs[i], ys[i]);
            } else {
                path.lineTo(xs[i], ys[i]);
            }
        }
        return path;
    }

    @Override
    public void disc(double x, double y, double radius, int colour) {
        Ellipse2D circle = new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
        graphics.setColor(new Color(colour));
        graphics.fill(circle);
        graphics.setColor(Color.WHITE);
        graphics.setStroke(new BasicStroke(1.5f));
        graphics.draw(circle);
    }

    @Override
    public void text(double x, double y, Font font, String text) {
        graphics.setColor(new Color(font.colour()));
        graphics.setFont(
                new java.awt.Font(java.awt.Font.SANS_SERIF, font.bold() ? java.awt.Font.BOLD : java.awt.Font.PLAIN, 1)
                        .deriveFont((float) font.size()));
        double width = graphics.getFontMetrics().stringWidth(text);
        double start =
                switch (font.anchor()) {
                    case START -> x;
                    case MIDDLE -> x - width / 2;
                    case END -> x - width;
                };
        graphics.drawString(text, (float) start, (float) y);
    }

    @Override
    public void textUpwards(double x, double y, Font font, String text) {
        AffineTransform upright = graphics.getTransform();
        graphics.rotate(-Math.PI / 2, x, y);
        text(x, y, font, text);
        graphics.setTransform(upright);
    }

    /** Writes the image as PNG. */
    void write(OutputStream out) throws IOException {
        graphics.dispose();
        ImageIO.write(image, "png", out);
    }
}
