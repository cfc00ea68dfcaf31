package org.longhaul.study.price;

import org.jspecify.annotations.Nullable;

/**
 * What a training uses that may cost something.
 *
 * @param seconds how long it takes
 * @param computeSeconds how long a worker computes in it, on average
 * @param accelerators of all workers together
 * @param sentBytes bytes that all workers' hosts put on their links
 * @param linkDollars what the topology's own prices make of the bytes on its links; null where no link has one
 * @param leasedBitsPerSecond rate of the line that is leased; null where a plan names none
 * @param device id of the accelerator in the device table; null where compute names none
 */
public record Consumption(
        double seconds,
        double computeSeconds,
        double accelerators,
        double sentBytes,
        @Nullable Double linkDollars,
        @Nullable Double leasedBitsPerSecond,
        @Nullable String device) {}
