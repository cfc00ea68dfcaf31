package org.longhaul.simulator.network.packet;

/**
 * Told what happens inside a packet network, for plots of congestion windows and queues. Called from the event loop; a
 * network without an observer spends nothing on it.
 */
public interface PacketObserver {

    /**
     * A sender has processed an acknowledgement or a timeout.
     *
     * @param nowNanos simulated time
     * @param sourceNode the sender
     * @param targetNode the receiver
     * @param channel the connection of the pair
     * @param congestionWindowPackets the congestion window
     * @param slowStartThresholdPackets the slow-start threshold; {@link Integer#MAX_VALUE} while none was set
     * @param inFlightPackets packets sent and neither acknowledged nor held for lost
     * @param smoothedRoundTripNanos the smoothed round-trip time
     */
    default void windowChanged(
            long nowNanos,
            int sourceNode,
            int targetNode,
            int channel,
            int congestionWindowPackets,
            int slowStartThresholdPackets,
            int inFlightPackets,
            long smoothedRoundTripNanos) {}

    /**
     * A packet has joined a queue or gone straight to the wire.
     *
     * @param nowNanos simulated time
     * @param arc the direction of a link that the queue feeds
     * @param waitingBytes bytes that wait now
     */
    default void queueChanged(long nowNanos, int arc, long waitingBytes) {}

    /**
     * A queue has dropped a packet.
     *
     * @param nowNanos simulated time
     * @param arc the direction of a link that the queue feeds
     * @param waitingBytes bytes that wait now
     */
    default void packetDropped(long nowNanos, int arc, long waitingBytes) {}
}
