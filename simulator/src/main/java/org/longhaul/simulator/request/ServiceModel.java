package org.longhaul.simulator.request;

import org.longhaul.extension.Extension;

/**
 * Extension point: a way to answer requests. Implementations are found with {@link java.util.ServiceLoader}; {@link
 * org.longhaul.extension.Registry} lists them.
 *
 * @param <S> the service's settings, a record whose components carry their defaults and descriptions
 */
public interface ServiceModel<S extends Record> extends Extension<S> {
    /** Whether it asks what a request takes ({@link ServiceContext#work}), rather than say itself what its answers take. */
    default boolean asksForWork() {
        return true;
    }

    /**
     * The service of a run under one seed.
     *
     * @throws IllegalArgumentException if a setting names what the topology does not have; names the nearest
     */
    Service create(S settings, ServiceContext context);
}
