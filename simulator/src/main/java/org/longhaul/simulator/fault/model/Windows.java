package org.longhaul.simulator.fault.model;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;

/** Incidents at a fixed period, or a single one. */
final class Windows implements IncidentSource {

    /** No window begins later than this: 146 years. */
    private static final long LAST_NANOS = Long.MAX_VALUE / 2;

    private final long everyNanos;
    private final LongFunction<Incident> incident;
    private long nextNanos;

    /**
     * Windows.
     *
     * @param firstNanos start of the first
     * @param everyNanos from start to start; 0 for a single window
     * @param incident makes the incident that starts at a time
     */
    Windows(long firstNanos, long everyNanos, LongFunction<Incident> incident) {
        this.everyNanos = everyNanos;
        this.incident = incident;
        this.nextNanos = firstNanos;
    }

    @Override
    public @Nullable Incident next() {
        long start = nextNanos;
        if (start > LAST_NANOS) {
            return null;
        }
        nextNanos = everyNanos == 0 || everyNanos > LAST_NANOS ? Long.MAX_VALUE : start + everyNanos;
        return incident.apply(start);
    }
}
