package org.longhaul.simulator.workload;

/** What a worker is at by itself: the parts into which the computation of a training step falls, and storage. */
public enum Phase {
    /** Forward pass over the worker's batch. */
    FORWARD,
    /** Backward pass; gradients become available as it goes on. */
    BACKWARD,
    /** Optimizer update of the local parameters. */
    UPDATE,
    /** Writing to storage, or reading from it; takes a time of its own and counts as idle. */
    STORAGE
}
