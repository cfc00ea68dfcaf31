package org.longhaul.simulator.collective;

/**
 * Extension point for collectives: one class to add one, found through {@link java.util.ServiceLoader}.
 *
 * @param <S> settings of the algorithm
 */
public interface CollectiveFactory<S extends Record> {

    /** Unique id, lower-kebab-case. */
    String id();

    /** One sentence for listings. */
    String description();

    /** Publication or standard that defines the algorithm. */
    String source();

    /** Type of the settings. */
    Class<S> settingsType();

    /** The settings that hold when none are given. */
    S defaults();

    /** The algorithm under settings. */
    Collective create(S settings);
}
