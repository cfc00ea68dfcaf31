package org.longhaul.study.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;

/**
 * A hard limit.
 *
 * @param name its key in the plan file
 * @param bound the limit
 * @param least whether the value must be at least the bound; otherwise it must not exceed it
 * @param value what of a point is limited; null where a point has no such value, which the limit then drops
 * @param words writes a value for people
 */
record PointLimit(
        String name,
        double bound,
        boolean least,
        Function<PricedPoint, @Nullable Double> value,
        Function<Double, String> words) {
    private static final double NANOS = 1e9;

    static List<PointLimit> of(PlanSpec.Limits limits) {
        List<PointLimit> all = new ArrayList<>();
        if (limits.time() != null) {
            all.add(new PointLimit(
                    "time", limits.time().toNanos() / NANOS, false, PricedPoint::seconds, Quantities::duration));
        }
        if (limits.dollars() != null) {
            all.add(new PointLimit("dollars", limits.dollars(), false, PricedPoint::dollars, Quantities::dollars));
        }
        if (limits.bytes() != null) {
            all.add(new PointLimit(
                    "bytes", (double) limits.bytes().bytes(), false, PricedPoint::bytes, Quantities::bytes));
        }
        if (limits.energy() != null) {
            all.add(new PointLimit(
                    "energy",
                    limits.energy(),
                    false,
                    PricedPoint::kilowattHours,
                    value -> Quantities.plain(value) + " kWh"));
        }
        if (limits.bandwidth() != null) {
            all.add(new PointLimit(
                    "bandwidth",
                    (double) limits.bandwidth().bitsPerSecond(),
                    false,
                    PricedPoint::bitsPerSecond,
                    Quantities::bitRate));
        }
        if (limits.utilisation() != null) {
            all.add(new PointLimit(
                    "utilisation",
                    limits.utilisation(),
                    true,
                    PricedPoint::utilisation,
                    value -> Quantities.plain(100 * value) + " %"));
        }
        return all;
    }

    boolean admits(PricedPoint point) {
        Double found = value.apply(point);
        return found != null && (least ? found >= bound : found <= bound);
    }

    /** Whether one value is nearer to being admitted than another. */
    boolean isNearer(double one, double other) {
        return least ? one > other : one < other;
    }
}
