package org.longhaul.training.method;

import java.util.List;
import org.longhaul.training.Extension;
import org.longhaul.training.replica.Replicas;

/**
 * Extension point: makes a {@link DistributedMethod}.
 *
 * @param <S> settings record
 */
public interface DistributedMethodFactory<S extends Record> extends Extension<S> {
    /**
     * Ids of the optimizers that the method is defined with, the usual one first; empty when it takes any. Every entry
     * has the optimizer states that the method exchanges.
     */
    default List<String> optimizers() {
        return List.of();
    }

    /**
     * Makes the method.
     *
     * @param settings validated settings
     * @param replicas the workers at their common initial parameters
     */
    DistributedMethod create(S settings, Replicas replicas);
}
