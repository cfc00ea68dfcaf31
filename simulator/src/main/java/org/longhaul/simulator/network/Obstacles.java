package org.longhaul.simulator.network;

import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Durations;

/** Says in words what of a changing network keeps a connection from sending. */
public final class Obstacles {

    private Obstacles() {}

    /** What holds a connection up whatever its transfers do, or null. */
    static @Nullable String of(Connection connection, int[] arcs, ArcStates states, NetworkContext context) {
        long now = context.loop().nowNanos();
        if (connection.openNanos > now) {
            return closed(connection.openNanos);
        }
        if (!connection.isRouted()) {
            return noRoute(context.topology(), connection.source, connection.target, connection.unroutedNanos);
        }
        int down = states.firstDown(arcs);
        return down < 0 ? null : states.describeDown(down);
    }

    /** A connection that was closed. */
    public static String closed(long openNanos) {
        return openNanos == Long.MAX_VALUE
                ? "a new connection, which no one opens"
                : "a new connection, which opens at " + Durations.formatNanos(openNanos);
    }

    /** A connection that the routing finds no path for. */
    public static String noRoute(Topology topology, int source, int target, long sinceNanos) {
        return "a route from " + topology.node(source).id() + " to "
                + topology.node(target).id() + ", none since " + Durations.formatNanos(sinceNanos);
    }
}
