package org.longhaul.simulator.workload.run;

import java.util.Locale;

/**
 * How many events a run may take, and who hears meanwhile how far it is.
 *
 * @param mostEvents beyond which the run ends with a diagnosis; at least 1
 * @param listener told every few thousand events; what it throws ends the run
 */
public record EventBudget(long mostEvents, Listener listener) {

    /** No limit, and nobody hears. */
    public static final EventBudget UNLIMITED = new EventBudget(Long.MAX_VALUE, (events, nowNanos) -> {});

    public EventBudget {
        if (mostEvents < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "mostEvents (%d) must be at least 1", mostEvents));
        }
    }

    /** Hears how far a run is; called on the run's thread. */
    @FunctionalInterface
    public interface Listener {

        /**
         * So far.
         *
         * @param events that were simulated
         * @param nowNanos simulated time
         */
        void simulated(long events, long nowNanos);
    }
}
