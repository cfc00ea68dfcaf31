package org.longhaul.scenario.section;

/** How replicas share the device that trains them. */
public enum ReplicaSharing {
    /** One after another on each thread. */
    THREADED,
    /** Several at once, as stacked parameters with batched products. */
    STACKED,
    /** The faster of the two in a short trial at the start, which the run's manifest keeps. */
    MEASURED
}
