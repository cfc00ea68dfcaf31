package org.longhaul.analysis.record;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.CurvePoint;

/**
 * What one method under one seed came to, without what explains it: the part of a {@link MethodRecord} from which tables of many runs
 * are made.
 *
 * @param label the method's name in its run
 * @param seed master seed
 * @param outcome how the training ended
 * @param totals sums at the end
 * @param curve points with values on held-out data, in order of steps; others are left out
 * @param workers where each worker's time went, by worker number
 * @param dollars price of the carried bytes; null when no link has a price, or where it came to a halt
 */
public record MethodTally(
        String label,
        long seed,
        Outcome outcome,
        Totals totals,
        List<CurvePoint> curve,
        List<WorkerTime> workers,
        @Nullable Double dollars) {

    /** Copies the collections, keeping their order. */
    public MethodTally {
        curve = measured(curve);
        workers = List.copyOf(workers);
    }

    private static List<CurvePoint> measured(List<CurvePoint> curve) {
        List<CurvePoint> measured = new ArrayList<>();
        for (CurvePoint point : curve) {
            if (!point.values().isEmpty()) {
                measured.add(point);
            }
        }
        return List.copyOf(measured);
    }

    /** Returns the last value of a measure on held-out data; null when it was never taken. */
    public @Nullable Double last(Function<CurvePoint, @Nullable Double> values) {
        return last(curve, values);
    }

    static @Nullable Double last(List<CurvePoint> curve, Function<CurvePoint, @Nullable Double> taken) {
        for (int i = curve.size() - 1; i >= 0; i--) {
            Double value = taken.apply(curve.get(i));
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
