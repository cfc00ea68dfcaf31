package org.longhaul.simulator.timeline;

/** What a span of a worker's time was spent on. */
public enum Category {
    /** Computing. */
    COMPUTE,
    /** Blocked on an exchange after its last member had arrived. */
    EXPOSED_COMMUNICATION,
    /** Blocked on an exchange whose last member had not yet arrived. */
    WAITING_FOR_OTHERS,
    /** Nothing to do, or lost to a crash. */
    IDLE,
    /** An exchange in progress, seen from one member; runs beside the worker's other spans. */
    EXCHANGE
}
