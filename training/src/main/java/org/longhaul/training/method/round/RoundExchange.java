package org.longhaul.training.method.round;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

    /** A step of those who take part, between the two. */
    default void step(long round, long step, Replicas replicas) {
        replicas.localStep(step);
    }

    /**
     * After its last step.
     *
     * @param round its number, from 1
     * @param updates number of steps done
     */
    void end(long round, long updates, Replicas replicas, Communicator net, Release release);

    /** After the last step of all, if it leaves something open; by default as after the last step of a round. */
    default void finish(long round, long updates, Replicas replicas, Communicator net, Release release) {
        end(round, updates, replicas, net, release);
    }

    /** Whether so many updates leave nothing open. */
    boolean isWhole(long updates);

    /** Whose round has ended after so many updates: ranks, ascending. */
    default List<Integer> ended(long updates, Replicas replicas) {
        return replicas.present();
    }

    /** After a step of data parallelism: the workers' parameters, which are the same, are what the first round starts from. */
    default void startFrom(Replicas replicas) {
        throw new IllegalStateException("a cohort has no data parallelism before it");
    }

    /** The model that evaluation takes. */
    HeldModel evaluated(Replicas replicas);

    /** The model that a client has for its own data after so many updates; null if it is the one that evaluation takes. */
    default @Nullable Tensor evaluatedOf(int client, long updates, Replicas replicas) {
        return null;
    }

    /** What persists between steps beyond the workers' own. */
    Map<String, Tensor> state();

    /** Which of these a server holds and no worker does, by name. */
    default Set<String> ofServers() {
        return Set.of();
    }
}
