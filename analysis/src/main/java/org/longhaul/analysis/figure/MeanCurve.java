package org.longhaul.analysis.figure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.CurvePoint;
import org.longhaul.analysis.record.MethodRecord;

/**
 * Mean, lowest and highest validation loss of a method over its seeds, as functions of simulated time.
 *
 * <p>Seeds are interpolated linearly at each other's times; the curve covers the times that every seed covers.
 */
final class MeanCurve {

    private final double[] seconds;
    private final double[] mean;
    private final double[] low;
    private final double[] high;

    /** Keeps the arrays; nobody changes them afterwards. */
    private MeanCurve(double[] seconds, double[] mean, double[] low, double[] high) {
        this.seconds = seconds;
        this.mean = mean;
        this.low = low;
        this.high = high;
    }

    /** Returns the times, ascending; not to be changed. */
    double[] seconds() {
        return seconds;
    }

    /** Returns the mean loss at each time; not to be changed. */
    double[] mean() {
        return mean;
    }

    /** Returns the loss of the lowest seed at each time; not to be changed. */
    double[] low() {
        return low;
    }

    /** Returns the loss of the highest seed at each time; not to be changed. */
    double[] high() {
        return high;
    }

    /** Returns the curve, or null when a seed has no finite validation loss. */
    static @Nullable MeanCurve of(List<MethodRecord> seeds) {
        double[][] times = new double[seeds.size()][];
        double[][] losses = new double[seeds.size()][];
        double first = 0;
        double last = Double.POSITIVE_INFINITY;
        for (int i = 0; i < times.length; i++) {
            double[][] curve = finite(seeds.get(i));
            if (curve[0].length == 0) {
                return null;
            }
            times[i] = curve[0];
            losses[i] = curve[1];
            first = Math.max(first, times[i][0]);
            last = Math.min(last, times[i][times[i].length - 1]);
        }
        double from = first;
        double to = last;
        double[] grid = Arrays.stream(times)
                .flatMapToDouble(DoubleStream::of)
                .filter(time -> time >= from && time <= to)
                .distinct()
                .sorted()
                .toArray();
        return grid.length == 0 ? null : combine(grid, times, losses);
    }

    private static double[][] finite(MethodRecord method) {
        List<CurvePoint> points = method.curve().stream()
                .filter(point -> point.validationLoss() != null && Double.isFinite(point.validationLoss()))
                .toList();
        double[] times = new double[points.size()];
        double[] losses = new double[points.size()];
        for (int i = 0; i < times.length; i++) {
            Double loss = points.get(i).validationLoss();
            times[i] = points.get(i).simulatedNanos() / 1e9;
            losses[i] = loss == null ? Double.NaN : loss;
        }
        return new double[][] {times, losses};
    }

    private static MeanCurve combine(double[] grid, double[][] times, double[][] losses) {
        double[] mean = new double[grid.length];
        double[] low = new double[grid.length];
        double[] high = new double[grid.length];
        for (int i = 0; i < grid.length; i++) {
            low[i] = Double.POSITIVE_INFINITY;
            high[i] = Double.NEGATIVE_INFINITY;
            for (int seed = 0; seed < times.length; seed++) {
                double loss = at(grid[i], times[seed], losses[seed]);
                mean[i] += loss / times.length;
                low[i] = Math.min(low[i], loss);
                high[i] = Math.max(high[i], loss);
            }
        }
        return new MeanCurve(grid, mean, low, high);
    }

    private static double at(double time, double[] times, double[] losses) {
        int found = Arrays.binarySearch(times, time);
        if (found >= 0) {
            return losses[found];
        }
        int above = -found - 1;
        double share = (time - times[above - 1]) / (times[above] - times[above - 1]);
        return losses[above - 1] + share * (losses[above] - losses[above - 1]);
    }
}
