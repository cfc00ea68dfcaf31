package org.longhaul.simulator.workload.run;

import org.longhaul.simulator.workload.clock.SimulatedClock;

/** Counts the events of one run against its budget. Not thread-safe. */
public final class EventMeter {

    /** Events between two reports, less one: some milliseconds. */
    private static final long INTERVAL_MASK = (1 << 12) - 1;

    private final EventBudget budget;
    private long events;

    /** Has counted none. */
    public EventMeter(EventBudget budget) {
        this.budget = budget;
    }

    /** Counts an event that ran; false if the budget is spent. */
    public boolean count(SimulatedClock clock) {
        if ((++events & INTERVAL_MASK) == 0) {
            budget.listener().simulated(events, clock.nowNanos());
        }
        return events < budget.mostEvents();
    }

    String spent() {
        return "it has taken " + events + " events, the most that it may; a smaller case, or fewer changes, faults and"
                + " flows at a time, take fewer";
    }
}
