package org.longhaul.training.dataset;

import java.util.Arrays;

/** Draws lines with soft edges on a small grey picture. Not thread-safe. */
final class StrokePen {
    private final int side;
    private final double[] distances;

    StrokePen(int side) {
        this.side = side;
        distances = new double[side * side];
        clear();
    }

    void clear() {
        Arrays.fill(distances, Double.MAX_VALUE);
    }

    /** A line from one point to another, pixels from the upper left; {@code reach} is how far from it ink can lie. */
    void line(double x0, double y0, double x1, double y1, double reach) {
        int left = Math.max(0, (int) Math.floor(Math.min(x0, x1) - reach));
        int right = Math.min(side - 1, (int) Math.ceil(Math.max(x0, x1) + reach));
        int top = Math.max(0, (int) Math.floor(Math.min(y0, y1) - reach));
        int bottom = Math.min(side - 1, (int) Math.ceil(Math.max(y0, y1) + reach));
        double dx = x1 - x0;
        double dy = y1 - y0;
        double squared = Math.max(1e-12, dx * dx + dy * dy);
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double along = ((x + 0.5 - x0) * dx + (y + 0.5 - y0) * dy) / squared;
                double t = Math.max(0, Math.min(1, along));
                double aside = x + 0.5 - x0 - t * dx;
                double above = y + 0.5 - y0 - t * dy;
                int pixel = y * side + x;
                double nearest = distances[pixel];
                // The exact distance takes long: only where it is less than before, or may be so by rounding.
                if (aside * aside + above * above <= nearest * nearest * (1 + 1e-9)) {
                    distances[pixel] = Math.min(nearest, Math.hypot(aside, above));
                }
            }
        }
    }

    /** Ink of a pixel, 0 to 1: full within the pen's radius, none {@code softness} further out. */
    double ink(int pixel, double radius, double softness) {
        double t = (distances[pixel] - radius) / softness;
        return t <= 0 ? 1 : t >= 1 ? 0 : 1 - t;
    }
}
