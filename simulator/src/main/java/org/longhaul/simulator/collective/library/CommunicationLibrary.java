package org.longhaul.simulator.collective.library;

import org.longhaul.extension.Extension;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.topology.unit.DataSize;

/**
 * Extension point for profiles of communication libraries: one class to add one, found through
 * {@link java.util.ServiceLoader}.
 *
 * @param <S> settings of the library
 */
public interface CommunicationLibrary<S extends Record> extends Extension<S> {
    /**
     * The profile under settings.
     *
     * @param sendBuffer what the hosts' sockets hold of what is to be sent, where the settings do not state it
     */
    LibraryProfile profile(S settings, DataSize sendBuffer);
}
