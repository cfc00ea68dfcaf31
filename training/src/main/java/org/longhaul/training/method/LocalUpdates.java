package org.longhaul.training.method;

import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.replica.Replicas;

/**
 * A method whose workers step on their own and average some of their states in some steps. Its model is that of worker 0,
 * which is everybody's after the parameters were averaged.
 */
abstract class LocalUpdates implements DistributedMethod {
    private final Order order;
    private final long equalSteps;

    /**
     * Remembers when to average.
     *
     * @param order before or after the update
     * @param equalSteps number of steps after which the workers are still equal: 0, unless the method starts otherwise
     */
    LocalUpdates(Order order, long equalSteps) {
        this.order = order;
        this.equalSteps = equalSteps;
    }

    /**
     * Averages what is due when so many updates are done.
     *
     * @param updates at least 1
     * @param release when the payloads are ready
     */
    abstract void average(long updates, Replicas replicas, Communicator communicator, Release release);

    /** Makes the workers' parameters the same. */
    abstract void averageParameters(Replicas replicas, Communicator communicator, Release release);

    /** Whether {@link #average} averages the parameters when so many updates are done. */
    abstract boolean averagesParameters(long updates);

    @Override
    public void step(long step, Replicas replicas, Communicator communicator) {
        if (order == Order.BEFORE_UPDATE) {
            replicas.computeClippedGradients(step);
            if (step > equalSteps) {
                average(step, replicas, communicator, Release.START_OF_STEP);
            }
            replicas.update(step);
        } else {
            replicas.localStep(step);
            average(step + 1, replicas, communicator, Release.AFTER_BACKWARD);
        }
    }

    @Override
    public void finish(long steps, Replicas replicas, Communicator communicator) {
        boolean equal = steps <= equalSteps || (order == Order.AFTER_UPDATE && averagesParameters(steps));
        if (!equal) {
            averageParameters(replicas, communicator, Release.AFTER_BACKWARD);
        }
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofFirstWorker(replicas);
    }
}
