package org.longhaul.analysis.record;

import org.jspecify.annotations.Nullable;

/**
 * Where one worker's simulated time went; the four parts add up to the projected duration exactly.
 *
 * @param worker worker number, from 0
 * @param site the worker's site; null when it has none
 * @param computeNanos forward, backward and update
 * @param exposedCommunicationNanos its own exchanges, as far as no compute hid them
 * @param waitingNanos waiting for other workers to arrive at an exchange
 * @param idleNanos nothing to do, for instance after its last step, or lost to crashes
 * @param lostNanos the part of the idle time that crashes took: computations that were lost, down time and restarts
 */
public record WorkerTime(
        int worker,
        @Nullable String site,
        long computeNanos,
        long exposedCommunicationNanos,
        long waitingNanos,
        long idleNanos,
        long lostNanos) {

    /** Returns the sum of the four parts. */
    public long totalNanos() {
        return Math.addExact(
                Math.addExact(computeNanos, exposedCommunicationNanos), Math.addExact(waitingNanos, idleNanos));
    }
}
