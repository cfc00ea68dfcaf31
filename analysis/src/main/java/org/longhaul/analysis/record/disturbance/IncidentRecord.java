package org.longhaul.analysis.record.disturbance;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;

/**
 * A stretch of simulated time in which an element of the network was not as the topology states it.
 *
 * @param fault name of the fault that it comes from, unique in the run
 * @param kind how it is treated
 * @param label what happened, for instance {@code "link wide down"}
 * @param elements ids of the links and nodes concerned; one direction of a link is {@code "wide: a → b"}
 * @param remaining least share of bandwidth or computing speed that the elements kept, in [0, 1]: 0 when they were down, 1
 *     when only latency or loss changed
 * @param startNanos start
 * @param endNanos end; null when it outlasted the run
 * @param costNanos how much sooner the run would have ended without it, all others unchanged; null when that was not
 *     computed for it alone
 */
public record IncidentRecord(
        String fault,
        Kind kind,
        String label,
        List<String> elements,
        double remaining,
        long startNanos,
        @Nullable Long endNanos,
        @Nullable Long costNanos) {

    /** Kinds of incident. */
    public enum Kind {
        /** Something broke or degraded. */
        FAILURE,
        /** Announced work. */
        MAINTENANCE,
        /** A condition that varies all the time, as in a trace. */
        VARIATION
    }

    /** Validates share and times and copies the list. */
    public IncidentRecord {
        elements = List.copyOf(elements);
        if (!(remaining >= 0 && remaining <= 1)) {
            throw new IllegalArgumentException(
                    "remaining (" + PlainNumber.of(remaining) + ") of incident '" + label + "' must lie in [0, 1].");
        }
        if (startNanos < 0 || (endNanos != null && endNanos < startNanos)) {
            throw new IllegalArgumentException("The incident '" + label + "' from " + startNanos + " ns to " + endNanos
                    + " ns must start at 0 or later and not end before it starts.");
        }
    }

    /** Returns the end, or that of the run when it outlasted it. */
    public long endNanosWithin(long runNanos) {
        return endNanos == null ? Math.max(startNanos, runNanos) : endNanos;
    }
}
