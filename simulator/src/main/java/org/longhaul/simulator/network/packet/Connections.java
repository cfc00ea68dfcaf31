package org.longhaul.simulator.network.packet;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.ArcStates;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.Obstacles;
import org.longhaul.simulator.network.Routes;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/** The connections that were used so far, by source, target and channel; opens new ones. */
final class Connections {

    private static final int CHANNELS = 1 << 16;

    private final PacketNetwork network;
    private final NetworkContext context;
    private final ArcStates states;
    private final Routes routes;
    private final OutputQueue[] queues;
    private final DefaultQueues defaultQueues;
    private final Long2ObjectOpenHashMap<TcpConnection> byKey = new Long2ObjectOpenHashMap<>();
    private final List<TcpConnection> inOrder = new ArrayList<>();

    Connections(
            PacketNetwork network,
            NetworkContext context,
            ArcStates states,
            Routes routes,
            OutputQueue[] queues,
            DefaultQueues defaultQueues) {
        this.states = states;
        this.routes = routes;
        this.network = network;
        this.context = context;
        this.queues = queues;
        this.defaultQueues = defaultQueues;
    }

    /** All connections in the order in which they were opened. */
    List<TcpConnection> inOrder() {
        return inOrder;
    }

    /** The connection of a transfer, opened if this is its first use; checks the transfer's arguments. */
    TcpConnection of(int source, int target, int channel, long bytes) {
        Topology topology = context.topology();
        checkNode("sourceNode", source);
        checkNode("targetNode", target);
        if (channel < 0 || channel >= CHANNELS) {
            throw new IllegalArgumentException("channel (" + channel + ") must lie in 0 to " + (CHANNELS - 1) + ".");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes (" + bytes + ") of the transfer from "
                    + topology.node(source).id() + " to "
                    + topology.node(target).id() + " must not be negative.");
        }
        long key = key(source, target, channel);
        TcpConnection connection = byKey.get(key);
        if (connection == null) {
            connection = open(source, target, channel);
            byKey.put(key, connection);
            inOrder.add(connection);
        }
        return connection;
    }

    private TcpConnection open(int source, int target, int channel) {
        TcpConnection connection = new TcpConnection(network, context.loop(), source, target, channel, 0);
        route(connection);
        return connection;
    }

    /** Gives a connection the path that the routing finds now. */
    private void route(TcpConnection connection) {
        int[] arcs = routes.find(connection.source, connection.target, connection.channel);
        if (arcs == null) {
            connection.unroute(context.loop().nowNanos());
            return;
        }
        int[] back = back(connection, arcs);
        if (back == null) {
            connection.unroute(context.loop().nowNanos());
            return;
        }
        if (connection.isOn(arcs, back)) {
            connection.routed();
            return;
        }
        long roundTripNanos = latencyNanos(arcs) + latencyNanos(back);
        connection.route(arcs, back, queues(arcs, roundTripNanos), queues(back, roundTripNanos));
    }

    /** The way of acknowledgements: the same links, unless one of them leads one way only; then what the routing finds. */
    private int @Nullable [] back(TcpConnection connection, int[] arcs) {
        int[] back = new int[arcs.length];
        for (int i = 0; i < arcs.length; i++) {
            back[arcs.length - 1 - i] = arcs[i] ^ 1;
            if (!context.topology().isOpen(arcs[i] ^ 1)) {
                return routes.find(
                        /* source= */ connection.target, /* target= */ connection.source, connection.channel);
            }
        }
        return back;
    }

    private long latencyNanos(int[] arcs) {
        long sum = 0;
        for (int arc : arcs) {
            sum += context.topology().arcLatencyNanos(arc);
        }
        return sum;
    }

    private OutputQueue[] queues(int[] arcs, long roundTripNanos) {
        OutputQueue[] along = new OutputQueue[arcs.length];
        for (int i = 0; i < arcs.length; i++) {
            along[i] = queues[arcs[i]];
            defaultQueues.widen(queues[arcs[i]], arcs[i], roundTripNanos);
        }
        return along;
    }

    // --- a network that changes ---

    /** An arc came up, or routes changed. */
    void recover() {
        for (TcpConnection connection : inOrder) {
            connection.recovers(context.loop().nowNanos());
        }
    }

    void setRouting(Routing routing) {
        routes.set(routing);
        for (TcpConnection connection : inOrder) {
            route(connection);
        }
        recover();
    }

    /** Closes the connections that begin or end at a node. */
    void resetNode(int node, long resumeNanos) {
        checkNode("node", node);
        for (int i = 0; i < inOrder.size(); i++) {
            TcpConnection connection = inOrder.get(i);
            if (connection.source == node || connection.target == node) {
                reset(i, resumeNanos);
            }
        }
    }

    /** Closes a connection if it was ever used. */
    void reset(int source, int target, int channel, long resumeNanos) {
        checkNode("source", source);
        checkNode("target", target);
        TcpConnection connection = byKey.get(key(source, target, channel));
        if (connection != null) {
            reset(inOrder.indexOf(connection), resumeNanos);
        }
    }

    private void reset(int place, long resumeNanos) {
        TcpConnection closed = inOrder.get(place);
        if (closed.isLocal()) {
            return;
        }
        long now = context.loop().nowNanos();
        long opens = Math.max(now, resumeNanos);
        TcpConnection opened =
                new TcpConnection(network, context.loop(), closed.source, closed.target, closed.channel, opens);
        route(opened);
        inOrder.set(place, opened);
        byKey.put(key(closed.source, closed.target, closed.channel), opened);
        closed.close(opened);
        if (opens > now && opens < Long.MAX_VALUE) {
            context.loop().schedule(opens, EventPriority.ARRIVAL, opened::begin);
        }
    }

    /** The first arc that is down of a connection's path or of its acknowledgements'; or -1. */
    int brokenArc(TcpConnection connection) {
        int down = states.firstDown(connection.arcs);
        if (down < 0 && states.wasEverDown()) {
            return states.firstDown(connection.backArcs);
        }
        return down;
    }

    /** What of a changing network keeps a connection from sending, or null. */
    @Nullable
    String obstacle(TcpConnection connection) {
        if (connection.opensNanos > context.loop().nowNanos()) {
            return Obstacles.closed(context, connection.opensNanos);
        }
        if (!connection.isRouted()) {
            return Obstacles.noRoute(context, connection.source, connection.target, connection.unroutedNanos());
        }
        int broken = brokenArc(connection);
        return broken < 0 ? null : states.describeDown(broken);
    }

    /** The transfers that have not completed, in the order in which they were started. */
    List<TransferStatus> activeTransfers() {
        List<PacketTransfer> active = new ArrayList<>();
        for (TcpConnection connection : inOrder) {
            active.addAll(connection.transfers());
        }
        active.sort(Comparator.comparingLong(transfer -> transfer.order));
        List<TransferStatus> statuses = new ArrayList<>(active.size());
        for (PacketTransfer transfer : active) {
            statuses.add(status(transfer));
        }
        return statuses;
    }

    private TransferStatus status(PacketTransfer transfer) {
        TcpConnection connection = transfer.connection;
        long expected = connection.expectedPacket();
        boolean present = transfer.firstPacket <= expected;
        String obstacle = obstacle(connection);
        String turn = present ? connection.waitingFor() : "an earlier transfer of its connection";
        return new TransferStatus(
                context.topology().node(connection.source).id(),
                context.topology().node(connection.target).id(),
                connection.channel,
                transfer.bytes,
                transfer.bytesBefore(expected, network.segmentBytes()),
                context.loop().runNanos(transfer.startNanos),
                obstacle == null ? turn : obstacle);
    }

    private long key(int source, int target, int channel) {
        return ((long) source * context.topology().nodeCount() + target) * CHANNELS + channel;
    }

    private void checkNode(String name, int node) {
        Topology topology = context.topology();
        if (node < 0 || node >= topology.nodeCount()) {
            throw new IllegalArgumentException(name + " (" + node + ") is not a node of topology " + topology.name()
                    + "; it has the nodes 0 to " + (topology.nodeCount() - 1) + ".");
        }
    }
}
