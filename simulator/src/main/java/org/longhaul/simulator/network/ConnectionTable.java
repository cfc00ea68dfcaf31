package org.longhaul.simulator.network;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Topology;

/** The connections that have been used so far, by (source, target, channel). */
public final class ConnectionTable<C extends Connection> {

    private static final int CHANNELS = 1 << 16;

    /** Makes the connection of a pair. */
    public interface Opener<C extends Connection> {
        C open(int source, int target, int channel);
    }

    private final Topology topology;
    private final Opener<C> opener;
    private final Long2ObjectOpenHashMap<C> connections = new Long2ObjectOpenHashMap<>();

    public ConnectionTable(Topology topology, Opener<C> opener) {
        this.topology = topology;
        this.opener = opener;
    }

    /** The connection, opened if this is its first use; checks the arguments of a transfer. */
    public C of(int source, int target, int channel, long bytes) {
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
        C connection = connections.get(key);
        if (connection == null) {
            connection = opener.open(source, target, channel);
            connections.put(key, connection);
        }
        return connection;
    }

    /** The connection, or null if it was never used. */
    public @Nullable C find(int source, int target, int channel) {
        checkNode("source", source);
        checkNode("target", target);
        return connections.get(key(source, target, channel));
    }

    /** Puts a connection in the place of the one of the same ends and channel. */
    public void replace(C connection) {
        put(connection.source, connection.target, connection.channel, connection);
    }

    /** Makes a connection that of a pair and channel. */
    public void put(int source, int target, int channel, C connection) {
        connections.put(key(source, target, channel), connection);
    }

    /** Hears of pairs and their connections. */
    public interface PairVisitor<C> {
        void pair(int source, int target, int channel, C connection);
    }

    /** All pairs by source, target and channel; the visitor may replace their connections. */
    public void forEachPair(PairVisitor<C> visitor) {
        long[] keys = connections.keySet().toLongArray();
        Arrays.sort(keys);
        for (long key : keys) {
            long pair = key / CHANNELS;
            visitor.pair(
                    (int) (pair / topology.nodeCount()),
                    (int) (pair % topology.nodeCount()),
                    (int) (key % CHANNELS),
                    connections.get(key));
        }
    }

    private long key(int source, int target, int channel) {
        return ((long) source * topology.nodeCount() + target) * CHANNELS + channel;
    }

    /** All connections that begin or end at a node, by source, target and channel. */
    public List<C> at(int node) {
        checkNode("node", node);
        return inOrder().stream()
                .filter(c -> c.source == node || c.target == node)
                .toList();
    }

    /** All connections by source, target and channel. */
    public List<C> inOrder() {
        // Asked at every step, and there are none where exchanges take their closed forms.
        if (connections.isEmpty()) {
            return List.of();
        }
        return connections.values().stream()
                .sorted(Comparator.<C>comparingInt(c -> c.source)
                        .thenComparingInt(c -> c.target)
                        .thenComparingInt(c -> c.channel))
                .toList();
    }

    private void checkNode(String name, int node) {
        if (node < 0 || node >= topology.nodeCount()) {
            throw new IllegalArgumentException(name + " (" + node + ") is not a node of topology " + topology.name()
                    + "; it has the nodes 0 to " + (topology.nodeCount() - 1) + ".");
        }
    }
}
