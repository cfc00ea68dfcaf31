package org.longhaul.topology.picture;

import java.util.ArrayList;
import java.util.List;

/** Where the marks of a scene stand, in units of its own until {@link #fit} brings them onto the canvas. */
final class SceneLayout {
    /** How much more than the horizontal the vertical axis may be stretched where the shape is kept. */
    static final double TALLEST = 1.5;

    final double[] x;
    final double[] y;
    final List<Card> cards = new ArrayList<>();
    /** Meridians and parallels, each a line in layout units. */
    final List<double[]> grid = new ArrayList<>();

    /** How far a line bows towards the top, as a share of its length; 0 is straight. */
    double bend;
    /** Size of the marks, as a share of the usual. */
    double markScale = 1;

    SceneLayout(int vertices) {
        this.x = new double[vertices];
        this.y = new double[vertices];
    }

    /** A box around the marks of one site, centred. */
    record Card(String title, double x, double y, double width, double height) {}

    /** Scales and shifts the marks into the rectangle; with {@code keepShape} nearly alike on both axes. */
    void fit(double left, double top, double width, double height, boolean keepShape) {
        double[] bounds = {1e300, 1e300, -1e300, -1e300};
        for (int i = 0; i < x.length; i++) {
            bounds[0] = Math.min(bounds[0], x[i]);
            bounds[1] = Math.min(bounds[1], y[i]);
            bounds[2] = Math.max(bounds[2], x[i]);
            bounds[3] = Math.max(bounds[3], y[i]);
        }
        double spanX = Math.max(bounds[2] - bounds[0], 1e-9);
        double spanY = Math.max(bounds[3] - bounds[1], 1e-9);
        double scaleX = spanX < 1e-6 ? 0 : width / spanX;
        double scaleY = spanY < 1e-6 ? 0 : height / spanY;
        if (keepShape && scaleX > 0 && scaleY > 0) {
            scaleX = Math.min(scaleX, scaleY);
            scaleY = Math.min(scaleY, TALLEST * scaleX);
        }
        double middleX = (bounds[0] + bounds[2]) / 2;
        double middleY = (bounds[1] + bounds[3]) / 2;
        for (int i = 0; i < x.length; i++) {
            x[i] = left + width / 2 + (x[i] - middleX) * scaleX;
            y[i] = top + height / 2 + (y[i] - middleY) * scaleY;
        }
        for (double[] line : grid) {
            for (int k = 0; k < line.length; k += 2) {
                line[k] = left + width / 2 + (line[k] - middleX) * scaleX;
                line[k + 1] = top + height / 2 + (line[k + 1] - middleY) * scaleY;
            }
        }
    }
}
