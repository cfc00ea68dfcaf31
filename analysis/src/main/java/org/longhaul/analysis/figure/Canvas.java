package org.longhaul.analysis.figure;

import java.util.List;

/** A surface of fixed size to draw on, in pixels from the upper left corner; colours are 0xRRGGBB. */
interface Canvas {

    /** Where a text stands relative to its point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** How a line is drawn: colour, width, lengths of dashes and gaps in turn, none for a solid line. */
    record Stroke(int colour, double width, List<Double> dashes) {
        /** Copies the dashes. */
        public Stroke {
            dashes = List.copyOf(dashes);
        }

        static Stroke solid(int colour, double width) {
            return new Stroke(colour, width, List.of());
        }

        static Stroke dashed(int colour, double width) {
            return new Stroke(colour, width, List.of(7.0, 4.0));
        }
    }

    /** How a text is set: colour, size, whether in bold, where it stands. */
    record Font(int colour, double size, boolean bold, Anchor anchor) {}

    /** Draws the line through the points. */
    void polyline(double[] xs, double[] ys, Stroke stroke);

    /** Fills the polygon of the points, see-through by {@code opacity}, 0 to 1. */
    void polygon(double[] xs, double[] ys, int colour, double opacity);

    /** Fills a disc with a thin white edge. */
    void disc(double x, double y, double radius, int colour);

    /** Writes one line of text with its base line at {@code y}. */
    void text(double x, double y, Font font, String text);

    /** Writes one line of text upwards, centred at the point. */
    void textUpwards(double x, double y, Font font, String text);
}
