package org.longhaul.simulator.network;

import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Durations;

/** Says in words what of a changing network keeps a connection from sending. */
public final class Obstacles {

    private Obstacles() {}

    /** What holds a connection up whatever its transfers do, or null. */
    public static @Nullable String of(Connection connection, int[] arcs, ArcStates states, NetworkContext context) {
        long now = context.loop().nowNanos();
        if (connection.openNanos > now) {
            return closed(context, connection.openNanos);
        }
        if (!connection.isRouted()) {
            return noRoute(context, connection.source, connection.target, connection.unroutedNanos);
        }
        int down = states.firstDown(arcs);
        return down < 0 ? null : states.describeDown(down);
    }

    /** A connection that was closed. */
    public static String closed(NetworkContext context, long openNanos) {
        return openNanos == Long.MAX_VALUE
                ? "a new connection, which no one opens"
                : "a new connection, which opens at "
                        + Durations.formatNanos(context.loop().runNanos(openNanos));
    }

    /** A connection that the routing finds no path for. */
    public static String noRoute(NetworkContext context, int source, int target, long sinceNanos) {
        Topology topology = context.topology();
        return "a route from " + topology.node(source).id() + " to "
                + topology.node(target).id() + ", none since "
                + Durations.formatNanos(context.loop().runNanos(sinceNanos));
    }
}
