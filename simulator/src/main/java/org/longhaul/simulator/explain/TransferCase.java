package org.longhaul.simulator.explain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * A transfer that is asked about, and others that start at the same moment.
 *
 * @param topology the network
 * @param routing its routes
 * @param subject the transfer in question
 * @param others further transfers, each on connections of its own
 * @param connections parallel connections over which every transfer is spread, 1 to 64
 * @param seed of random losses
 * @param hosts what is stated for the connections of single hosts
 * @param othersControl id of that of the further transfers; null for what holds for hosts and the network
 */
public record TransferCase(
        Topology topology,
        Routing routing,
        Demand subject,
        List<Demand> others,
        int connections,
        long seed,
        ConnectionRules hosts,
        @Nullable String othersControl) {

    /** Transfers that all use the congestion control of the network. */
    public TransferCase(
            Topology topology, Routing routing, Demand subject, List<Demand> others, int connections, long seed) {
        this(topology, routing, subject, others, connections, seed, ConnectionRules.of(topology), null);
    }

    /**
     * So many bytes from one node to another.
     *
     * @param source index of the sending node
     * @param target index of the receiving node, another one
     * @param bytes payload, at least 1
     */
    public record Demand(int source, int target, long bytes) {
        public Demand {
            if (source == target) {
                throw new IllegalArgumentException("source and target (node " + source + ") must differ.");
            }
            if (bytes < 1) {
                throw new IllegalArgumentException("bytes (" + bytes + ") must be at least 1.");
            }
        }
    }

    private static final int MOST_CONNECTIONS = 64;

    public TransferCase {
        others = List.copyOf(others);
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "connections (" + connections + ") must lie in 1 to " + MOST_CONNECTIONS + ".");
        }
    }

    /** The same transfer with nothing beside it. */
    TransferCase alone() {
        return new TransferCase(topology, routing, subject, List.of(), connections, seed, hosts, null);
    }

    /** What is stated for single connections: the further transfers are another user of the network. */
    ConnectionRules rules() {
        List<@Nullable String> users = new ArrayList<>();
        users.add(null);
        if (othersControl != null) {
            int channels = (others.size() + 1) * connections;
            users.addAll(Collections.nCopies(1 + channels / ConnectionRules.CHANNELS, othersControl));
        }
        return hosts.withUsers(users);
    }

    /** Where the channels of the further transfers begin. */
    int firstChannelOfOthers() {
        return othersControl == null ? 0 : ConnectionRules.CHANNELS;
    }

    /** Id of the congestion control of the transfer in question; null for the network's. */
    public @Nullable String assignedControl() {
        return rules().of(subject.source(), 0);
    }

    /** Arcs from the source of the transfer in question to its target, those of its first connection. */
    int[] path() {
        return routing.route(subject.source(), subject.target(), 0);
    }

    /** Transmissions of packets that a packet-level simulation of all transfers takes; see {@link PacketCost}. */
    public double packetTransmissions() {
        double sum = PacketCost.transmissions(subject.bytes(), path().length);
        for (Demand other : others) {
            sum += PacketCost.transmissions(other.bytes(), routing.route(other.source(), other.target(), 0).length);
        }
        return sum;
    }
}
