package org.longhaul.wire.probe;

import java.util.Arrays;
import java.util.List;

/** How many bytes of a flow had come by when; times ascend. Not safe for many threads. */
final class RateCurve {
    private static final int POINTS = 256;
    /** Rates of two spans that differ by no more are one. */
    private static final double ALIKE = 0.05;

    private long[] nanos = new long[64];
    private long[] bytes = new long[64];
    private int count;

    /**
     * A rate.
     *
     * @param bytesPerSecond payload
     * @param shares the part of it that each flow had
     * @param isSteady whether it was the same in the span before, so that slow start is over
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Rate(double bytesPerSecond, double[] shares, boolean isSteady) {
        private static final Rate NONE = new Rate(0, new double[0], false);
    }

    /** Adds a point; one before the last is left out. */
    void add(long atNanos, long came) {
        if (count > 0 && atNanos - nanos[count - 1] < 0) {
            return;
        }
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
            bytes = Arrays.copyOf(bytes, 2 * count);
        }
        nanos[count] = atNanos;
        bytes[count++] = came;
    }

    long bytes() {
        return count == 0 ? 0 : bytes[count - 1];
    }

    /** When the first bytes came, or the end where none did. */
    private long begin() {
        int first = 0;
        while (first < count - 1 && bytes[first] == 0) {
            first++;
        }
        // They came since the point before.
        return nanos[Math.max(0, first - 1)];
    }

    private double at(double when) {
        int low = 0;
        int high = count - 1;
        if (when <= nanos[0]) {
            return bytes[0];
        }
        if (when >= nanos[high]) {
            return bytes[high];
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (nanos[middle] <= when) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double share = nanos[high] == nanos[low] ? 1 : (when - nanos[low]) / (nanos[high] - nanos[low]);
        return bytes[low] + share * (bytes[high] - bytes[low]);
    }

    /**
     * The rate of flows together, from their begin to the end of the first that ends.
     *
     * <p>The later half of that time counts. What TCP hands over after a loss comes late and all at once, so that the curve
     * stays below the line of the link's rate and touches it whenever nothing is missing: the rate is the slope of the longest
     * edge of the curve's upper hull.
     *
     * @param leastNanos a quarter of the time is at least this, or the rate is not steady
     */
    static Rate of(List<RateCurve> flows, long leastNanos) {
        long begin = Long.MAX_VALUE;
        long end = Long.MAX_VALUE;
        for (RateCurve each : flows) {
            if (each.count < 2) {
                return Rate.NONE;
            }
            begin = Math.min(begin, each.begin());
            end = Math.min(end, each.nanos[each.count - 1]);
        }
        long time = end - begin;
        if (time <= 0) {
            return Rate.NONE;
        }
        double[] sum = new double[POINTS + 1];
        for (int i = 0; i <= POINTS; i++) {
            double when = begin + (double) time * i / POINTS;
            for (RateCurve each : flows) {
                sum[i] += each.at(when);
            }
        }
        double perPoint = longestEdge(sum, POINTS / 2);
        double before = (sum[POINTS / 2] - sum[POINTS / 4]) / (POINTS / 4.0);
        double after = (sum[POINTS] - sum[POINTS / 2]) / (POINTS / 2.0);
        boolean isSteady = time / 4 >= leastNanos && Math.abs(after - before) <= ALIKE * after;
        double middle = begin + time / 2.0;
        double[] shares = new double[flows.size()];
        for (int f = 0; f < shares.length; f++) {
            shares[f] = (flows.get(f).at((double) end) - flows.get(f).at(middle))
                    / Math.max(1.0, sum[POINTS] - sum[POINTS / 2]);
        }
        return new Rate(perPoint * POINTS * 1e9 / time, shares, isSteady);
    }

    /** The slope of the longest edge of the upper hull of the points from {@code first} on, a step. */
    private static double longestEdge(double[] value, int first) {
        int[] hull = new int[value.length - first];
        int size = 0;
        for (int i = first; i < value.length; i++) {
            while (size >= 2
                    && (value[hull[size - 1]] - value[hull[size - 2]]) * (i - hull[size - 2])
                            <= (value[i] - value[hull[size - 2]]) * (hull[size - 1] - hull[size - 2])) {
                size--;
            }
            hull[size++] = i;
        }
        int longest = 1;
        for (int i = 2; i < size; i++) {
            if (hull[i] - hull[i - 1] > hull[longest] - hull[longest - 1]) {
                longest = i;
            }
        }
        return (value[hull[longest]] - value[hull[longest - 1]]) / (hull[longest] - hull[longest - 1]);
    }
}
