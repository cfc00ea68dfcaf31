package org.longhaul.simulator.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.topology.Routing;

/**
 * A network that carries transfers between the nodes of one topology, on one event loop's clock.
 *
 * <p>Not thread-safe: used from the thread that drives the loop.
 */
public interface Network {

    /**
     * Starts a transfer at the loop's present time.
     *
     * @param sourceNode index of the sending node
     * @param targetNode index of the receiving node; a transfer from a node to itself takes no time and no bandwidth
     * @param bytes payload, bytes; not negative. A transfer of 0 bytes still takes the path's latency
     * @param channel tells parallel connections of one pair apart, from 0; transfers of the same (source, target, channel)
     *     use the same connection, one after the other
     * @param done told at the simulated time at which the last byte reaches the target
     * @throws org.longhaul.topology.UnreachableException if no path leads from source to target
     * @throws IllegalArgumentException if an index, the bytes or the channel is out of range
     */
    void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done);

    /**
     * A round of transfers that may be started any number of times on an idle network, where the network simulates equal ones
     * once.
     *
     * @param sourceNodes sender of each transfer; the arrays are taken over
     * @param targetNodes receiver of each
     * @param channels connection of each between its pair; no two transfers use the same one
     * @param bytes payload of each
     * @return null where that gains nothing: then each is to be sent by itself
     */
    default @Nullable TransferRound round(int[] sourceNodes, int[] targetNodes, int[] channels, long[] bytes) {
        return null;
    }

    /**
     * Changes one direction of a link from now on; it starts as the topology states it.
     *
     * <p>While an arc is down nothing crosses it. What was under way on it is lost; where the model has TCP, the sender finds
     * out by its timers and sends it again, and a transfer goes on some time after the arc is up again; otherwise it goes on
     * at that moment. While a path is broken a model schedules no events of its own for the transfers on it, so that a loop
     * runs empty if nothing will ever bring the path back.
     *
     * @param arc the direction: 2l and 2l + 1 for link l
     * @param state what it is from now on
     * @throws IllegalArgumentException if the topology has no such arc
     */
    void setArc(int arc, ArcState state);

    /**
     * From now on connections use these routes. A transfer under way on another path goes on over the new one, with the
     * round-trip time and the bottleneck of that; what has arrived counts on the old path, the rest on the new one. Where the
     * routing finds no path, the connection keeps its own and waits, as if the path were broken; so does a transfer that is
     * started over a pair without a path, once this method has been called.
     *
     * @param routing the routes; pass the run's first object again where they are the run's first routes again, so that
     *     {@link #stateFingerprint()} sees that they are
     */
    void setRouting(Routing routing);

    /**
     * Closes a connection: its unfinished transfers begin anew, from their first byte and in their order, on a new connection
     * that remembers nothing. Their listeners hear once. What had been delivered of them no longer counts as payload, but
     * still as bytes on the wire. Transfers that are started before the new connection is opened wait for it. Nothing happens
     * if the connection was never used, or leads from a node to itself.
     *
     * @param sourceNode index of the sending node
     * @param targetNode index of the receiving node
     * @param channel of the connection
     * @param resumeNanos when the new connection is opened, at the earliest now; {@link Long#MAX_VALUE} for never. A later
     *     call replaces it
     * @throws IllegalArgumentException if an index is out of range
     */
    void reset(int sourceNode, int targetNode, int channel, long resumeNanos);

    /**
     * Closes all connections that begin or end at a node, as {@link #reset(int, int, int, long)} does. Connections of the
     * node that are used for the first time afterwards are opened at once.
     *
     * @param node index of the node
     * @param resumeNanos when the new connections are opened
     * @throws IllegalArgumentException if the index is out of range
     */
    void resetNode(int node, long resumeNanos);

    /**
     * Payload bytes of completed and running transfers that an arc carried up to now, without headers. Bytes that a closed
     * connection has to send again count once.
     */
    long arcPayloadBytes(int arc);

    /** Bytes that an arc carried up to now, with headers and acknowledgements where the model has them. */
    long arcWireBytes(int arc);

    /**
     * A hash over the state that persists between transfers (congestion windows, arcs that differ from the topology, routes,
     * connections that are yet to be opened), independent of absolute time. If no transfer is running and the fingerprint is
     * that of an earlier moment, equal traffic and equal changes from here take exactly equal time.
     */
    long stateFingerprint();

    /** The transfers that have not completed, in the order in which they were started, with what each waits on. */
    List<TransferStatus> activeTransfers();

    /**
     * Whether transfers that cross a link share it. Where they do not, each has every link to itself, so that the parts of one
     * transfer would together exceed the line: it must not be spread over several connections.
     */
    default boolean sharesLinks() {
        return true;
    }

    /** How long this network expects transfers to take, in closed form. */
    TransferEstimate estimate();
}
