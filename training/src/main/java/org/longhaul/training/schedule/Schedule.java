package org.longhaul.training.schedule;

/** Learning rate over the steps, as a factor of the optimizer's own (peak) learning rate. */
public interface Schedule {
    /**
     * Factor at a step.
     *
     * @param step global step, 0-based
     * @return factor in [0, 1]
     */
    double factor(long step);
}
