package org.longhaul.training.replica;

import org.longhaul.training.tensor.Device;

/** How the replicas of many workers share one device. Both give the same losses, to rounding. */
public enum ReplicaMode {
    /** One after another on each thread. */
    THREADED,
    /** Several at once, as stacked parameters with batched products. */
    STACKED;

    /** Few on the CPU, where only small operators gain from it and more would leave threads without work. */
    private static final int ON_CPU = 4;

    /** A GPU gains as long as one replica leaves it idle. */
    private static final int ON_GPU = 64;

    /** How many replicas one thread computes at once, at most: the activations of all of these are kept at once. */
    public int atOnce(Device device) {
        return this == THREADED ? 1 : device == Device.CPU ? ON_CPU : ON_GPU;
    }
}
