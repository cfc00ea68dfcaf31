package org.longhaul.simulator.fault;

import org.longhaul.extension.Extension;

/**
 * Extension point: a way in which networks and hosts fail or vary. Implementations are found with {@link
 * java.util.ServiceLoader}; {@link org.longhaul.extension.Registry} lists them.
 *
 * @param <S> the model's settings, a record whose components carry their defaults and descriptions
 */
public interface FaultModel<S extends Record> extends Extension<S> {
    /**
     * The incidents of a run under one seed: the same settings, topology, name and seed give the same incidents.
     *
     * @throws IllegalArgumentException if a setting names what the topology does not have; names the nearest
     */
    IncidentSource create(S settings, FaultContext context);
}
