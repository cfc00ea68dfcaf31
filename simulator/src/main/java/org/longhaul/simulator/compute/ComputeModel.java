package org.longhaul.simulator.compute;

/**
 * How long each worker computes in each step, in nanoseconds. Implementations are functions of worker and step only, so
 * that a repeated question has the same answer.
 */
public interface ComputeModel {

    /** Duration of the forward pass. */
    long forwardNanos(int worker, long step);

    /** Duration of the backward pass. */
    long backwardNanos(int worker, long step);

    /** Duration of the optimizer update. */
    long updateNanos(int worker, long step);

    /** How many workers of one host compute at the same time; the others queue. */
    default int workersAtOnce() {
        return 1;
    }

    /** Whether no duration depends on the step. */
    default boolean isSteady() {
        return false;
    }
}
