package org.longhaul.simulator.event;

/**
 * The order of events within one instant, first to last.
 *
 * <p>The order has a meaning: causes come before what reads them. A change of the network is there before a packet or byte
 * arrives in the same instant; arrivals may complete what a worker waits for, so they come before workers go on; rates are
 * solved once, when all of the instant that could change them has happened.
 */
public enum EventPriority {
    /** The surroundings change: an arc, a route, a node; a test or an experiment acts. */
    CHANGE(0),
    /** Bytes or packets leave or arrive; transfers begin and end. */
    ARRIVAL(8),
    /** A fluid has been served up to its target, after the arrivals of the instant. */
    MILESTONE(9),
    /** A timer of a sender runs out, unless an arrival of the instant has stopped it. */
    TIMER(10),
    /** Workers compute or go on, with all that has arrived by now. */
    COMPUTE(32),
    /** Rates follow from all that has happened, and what waits for the deliveries of the instant is looked at. */
    SOLVE(48),
    /** What is only to be done when nothing else is left in the instant. */
    LAST(InstantQueue.PRIORITIES - 1);

    private final int rank;

    EventPriority(int rank) {
        this.rank = rank;
    }

    /** Its place among the ranks of an {@link InstantQueue}; smaller ones run first. */
    int rank() {
        return rank;
    }
}
