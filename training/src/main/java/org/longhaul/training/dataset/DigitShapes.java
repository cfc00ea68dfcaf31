package org.longhaul.training.dataset;

import java.util.ArrayList;
import java.util.List;

/** The ten digits as lines in a box from (-1, -1), upper left, to (1, 1), lower right. */
final class DigitShapes {
    /** A line through points: x0, y0, x1, y1, ... */
    static final class Line {
        private final double[] points;

        private Line(double[] points) {
            this.points = points;
        }

        /** The points themselves, not a copy. */
        double[] points() {
            return points;
        }
    }

    private final List<List<Line>> digits = new ArrayList<>();

    DigitShapes() {
        digits.add(List.of(arc(0, 0, 0.62, 1, 0, 360)));
        digits.add(List.of(line(-0.4, -0.6, 0.05, -1, 0.05, 1)));
        digits.add(List.of(join(arc(0, -0.45, 0.58, 0.55, 200, 395), line(0.45, -0.1, -0.6, 1, 0.65, 1))));
        digits.add(List.of(
                join(arc(-0.05, -0.5, 0.55, 0.5, 215, 450), line(-0.15, 0)), arc(-0.05, 0.5, 0.62, 0.5, 270, 505)));
        digits.add(List.of(line(0.25, -1, -0.65, 0.35, 0.7, 0.35), line(0.3, -0.2, 0.3, 1)));
        digits.add(List.of(join(line(0.6, -1, -0.45, -1, -0.52, -0.15), arc(-0.02, 0.38, 0.6, 0.62, 235, 500))));
        digits.add(List.of(join(line(0.4, -1, -0.2, -0.45), arc(0, 0.42, 0.58, 0.58, 200, 560))));
        digits.add(List.of(line(-0.6, -1, 0.62, -1, -0.15, 1)));
        digits.add(List.of(arc(0, -0.5, 0.5, 0.5, 90, 450), arc(0, 0.5, 0.6, 0.5, 270, 630)));
        digits.add(List.of(join(arc(0, -0.42, 0.58, 0.58, 20, 380), line(0.55, -0.3, 0.25, 1))));
    }

    List<Line> of(int digit) {
        return digits.get(digit);
    }

    private static Line line(double... points) {
        return new Line(points);
    }

    /** Part of an ellipse, degrees clockwise from the right. */
    private static Line arc(double x, double y, double rx, double ry, double from, double to) {
        int steps = (int) Math.ceil((to - from) / 24);
        double[] points = new double[2 * (steps + 1)];
        for (int i = 0; i <= steps; i++) {
            double angle = Math.toRadians(from + (to - from) * i / steps);
            points[2 * i] = x + rx * Math.cos(angle);
            points[2 * i + 1] = y + ry * Math.sin(angle);
        }
        return new Line(points);
    }

    private static Line join(Line first, Line second) {
        double[] points = new double[first.points.length + second.points.length];
        System.arraycopy(first.points, 0, points, 0, first.points.length);
        System.arraycopy(second.points, 0, points, first.points.length, second.points.length);
        return new Line(points);
    }
}
