package org.longhaul.simulator.workload.result;

/**
 * Where each worker's time went in one step, in nanoseconds. Per worker,
 * {@code endNanos − startNanos = compute + exposed communication + waiting for others + idle}, exactly. Instances are
 * reused: valid during the call only.
 */
public interface StepTimes {

    /** Number of workers. */
    int workers();

    /** When the worker began the step, since the start of the run. */
    long startNanos(int worker);

    /** When the worker completed the step, since the start of the run. */
    long endNanos(int worker);

    /** Time in which the worker computed. */
    long computeNanos(int worker);

    /** Time blocked on an exchange after its last member had arrived. */
    long exposedCommunicationNanos(int worker);

    /** Time blocked on an exchange whose last member had not yet arrived. */
    long waitingForOthersNanos(int worker);

    /** Time in which the worker had nothing to do. */
    long idleNanos(int worker);
}
