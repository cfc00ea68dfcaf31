package org.longhaul.simulator.fault.model;

import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;

/**
 * A condition that is sampled at a fixed period: each sample holds until the next, and equal ones are one incident, up to
 * a thousand of them.
 */
final class Samples implements IncidentSource {

    private static final long LAST_NANOS = Long.MAX_VALUE / 2;
    private static final int MAX_EQUAL = 1000;

    private final String fault;
    private final String label;
    private final long periodNanos;
    private final LongFunction<List<Effect>> sample;
    private long nextNanos;
    private @Nullable List<Effect> ahead;

    /**
     * A sampled condition.
     *
     * @param fault name of the fault
     * @param label of the incidents
     * @param periodNanos from sample to sample
     * @param sample the effects at a time, at least one; asked in order of time, each time once
     */
    Samples(String fault, String label, long periodNanos, LongFunction<List<Effect>> sample) {
        this.fault = fault;
        this.label = label;
        this.periodNanos = periodNanos;
        this.sample = sample;
    }

    @Override
    public @Nullable Incident next() {
        long start = nextNanos;
        if (start > LAST_NANOS) {
            return null;
        }
        List<Effect> effects = ahead == null ? sample.apply(start) : ahead;
        ahead = null;
        nextNanos += periodNanos;
        for (int equal = 1; equal < MAX_EQUAL; equal++) {
            List<Effect> following = sample.apply(nextNanos);
            if (!following.equals(effects)) {
                ahead = following;
                break;
            }
            nextNanos += periodNanos;
        }
        return new Incident(fault, Incident.Kind.VARIATION, label, start, nextNanos, effects);
    }
}
