package org.longhaul.simulator.network.packet;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.topology.Topology;

/** The connections that were used so far, by source, target and channel; opens new ones. */
final class Connections {

    private static final int CHANNELS = 1 << 16;

    private final PacketNetwork network;
    private final NetworkContext context;
    private final OutputQueue[] queues;
    private final DefaultQueues defaultQueues;
    private final Long2ObjectOpenHashMap<TcpConnection> byKey = new Long2ObjectOpenHashMap<>();
    private final List<TcpConnection> inOrder = new ArrayList<>();

    Connections(PacketNetwork network, NetworkContext context, OutputQueue[] queues, DefaultQueues defaultQueues) {
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
        long key = ((long) source * topology.nodeCount() + target) * CHANNELS + channel;
        TcpConnection connection = byKey.get(key);
        if (connection == null) {
            connection = open(source, target, channel);
            byKey.put(key, connection);
            inOrder.add(connection);
        }
        return connection;
    }

    private TcpConnection open(int source, int target, int channel) {
        int[] arcs = context.routing().route(source, target, channel);
        OutputQueue[] forward = new OutputQueue[arcs.length];
        OutputQueue[] backward = new OutputQueue[arcs.length];
        long roundTripNanos = 0;
        for (int i = 0; i < arcs.length; i++) {
            forward[i] = queues[arcs[i]];
            backward[arcs.length - 1 - i] = queues[arcs[i] ^ 1];
            roundTripNanos += 2 * context.topology().arcLatencyNanos(arcs[i]);
        }
        for (int arc : arcs) {
            defaultQueues.widen(queues[arc], arc, roundTripNanos);
            defaultQueues.widen(queues[arc ^ 1], arc ^ 1, roundTripNanos);
        }
        return new TcpConnection(network, context.loop(), source, target, channel, arcs, forward, backward);
    }

    private void checkNode(String name, int node) {
        Topology topology = context.topology();
        if (node < 0 || node >= topology.nodeCount()) {
            throw new IllegalArgumentException(name + " (" + node + ") is not a node of topology " + topology.name()
                    + "; it has the nodes 0 to " + (topology.nodeCount() - 1) + ".");
        }
    }
}
