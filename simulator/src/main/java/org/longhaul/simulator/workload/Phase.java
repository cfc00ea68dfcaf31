package org.longhaul.simulator.workload;

/** The parts into which the computation of a training step falls. */
public enum Phase {
    /** Forward pass over the worker's batch. */
    FORWARD,
    /** Backward pass; gradients become available as it goes on. */
    BACKWARD,
    /** Optimizer update of the local parameters. */
    UPDATE
}
