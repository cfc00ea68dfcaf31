package org.longhaul.training.method.asking;

import org.jspecify.annotations.Nullable;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.replica.Replicas;

/**
 * Makes a {@link ReactiveMethod}: it has no rounds, and all clients take part. Its steps are arrivals, as many as come to the
 * {@code steps} of all workers, so that it trains on as much data as others do in them.
 *
 * @param <S> settings record
 */
interface ReactiveFactory<S extends Record> extends DistributedMethodFactory<S> {

    /** Local steps of each worker between two of its exchanges. */
    Pace pace(S settings);

    /** Makes the method. */
    ReactiveMethod reacting(S settings, Replicas replicas);

    @Override
    default boolean hasServer() {
        return true;
    }

    @Override
    default boolean hasParticipation() {
        return false;
    }

    @Override
    default boolean asksNetwork() {
        return true;
    }

    @Override
    default void requireFit(S settings, Optimizer optimizer, int workers) {
        DistributedMethodFactory.super.requireFit(settings, optimizer, workers);
        pace(settings).requireFit(workers);
    }

    @Override
    default String refusesMembership(S settings) {
        return "its server goes on with whoever has arrived, and a worker that crashed comes later";
    }

    @Override
    default long steps(S settings, long localSteps, int workers, @Nullable Federation federation) {
        return pace(settings).exchanges(localSteps, workers);
    }

    @Override
    default long localSteps(S settings, long steps, int workers, @Nullable Federation federation) {
        return pace(settings).localSteps(steps, workers);
    }

    @Override
    default DistributedMethod create(S settings, Replicas replicas) {
        return new ArrivalSteps(reacting(settings, replicas), pace(settings), replicas);
    }
}
