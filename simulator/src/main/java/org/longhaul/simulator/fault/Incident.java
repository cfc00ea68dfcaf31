package org.longhaul.simulator.fault;

import java.util.List;

/**
 * A stretch of simulated time in which something is not as the topology states it.
 *
 * @param fault name of the fault that it comes from
 * @param kind how a report treats it
 * @param label what happens, for people, such as {@code link wan1 down}
 * @param startNanos since the start of the run
 * @param endNanos the first moment at which it is over, after the start; {@link Long#MAX_VALUE} for never
 * @param effects on which elements, and how; at least one
 */
public record Incident(String fault, Kind kind, String label, long startNanos, long endNanos, List<Effect> effects) {

    /** Kinds of incident. */
    public enum Kind {
        /** Something breaks or degrades. */
        FAILURE,
        /** Announced work. */
        MAINTENANCE,
        /** A condition that varies all the time, as in a trace; reports count these instead of listing them. */
        VARIATION
    }

    public Incident {
        effects = List.copyOf(effects);
        if (startNanos < 0) {
            throw new IllegalArgumentException("startNanos (" + startNanos + ") must not be negative.");
        }
        if (endNanos <= startNanos) {
            throw new IllegalArgumentException(
                    "endNanos (" + endNanos + ") must lie after startNanos (" + startNanos + ").");
        }
        if (effects.isEmpty()) {
            throw new IllegalArgumentException("effects of incident \"" + label + "\" must name at least one element.");
        }
    }

    /** Whether it never ends. */
    public boolean isPermanent() {
        return endNanos == Long.MAX_VALUE;
    }
}
