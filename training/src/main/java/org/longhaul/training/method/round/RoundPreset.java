package org.longhaul.training.method.round;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.Membership;
import org.longhaul.training.replica.Replicas;

/**
 * A method that is a {@link Round} with a name: its file holds the settings and what they are put together to.
 *
 * @param <S> settings record
 */
public interface RoundPreset<S extends Record> extends DistributedMethodFactory<S> {
    /** What the method is made of under some settings. */
    Round round(S settings);

    @Override
    default Map<String, String> parts(S settings) {
        return round(settings).parts();
    }

    @Override
    default DistributedMethod create(S settings, Replicas replicas) {
        return round(settings).on(replicas);
    }

    @Override
    default @Nullable String refusesMembership(S settings) {
        return round(settings).refusesMembership();
    }

    @Override
    default DistributedMethod create(S settings, Replicas replicas, Membership membership) {
        return round(settings).on(replicas, membership);
    }
}
