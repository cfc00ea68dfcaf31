package org.longhaul.simulator.workload.result;

/**
 * Where one worker's time went over a whole run, in nanoseconds. The four sum to the run's elapsed time, exactly.
 *
 * @param computeNanos computing
 * @param exposedCommunicationNanos blocked on an exchange after its last member had arrived
 * @param waitingForOthersNanos blocked on an exchange whose last member had not yet arrived
 * @param idleNanos nothing to do, as after the worker's last step, or lost to a crash
 */
public record TimeSpent(long computeNanos, long exposedCommunicationNanos, long waitingForOthersNanos, long idleNanos) {

    /** Sum of the four. */
    public long elapsedNanos() {
        return computeNanos + exposedCommunicationNanos + waitingForOthersNanos + idleNanos;
    }

    /** Share of the elapsed time in which the worker computed, in [0, 1]; 1 for an empty run. */
    public double computeUtilisation() {
        return elapsedNanos() == 0 ? 1.0 : (double) computeNanos / elapsedNanos();
    }
}
