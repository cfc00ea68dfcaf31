package org.longhaul.analysis.figure;

import java.util.Arrays;

/**
 * An axis, linear or logarithmic.
 *
 * @param low value at pixel {@code from}; positive on a logarithmic axis
 * @param high value at pixel {@code to}
 * @param log whether equal factors are equally long
 */
record Axis(double low, double high, double from, double to, boolean log) {

    /** A linear axis. */
    Axis(double low, double high, double from, double to) {
        this(low, high, from, to, false);
    }

    /** Returns the pixel of a value. */
    double place(double value) {
        double share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
        return from + share * (to - from);
    }

    /** Returns round values within the axis, about {@code most} at most: steps of 1, 2 or 5 times a power of ten. */
    double[] ticks(int most) {
        return log ? logTicks(most) : linearTicks(most);
    }

    private double[] linearTicks(int most) {
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

    private double[] logTicks(int most) {
        int first = (int) Math.floor(Math.log10(low) + 1e-9);
        int last = (int) Math.ceil(Math.log10(high) - 1e-9);
        double[] factors = 3 * (last - first) <= most ? new double[] {1, 2, 5} : new double[] {1};
        double[] ticks = new double[(last - first + 1) * factors.length];
        int count = 0;
        for (int exponent = first; exponent <= last; exponent++) {
            for (double factor : factors) {
                double tick = factor * Math.pow(10, exponent);
                if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) {
                    ticks[count++] = tick;
                }
            }
        }
        return Arrays.copyOf(ticks, count);
    }
}
