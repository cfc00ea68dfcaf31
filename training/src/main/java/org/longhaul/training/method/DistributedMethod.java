package org.longhaul.training.method;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * A distributed training method: what the workers compute and exchange in one step, and which model comes of it.
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

    /**
     * Ends training: exchanges what the last step left open, so that every worker holds the model that is evaluated. A
     * round that the last step did not complete ends here. Nothing is exchanged when the workers hold it already.
     *
     * @param steps number of steps done, at least 1; no step follows
     */
    void finish(long steps, Replicas replicas, Communicator communicator);

    /** The model that evaluation takes, and who holds it. */
    HeldModel evaluated(Replicas replicas);

    /**
     * The model that a worker has for its own data after so many steps, where that is another than the one that is {@linkplain
     * #evaluated evaluated}; null where it is the same. Lives as long as the present tensor scope, or longer.
     */
    default @Nullable Tensor evaluatedOf(int worker, long steps, Replicas replicas) {
        return null;
    }

    /**
     * Models that the workers train beside the ones that the session knows: the session keeps them in
     * its checkpoints, counts their memory and closes them. Whoever takes part has all of them, and their optimizers' states
     * begin and rest at the same steps. Vectors for each worker are made with the replicas that the session knows.
     */
    default List<Replicas> furtherModels() {
        return List.of();
    }

    /** What each worker counts for in the mean of the parameters, by rank; null when all count the same. */
    default double @Nullable [] weights() {
        return null;
    }

    /** Who takes part at present: ranks, ascending. */
    default List<Integer> members(Replicas replicas) {
        return replicas.present();
    }

    /** Which share of what belongs to a worker it keeps itself. */
    default KeptShares keptShares() {
        return KeptShares.ALL;
    }

    /**
     * Steps so far that were done for nothing, since all went back to a checkpoint: as many more are to be done.
     *
     * @param net what the network has answered so far
     */
    default long undoneSteps(Communicator net) {
        return 0;
    }

    /** Flat vectors that lie in storage, which no worker holds in memory, by name. */
    default Map<String, Tensor> stored() {
        return Map.of();
    }

    /** Flat vectors beyond the workers' own that persist between steps, by name; every worker holds the same, or a server does. */
    default Map<String, Tensor> state() {
        return Map.of();
    }

    /** Which of {@link #state} a server holds and no worker does, by name. */
    default Set<String> ofServers() {
        return Set.of();
    }
}
