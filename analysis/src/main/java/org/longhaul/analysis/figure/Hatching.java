package org.longhaul.analysis.figure;

/** Parallel lines over a rectangle, for what has no value. */
final class Hatching {

    private static final double EVERY = 7;

    private Hatching() {}

    /** Draws lines that rise to the right, and those that fall where they are crossed. */
    static void draw(Canvas canvas, double left, double top, double right, double bottom, int colour, boolean crossed) {
        Canvas.Stroke stroke = Canvas.Stroke.solid(colour, 1);
        double height = bottom - top;
        for (double start = left - height + EVERY / 2; start < right; start += EVERY) {
            double from = Math.max(start, left);
            double to = Math.min(start + height, right);
            if (from < to) {
                double[] xs = {from, to};
                canvas.polyline(xs, new double[] {bottom - (from - start), bottom - (to - start)}, stroke);
                if (crossed) {
                    canvas.polyline(xs, new double[] {top + (from - start), top + (to - start)}, stroke);
                }
            }
        }
    }
}
