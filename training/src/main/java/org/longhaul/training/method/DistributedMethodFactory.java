package org.longhaul.training.method;

import java.util.List;
import org.longhaul.training.Extension;
import org.longhaul.training.optimizer.StateSpec;
import org.longhaul.training.replica.Replicas;

/**
 * Extension point: makes a {@link DistributedMethod}.
 *
 * @param <S> settings record
 */
public interface DistributedMethodFactory<S extends Record> extends Extension<S> {
    /** Kinds of optimizer state that the method exchanges and cannot do without. */
    default List<StateSpec.Kind> requiredStates() {
        return List.of();
    }

    /** Ids of the optimizers that the source uses, the usual one first; empty when it prescribes none. */
    default List<String> usualOptimizers() {
        return List.of();
    }

    /**
     * Makes the method.
     *
     * @param settings validated settings
     * @param replicas the workers at their common initial parameters
     * @throws IllegalArgumentException if the settings do not fit the optimizer
     */
    DistributedMethod create(S settings, Replicas replicas);
}
