package org.longhaul.training.method.round;

import java.util.Map;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/** How the parameters of those who take part become the same at the end of a round. */
interface RoundExchange {
    /**
     * Before the first step of a round.
     *
     * @param round its number, from 0
     */
    void begin(long round, long step, Replicas replicas, Communicator net);

    /**
     * After its last step.
     *
     * @param round its number, from 1
     * @param updates number of steps done
     */
    void end(long round, long updates, Replicas replicas, Communicator net, Release release);

    /** The model that evaluation takes. */
    HeldModel evaluated(Replicas replicas);

    /** What persists between steps beyond the workers' own. */
    Map<String, Tensor> state();
}
