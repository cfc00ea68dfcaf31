package org.longhaul.simulator.request.arrival;

import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;

/** Rates of arrivals as they are stated: requests a second, or a share of what can be answered. */
final class Rates {

    static final double NANOS_PER_SECOND = 1e9;

    private static final double LEAST_PER_SECOND = 1e-9;
    private static final double MOST_PER_SECOND = 1e9;

    private Rates() {}

    static void check(@Nullable Double perSecond, @Nullable Double load) {
        if ((perSecond == null) == (load == null)) {
            throw new IllegalArgumentException(
                    "perSecond or load must be stated, one of them: perSecond: 5 is five requests a second, load: 0.7 is"
                            + " seven tenths of what the service's hosts can compute.");
        }
        if (perSecond != null && !(perSecond >= LEAST_PER_SECOND && perSecond <= MOST_PER_SECOND)) {
            throw new IllegalArgumentException(
                    "perSecond (" + PlainNumber.of(perSecond) + ") must lie in [0.000000001, 1000000000].");
        }
        if (load != null && !(load > 0 && load < 1)) {
            throw new IllegalArgumentException(
                    "load (" + PlainNumber.of(load)
                            + ") must be above 0 and below 1: at 1 and above the queue grows without end, and no mean is reached.");
        }
    }

    static double of(@Nullable Double perSecond, @Nullable Double load, double capacity) {
        if (perSecond != null) {
            return perSecond;
        }
        if (capacity == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "load cannot be turned into a rate: an answer takes its hosts no time; allowed: perSecond.");
        }
        if (load == null || !(capacity > 0) || Double.isInfinite(capacity)) {
            throw new IllegalArgumentException(
                    "load cannot be turned into a rate: the service does not say what a request costs its hosts; allowed:"
                            + " perSecond.");
        }
        return load * capacity;
    }
}
