package org.longhaul.training.method.unlearning;

import java.util.List;
import java.util.Map;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.unlearning.Steering;

/** What the sites do about requests. */
interface Forgetting {
    /**
     * A step.
     *
     * @param of number of the step among those of the request, from 0
     * @param step global step
     */
    void step(DeletionRequest request, long of, long step, Replicas replicas, Communicator net);

    /** Flat vectors that persist between steps, by name. */
    default Map<String, Tensor> state() {
        return Map.of();
    }

    /** What undoes the last request at run time, where something does; ends with the present tensor scope. */
    default List<Steering> reversal() {
        return List.of();
    }
}
