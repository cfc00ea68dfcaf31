package org.longhaul.simulator.traffic;

/**
 * Extension point: a kind of background traffic. Implementations are found with {@link java.util.ServiceLoader}; {@link
 * TrafficModels} lists them.
 *
 * @param <S> the model's settings, a record whose components carry their defaults and descriptions
 */
public interface TrafficModel<S extends Record> {

    /** Name in scenario files, lower-kebab-case. */
    String id();

    /** What the model does, one sentence. */
    String description();

    /** Where the model comes from: papers, standards, established tools. */
    String source();

    /** The record that holds the model's settings. */
    Class<S> settingsType();

    /**
     * The traffic of a run under one seed.
     *
     * @throws IllegalArgumentException if a setting names what the topology does not have; names the nearest
     */
    Traffic create(S settings, TrafficContext context);
}
