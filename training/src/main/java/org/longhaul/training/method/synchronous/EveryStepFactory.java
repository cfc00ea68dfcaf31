package org.longhaul.training.method.synchronous;

import org.jspecify.annotations.Nullable;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.Membership;
import org.longhaul.training.replica.Replicas;

/**
 * Makes methods that exchange in every step. If their workers come and go, the loss of one sends all back to the last checkpoint.
 *
 * @param <S> settings record
 */
interface EveryStepFactory<S extends Record> extends DistributedMethodFactory<S> {
    @Override
    EveryStep create(S settings, Replicas replicas);

    @Override
    default @Nullable String refusesMembership(S settings) {
        return null;
    }

    @Override
    default boolean goesBackToCheckpoints() {
        return true;
    }

    @Override
    default DistributedMethod create(S settings, Replicas replicas, Membership membership) {
        return new RollingBack(create(settings, replicas), membership, replicas);
    }
}
