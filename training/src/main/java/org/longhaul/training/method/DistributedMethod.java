package org.longhaul.training.method;

import java.util.Map;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * A distributed training method: what the workers compute and exchange in one step.
 *
 * <p>Whatever persists between steps lies in the replicas, in {@link #state()} and in the step number, so that a
 * checkpoint of these three resumes to the same bits. Vectors come from {@link Replicas#newVector}, which owns them.
 *
 * <p>Every call comes from the thread that drives the session, inside a tensor scope.
 */
public interface DistributedMethod {
    /**
     * One step of all workers.
     *
     * @param step global step, 0-based; each is called once, in order
     */
    void step(long step, Replicas replicas, Communicator communicator);

    /** Writes the parameters that evaluation uses: by default the mean over the workers. */
    default void evaluationParameters(Replicas replicas, Tensor into) {
        replicas.meanParameters(into);
    }

    /** Flat vectors beyond the workers' own that persist between steps, by name; every worker holds the same. */
    default Map<String, Tensor> state() {
        return Map.of();
    }
}
