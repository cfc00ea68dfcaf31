package org.longhaul.simulator.traffic;

import org.longhaul.extension.Extension;

/**
 * Extension point: a kind of background traffic. Implementations are found with {@link java.util.ServiceLoader}; {@link org.longhaul.extension.Registry} lists them.
 *
 * @param <S> the model's settings, a record whose components carry their defaults and descriptions
 */
public interface TrafficModel<S extends Record> extends Extension<S> {
    /**
     * The traffic of a run under one seed.
     *
     * @throws IllegalArgumentException if a setting names what the topology does not have; names the nearest
     */
    Traffic create(S settings, TrafficContext context);
}
