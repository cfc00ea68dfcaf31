package org.longhaul.analysis.figure;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;

/**
 * Mean, lowest and highest value of a method over its seeds, as functions of time, items or bytes.
 *
 * <p>A value is known from its evaluation on and kept until the next, so these are step functions; after a seed's last
 * evaluation its value stays, since its model does. Where a seed did not train its whole budget the curve ends with that seed:
 * divergence is never averaged away.
 */
final class MeanCurve {

    private final double[] xs;
    private final double[] mean;
    private final double[] low;
    private final double[] high;

    /** Keeps the arrays; nobody changes them afterwards. */
    private MeanCurve(double[] xs, double[] mean, double[] low, double[] high) {
        this.xs = xs;
        this.mean = mean;
        this.low = low;
        this.high = high;
    }

    /** Returns where the mean changes, ascending: seconds, items or bytes; not to be changed. */
    double[] xs() {
        return xs;
    }

    /** Returns the mean from each place on; not to be changed. */
    double[] mean() {
        return mean;
    }

    /** Returns the value of the lowest seed from each place on; not to be changed. */
    double[] low() {
        return low;
    }

    /** Returns the value of the highest seed from each place on; not to be changed. */
    double[] high() {
        return high;
    }

    /** Returns the curve of a measure, or null when a seed has no finite value where the axis can show it. */
    static @Nullable MeanCurve of(
            List<MethodRecord> seeds,
            Measures measures,
            MeasureInfo measure,
            FigureOptions.Across across,
            boolean log) {
        return of(seeds, across, log, measures.values(measure.id()));
    }

    /** The same of one worker or client alone; null also when a seed tells nothing of it. */
    static @Nullable MeanCurve ofClient(
            List<MethodRecord> seeds,
            String client,
            Measures measures,
            MeasureInfo measure,
            FigureOptions.Across across,
            boolean log) {
        return of(seeds, across, log, measures.clientValues(measure.id(), client));
    }

    /**
     * Returns the curve of the mean of the workers, which is the real model where they are equal; null when no seed has a
     * virtual value.
     */
    static @Nullable MeanCurve virtual(
            List<MethodRecord> seeds,
            Measures measures,
            MeasureInfo measure,
            FigureOptions.Across across,
            boolean log) {
        Function<CurvePoint, @Nullable Double> values = measures.values(measure.id());
        Function<CurvePoint, @Nullable Double> virtual = measures.virtualValues(measure.id());
        for (MethodRecord seed : seeds) {
            if (seed.last(virtual) != null) {
                return of(
                        seeds,
                        across,
                        log,
                        point -> virtual.apply(point) == null ? values.apply(point) : virtual.apply(point));
            }
        }
        return null;
    }

    private static @Nullable MeanCurve of(
            List<MethodRecord> seeds,
            FigureOptions.Across across,
            boolean log,
            Function<CurvePoint, @Nullable Double> taken) {
        double[][] places = new double[seeds.size()][];
        double[][] values = new double[seeds.size()][];
        double first = Double.NEGATIVE_INFINITY;
        double last = Double.POSITIVE_INFINITY;
        for (int i = 0; i < places.length; i++) {
            double[][] curve = finite(seeds.get(i), across, log, taken);
            if (curve[0].length == 0) {
                return null;
            }
            places[i] = curve[0];
            values[i] = curve[1];
            first = Math.max(first, places[i][0]);
            if (seeds.get(i).outcome().kind() != Outcome.Kind.COMPLETED) {
                last = Math.min(last, places[i][places[i].length - 1]);
            }
        }
        double from = first;
        double to = last;
        double[] grid = Arrays.stream(places)
                .flatMapToDouble(DoubleStream::of)
                .filter(x -> x >= from && x <= to)
                .distinct()
                .sorted()
                .toArray();
        return grid.length == 0 ? null : combine(grid, places, values);
    }

    /** Places and values of the finite values; of several at one place, the last. */
    private static double[][] finite(
            MethodRecord method,
            FigureOptions.Across across,
            boolean log,
            Function<CurvePoint, @Nullable Double> taken) {
        double[] places = new double[method.curve().size()];
        double[] values = new double[places.length];
        int count = 0;
        for (CurvePoint point : method.curve()) {
            Double value = taken.apply(point);
            double place = place(point, across);
            if (value == null || !Double.isFinite(value) || (log && place <= 0)) {
                continue;
            }
            if (count > 0 && places[count - 1] == place) {
                count--;
            }
            places[count] = place;
            values[count++] = value;
        }
        return new double[][] {Arrays.copyOf(places, count), Arrays.copyOf(values, count)};
    }

    private static double place(CurvePoint point, FigureOptions.Across across) {
        return switch (across) {
            case TIME -> point.simulatedNanos() / 1e9;
            case ITEMS -> point.items();
            case BYTES -> point.volume().chargedBytes();
        };
    }

    private static MeanCurve combine(double[] grid, double[][] places, double[][] values) {
        double[] mean = new double[grid.length];
        double[] low = new double[grid.length];
        double[] high = new double[grid.length];
        for (int i = 0; i < grid.length; i++) {
            low[i] = Double.POSITIVE_INFINITY;
            high[i] = Double.NEGATIVE_INFINITY;
            for (int seed = 0; seed < places.length; seed++) {
                int found = Arrays.binarySearch(places[seed], grid[i]);
                double value = values[seed][found >= 0 ? found : -found - 2];
                mean[i] += value / places.length;
                low[i] = Math.min(low[i], value);
                high[i] = Math.max(high[i], value);
            }
        }
        return new MeanCurve(grid, mean, low, high);
    }
}
