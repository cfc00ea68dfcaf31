package org.longhaul.simulator.fault;

/**
 * Extension point: a way in which networks and hosts fail or vary. Implementations are found with {@link
 * java.util.ServiceLoader}; {@link FaultModels} lists them.
 *
 * @param <S> the model's settings, a record whose components carry their defaults and descriptions
 */
public interface FaultModel<S extends Record> {

    /** Name in scenario files, lower-kebab-case. */
    String id();

    /** What the model does, one sentence. */
    String description();

    /** Where the model comes from: papers, standards, established tools. */
    String source();

    /** The record that holds the model's settings. */
    Class<S> settingsType();

    /**
     * The incidents of a run under one seed: the same settings, topology, name and seed give the same incidents.
     *
     * @throws IllegalArgumentException if a setting names what the topology does not have; names the nearest
     */
    IncidentSource create(S settings, FaultContext context);
}
