package org.longhaul.simulator.network;

import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Routing;
import org.longhaul.topology.UnreachableException;

/**
 * The routes of a network's connections, which may be replaced during a run. Until they are for the first time, a node that
 * cannot be reached is an error; afterwards it is a state that may pass. Not thread-safe.
 */
public final class Routes {

    private final Routing first;
    private Routing routing;
    private long changes;

    public Routes(Routing routing) {
        this.routing = routing;
        first = routing;
    }

    /** From now on paths are chosen by another routing. */
    public void set(Routing newRouting) {
        changes++;
        routing = newRouting;
    }

    /**
     * The path of a connection, or null where there is none.
     *
     * @throws UnreachableException if there is none and the routes were never replaced
     */
    public int @Nullable [] find(int source, int target, int channel) {
        try {
            return routing.route(source, target, channel);
        } catch (UnreachableException e) {
            if (changes > 0) {
                return null;
            }
            throw e;
        }
    }

    /** 0 for the routing that the run began with, else a number that no other moment of the run with another one has. */
    public long fingerprint() {
        return routing == first ? 0 : changes;
    }
}
