package org.longhaul.analysis.report.markup;

import java.util.List;
import java.util.Locale;

/**
 * How the curve of one method is told apart from the others, with colour and without: by dashes and by the shape of its
 * marks. The baseline is the first style; the others follow in the order of the run.
 *
 * @param index 0 for the baseline, from 1 for the others
 */
public record CurveStyle(int index) {

    /** Colours on white, 0xRRGGBB; the page's style sheet holds the same as {@code --m0} to {@code --m7}. */
    private static final int[] COLOURS = {0x4b5563, 0x0069a8, 0xc04f00, 0x008060, 0xa93a82, 0x8f6400, 0x2a7fb8, 0x7d4f3a
    };

    private static final List<List<Double>> DASHES = List.of(
            List.of(),
            List.of(14.0, 3.0),
            List.of(8.0, 3.0),
            List.of(14.0, 3.0, 3.0, 3.0),
            List.of(20.0, 4.0),
            List.of(9.0, 3.0, 3.0, 3.0, 3.0, 3.0),
            List.of(5.0, 3.0));
    private static final List<Double> VIRTUAL = List.of(1.5, 3.0);

    /** Outlines that fit into a circle of radius one: x and y in turn. */
    private static final List<double[]> SHAPES = List.of(
            new double[] {-0.8, -0.8, 0.8, -0.8, 0.8, 0.8, -0.8, 0.8},
            polygon(20, 0, 1, 1),
            polygon(3, -90, 1.15, 1.15),
            polygon(4, 0, 1.1, 1.1),
            polygon(3, 90, 1.15, 1.15),
            polygon(10, -90, 1.25, 0.55),
            new double[] {
                -0.4, -1.1, 0.4, -1.1, 0.4, -0.4, 1.1, -0.4, 1.1, 0.4, 0.4, 0.4, 0.4, 1.1, -0.4, 1.1, -0.4, 0.4, -1.1,
                0.4, -1.1, -0.4, -0.4, -0.4
            },
            polygon(6, 0, 1.05, 1.05),
            polygon(8, -90, 1.3, 0.5));

    /** Returns the style class of the colour, {@code m0} to {@code m7}; after seven methods they come again. */
    public String colourClass() {
        return "m" + colourIndex();
    }

    /** Returns the colour on white, 0xRRGGBB. */
    public int colour() {
        return COLOURS[colourIndex()];
    }

    private int colourIndex() {
        return index == 0 ? 0 : 1 + (index - 1) % (COLOURS.length - 1);
    }

    /** Returns lengths of dashes and gaps in turn, pixels; empty for a solid line. */
    public List<Double> dashes() {
        return index == 0 ? List.of() : DASHES.get((index - 1) % DASHES.size());
    }

    /** Returns the dashes of a curve that nobody holds and nobody paid for. */
    public static List<Double> virtualDashes() {
        return VIRTUAL;
    }

    /** Returns the outline of a mark around the origin, x and y in turn, {@code radius} pixels large. */
    public double[] mark(double radius) {
        double[] shape = SHAPES.get(index == 0 ? 0 : 1 + (index - 1) % (SHAPES.size() - 1))
                .clone();
        for (int i = 0; i < shape.length; i++) {
            shape[i] *= radius;
        }
        return shape;
    }

    /** Returns {@link #mark} as the text of an SVG path. */
    public String markPath(double radius) {
        StringBuilder path = new StringBuilder();
        double[] mark = mark(radius);
        for (int i = 0; i < mark.length; i += 2) {
            path.append(i == 0 ? 'M' : 'L').append(String.format(Locale.ROOT, "%.1f %.1f", mark[i], mark[i + 1]));
        }
        return path.append('Z').toString();
    }

    /** Returns {@link #dashes} as the text of an SVG attribute; "none" for a solid line. */
    public String dashText() {
        StringBuilder text = new StringBuilder();
        for (double dash : dashes()) {
            text.append(text.isEmpty() ? "" : " ").append(String.format(Locale.ROOT, "%.0f", dash));
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    /** Points on a circle, every second one on the inner radius. */
    private static double[] polygon(int corners, double start, double outer, double inner) {
        double[] points = new double[2 * corners];
        for (int i = 0; i < corners; i++) {
            double angle = Math.toRadians(start + 360.0 * i / corners);
            double radius = i % 2 == 0 ? outer : inner;
            points[2 * i] = radius * Math.cos(angle);
            points[2 * i + 1] = radius * Math.sin(angle);
        }
        return points;
    }
}
