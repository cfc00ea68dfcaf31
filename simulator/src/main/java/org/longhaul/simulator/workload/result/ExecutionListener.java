package org.longhaul.simulator.workload.result;

import org.longhaul.simulator.collective.CollectiveChoice;
import org.longhaul.simulator.workload.ExchangeSpec;

/** Hears what happens while a workload is executed; called on the executor's thread in order of simulated time. */
public interface ExecutionListener {

    /** Hears nothing. */
    ExecutionListener NONE = new ExecutionListener() {

        @Override
        public boolean wantsEstimates() {
            return false;
        }

        @Override
        public void repeated(RepeatedSteps steps) {}
    };

    /**
     * All workers have completed a step.
     *
     * @param step index of the step
     * @param endNanos when the slowest worker completed it, since the start of the run
     * @param times per worker; valid during the call only
     */
    default void stepCompleted(long step, long endNanos, StepTimes times) {}

    /**
     * What comes after a step is known from what has arrived, though some workers may not have completed it.
     *
     * @param step index of the step
     * @param nanos when, since the start of the run
     */
    default void gathered(long step, long nanos) {}

    /** A worker takes part again, or the run is over without it. */
    default void absent(Absence absence) {}

    /** An exchange is complete for all its members. */
    default void exchangeCompleted(ExchangeTiming exchange) {}

    /** Whether a choice of algorithms is to come with the estimates of those that cannot have been the fastest, too. */
    default boolean wantsEstimates() {
        return true;
    }

    /** The algorithm of exchanges of one group, pattern and size was settled; again whenever it had been forgotten. */
    default void collectiveChosen(ExchangeSpec exchange, CollectiveChoice choice) {}

    /**
     * The last steps came again, with all that was heard of them, so many times. Unless it is overridden, they are heard one by one.
     */
    default void repeated(RepeatedSteps steps) {
        steps.tell(this);
    }
}
