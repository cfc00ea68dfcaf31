package org.longhaul.training.method.asking;

import java.math.RoundingMode;
import java.util.List;
import java.util.stream.IntStream;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Require;

/**
 * How many local steps each worker takes between two of its exchanges: with speeds, so many that all take about as long.
 *
 * <pre>
 *   H_w = floor(v_w / max_u v_u * H), or the next above it, and at least 1
 * </pre>
 *
 * @param fastest H, steps of the fastest
 * @param speeds v of each worker, of which only the proportions matter; empty where all take H
 * @param rounding whether a part of a step is left out ({@code FLOOR}) or done ({@code CEILING})
 */
record Pace(long fastest, List<Double> speeds, RoundingMode rounding) {
    /** Of what is a whole number but for the rounding of the division. */
    private static final double WHOLE = 1e-9;

    Pace {
        Require.period("parameterPeriod", fastest);
        speeds = List.copyOf(speeds);
        for (double speed : speeds) {
            if (!(speed > 0 && speed <= 1e9)) {
                throw new IllegalArgumentException(
                        "speeds (" + PlainNumber.of(speed) + " among them) must be above 0 and at most 1e9.");
            }
        }
    }

    /** All take as many. */
    static Pace same(long steps) {
        return new Pace(steps, List.of(), RoundingMode.FLOOR);
    }

    /** Refuses speeds of fewer or more workers than there are. */
    void requireFit(int workers) {
        if (!speeds.isEmpty() && speeds.size() != workers) {
            throw new IllegalArgumentException(
                    "speeds must be one for each of the " + workers + " workers, found " + speeds.size() + ".");
        }
    }

    /** Local steps of a worker. */
    long of(int worker) {
        if (speeds.isEmpty()) {
            return fastest;
        }
        double most = speeds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double steps = speeds.get(worker) * fastest / most;
        double whole = Math.rint(steps);
        if (Math.abs(steps - whole) > WHOLE * steps) {
            whole = rounding == RoundingMode.CEILING ? Math.ceil(steps) : Math.floor(steps);
        }
        return Math.max(1, (long) whole);
    }

    /** Local steps of one exchange of every worker. */
    private long ofAll(int workers) {
        return IntStream.range(0, workers).mapToLong(this::of).sum();
    }

    /** Exchanges that come to so many local steps of every worker, if all exchange equally often. */
    long exchanges(long localSteps, int workers) {
        long all = Math.multiplyExact(localSteps, Math.multiplyExact((long) workers, (long) workers));
        long each = ofAll(workers);
        return Math.max(1, (all + each - 1) / each);
    }

    /** Local steps of a worker, on average, in so many exchanges. */
    long localSteps(long exchanges, int workers) {
        return Math.max(1, Math.multiplyExact(exchanges, ofAll(workers)) / workers / workers);
    }
}
