package org.longhaul.training.tensor;

import java.net.InetAddress;
import java.util.Set;

/**
 * Decides whose attempts to connect the system answers at a listening socket. Gloo takes whoever comes for a member; so nobody
 * else may come.
 */
public interface Doorkeeper {
    /** Lets everybody in. */
    Doorkeeper NONE = (descriptor, sources) -> {};

    /**
     * Lets in connections from these addresses only, from now on; those that exist stay.
     *
     * @param descriptor the number by which this process knows the socket
     * @param sources of IPv4, or of IPv6, all of them; nobody is let in when empty
     * @throws IllegalStateException if the system cannot do it
     */
    void admit(int descriptor, Set<InetAddress> sources);
}
