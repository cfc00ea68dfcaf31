package org.longhaul.analysis.figure;

import java.util.Arrays;

/** The line of a step function within a frame: level from each point to the next, then straight up or down. */
final class Stairs {

    private Stairs() {}

    /**
     * Returns the corners' pixels, x then y, from where the function first lies within the frame; what is outside is cut off.
     *
     * @param xs where the function changes, ascending
     * @param values its value from there on
     */
    static double[][] of(double[] xs, double[] values, Axis across, Axis up) {
        int first = 0;
        while (first < values.length - 1 && (values[first] > up.high() || values[first] < up.low())) {
            first++;
        }
        int points = xs.length - first;
        double[] px = new double[2 * points];
        double[] py = new double[2 * points];
        double before = up.place(values[Math.max(0, first - 1)]);
        for (int i = 0; i < points; i++) {
            px[2 * i] = across.place(xs[first + i]);
            px[2 * i + 1] = px[2 * i];
            py[2 * i] = within(up, before);
            before = up.place(values[first + i]);
            py[2 * i + 1] = within(up, before);
        }
        int[] kept = Thinning.kept(px, py);
        return new double[][] {Thinning.pick(px, kept), Thinning.pick(py, kept)};
    }

    /** Pixels count from above: the end of the axis is the smaller one. */
    private static double within(Axis up, double pixel) {
        return Math.min(up.from(), Math.max(up.to(), pixel));
    }

    /** Returns the area between two step functions with the same places, as a polygon's pixels. */
    static double[][] between(double[] xs, double[] low, double[] high, Axis across, Axis up) {
        double[][] below = of(xs, low, across, up);
        double[][] above = of(xs, high, across, up);
        int count = below[0].length;
        double[][] area = {
            Arrays.copyOf(below[0], count + above[0].length), Arrays.copyOf(below[1], count + above[0].length)
        };
        for (int i = 0; i < above[0].length; i++) {
            area[0][count + i] = above[0][above[0].length - 1 - i];
            area[1][count + i] = above[1][above[0].length - 1 - i];
        }
        return area;
    }
}
