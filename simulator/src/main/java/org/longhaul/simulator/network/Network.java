package org.longhaul.simulator.network;

import java.util.List;

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

    /** Payload bytes of completed and running transfers that an arc carried up to now, without headers. */
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
