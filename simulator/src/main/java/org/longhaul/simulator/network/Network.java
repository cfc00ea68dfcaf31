package org.longhaul.simulator.network;

import java.util.List;
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
     * Changes one direction of a link from now on; it starts as the topology states it.
     *
     * @param arc the direction
     * @param state what it is from now on; while it is down nothing crosses it, and what is under way on it is lost
     */
    default void setArc(int arc, ArcState state) {
        throw new UnsupportedOperationException("links of this network do not change");
    }

    /**
     * From now on connections use these routes. A transfer under way on another path goes on over the new one; where the
     * routing finds no path, the connection keeps its own and waits.
     */
    default void setRouting(Routing routing) {
        throw new UnsupportedOperationException("routes of this network do not change");
    }

    /**
     * Closes a connection: its unfinished transfers begin anew, from their first byte, on a new connection. Nothing
     * happens if the connection was never used.
     *
     * @param resumeNanos when the new connection is opened, not before now; {@link Long#MAX_VALUE} for never. A later
     *     call replaces it
     */
    default void reset(int sourceNode, int targetNode, int channel, long resumeNanos) {
        throw new UnsupportedOperationException("connections of this network cannot be closed");
    }

    /** Closes all connections that begin or end at a node, as {@link #reset(int, int, int, long)} does. */
    default void resetNode(int node, long resumeNanos) {
        throw new UnsupportedOperationException("connections of this network cannot be closed");
    }

    /**
     * Payload bytes of completed and running transfers that an arc carried up to now, without headers. Bytes that a closed
     * connection has to send again count once.
     */
    long arcPayloadBytes(int arc);

    /** Bytes that an arc carried up to now, with headers and acknowledgements where the model has them. */
    long arcWireBytes(int arc);

    /**
     * A hash over the state that persists between transfers (congestion windows and the like), independent of absolute
     * time. If no transfer is running and the fingerprint is that of an earlier moment, equal traffic from here takes
     * exactly equal time.
     */
    long stateFingerprint();

    /** The transfers that have not completed, in the order in which they were started, with what each waits on. */
    List<TransferStatus> activeTransfers();
}
