package org.longhaul.study.plan;

import java.util.Locale;

/** What a plan can be asked. */
public enum PlanQuestion {
    /** How long every method takes at every bandwidth, and what the flow model changes. */
    TIMES,
    /** The least bandwidth at which a method computes for a share of its time, or meets the deadline. */
    LEAST_BANDWIDTH,
    /** The smallest sync period at which it does so on the plan's network. */
    SMALLEST_PERIOD,
    /** The bandwidths at which two methods take equally long. */
    CROSSOVERS,
    /** The cheapest point within the limits. */
    CHEAPEST,
    /** Points of which none is beaten in time, money, bytes and energy at once. */
    FRONTIER;

    /** Its name in files. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
