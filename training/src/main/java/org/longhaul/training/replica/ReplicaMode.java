package org.longhaul.training.replica;

/** How the replicas of many workers share one device. Both give the same losses, to rounding. */
public enum ReplicaMode {
    /** One after another on each thread. */
    THREADED,
    /** Several at once, as stacked parameters with batched products. */
    STACKED
}
