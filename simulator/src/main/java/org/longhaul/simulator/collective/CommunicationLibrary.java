package org.longhaul.simulator.collective;

/**
 * Extension point for profiles of communication libraries: one class to add one, found through
 * {@link java.util.ServiceLoader}.
 *
 * @param <S> settings of the library
 */
public interface CommunicationLibrary<S extends Record> {

    /** Unique id, lower-kebab-case. */
    String id();

    /** One sentence for listings. */
    String description();

    /** Where its mechanisms and figures are from. */
    String source();

    /** Type of the settings. */
    Class<S> settingsType();

    /** The settings that hold when none are given. */
    S defaults();

    /** The profile under settings. */
    LibraryProfile profile(S settings);
}
