package org.longhaul.simulator.fault.model;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.simulator.random.Distribution;
import org.longhaul.simulator.random.DurationDistribution;

/**
 * An alternating renewal process: an element works for one random time and is under repair for another, again and again.
 * It is new at the start of the run.
 *
 * <p>Source: D. R. Cox, Renewal Theory, Methuen, 1962 (alternating renewal processes).
 */
final class Renewal implements IncidentSource {

    /** Makes the incident of one failure. */
    interface Failure {

        /** The effects of the next failure, and its label. */
        Incident incident(long startNanos, long endNanos, RandomGenerator random);
    }

    private final Distribution timeToFailure;
    private final Distribution timeToRepair;
    private final RandomGenerator random;
    private final Failure failure;
    private long timeNanos;

    Renewal(
            DurationDistribution timeToFailure,
            DurationDistribution timeToRepair,
            RandomGenerator random,
            Failure failure) {
        this.timeToFailure = timeToFailure.nanos();
        this.timeToRepair = timeToRepair.nanos();
        this.random = random;
        this.failure = failure;
    }

    @Override
    public @Nullable Incident next() {
        long start = timeNanos + DurationDistribution.sampleNanos(timeToFailure, random);
        long end = start + DurationDistribution.sampleNanos(timeToRepair, random);
        // Each sample is at most a quarter of the range: beyond half of it, another round might not fit.
        if (start < 0 || end < 0 || start > Long.MAX_VALUE / 2) {
            timeNanos = Long.MAX_VALUE / 2;
            return null;
        }
        timeNanos = end;
        return failure.incident(start, end, random);
    }

    /** A failure with the same effects each time. */
    static Failure fixed(String fault, String label, List<Effect> effects) {
        return (start, end, random) -> new Incident(fault, Incident.Kind.FAILURE, label, start, end, effects);
    }
}
