package org.longhaul.simulator.collective.library;

import org.longhaul.extension.Extension;
import org.longhaul.simulator.collective.LibraryProfile;

/**
 * Extension point for profiles of communication libraries: one class to add one, found through
 * {@link java.util.ServiceLoader}.
 *
 * @param <S> settings of the library
 */
public interface CommunicationLibrary<S extends Record> extends Extension<S> {
    /** The settings that hold when none are given. */
    S defaults();

    /** The profile under settings. */
    LibraryProfile profile(S settings);
}
