package org.longhaul.simulator.collective;

import org.longhaul.simulator.network.estimate.PathEstimate;

/**
 * A transfer of a round of a plan.
 *
 * @param path that it takes
 * @param source participant
 * @param target participant
 * @param first chunk
 * @param chunks how many, which may go on beyond the last chunk of the vector at the first
 * @param bytes of them
 */
record RoundTransfer(PathEstimate path, int source, int target, int first, int chunks, long bytes) {

    /** The pair as one number. */
    long pair() {
        return (long) source << 32 | target;
    }
}
