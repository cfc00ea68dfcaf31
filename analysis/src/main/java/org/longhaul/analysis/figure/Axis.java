package org.longhaul.analysis.figure;

/**
 * A linear axis.
 *
 * @param low value at pixel {@code from}
 * @param high value at pixel {@code to}
 */
record Axis(double low, double high, double from, double to) {

    /** Returns the pixel of a value. */
    double place(double value) {
        return from + (value - low) / (high - low) * (to - from);
    }

    /** Returns round values within the axis, {@code most} at most, in steps of 1, 2 or 5 times a power of ten. */
    double[] ticks(int most) {
        double rough = (high - low) / most;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = 10 * power;
        for (double factor : new double[] {5, 2, 1}) {
            if (factor * power >= rough) {
                step = factor * power;
            }
        }
        long first = (long) Math.ceil(low / step - 1e-9);
        long last = (long) Math.floor(high / step + 1e-9);
        double[] ticks = new double[(int) (last - first + 1)];
        for (int i = 0; i < ticks.length; i++) {
            ticks[i] = (first + i) * step;
        }
        return ticks;
    }
}
