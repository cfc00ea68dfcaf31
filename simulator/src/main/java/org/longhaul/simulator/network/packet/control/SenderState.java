package org.longhaul.simulator.network.packet.control;

import java.util.random.RandomGenerator;

/** What a congestion control sees of its sender, and the two figures that it sets. Sequence numbers count packets. */
public interface SenderState {

    /** The congestion window, packets. */
    int congestionWindow();

    /** Sets the congestion window, packets; at least 1. */
    void congestionWindow(int packets);

    /** The slow-start threshold, packets; {@link Integer#MAX_VALUE} until a loss or the control sets it. */
    int slowStartThreshold();

    /** Sets the slow-start threshold, packets. */
    void slowStartThreshold(int packets);

    /** Window of a new connection, packets. */
    int initialWindow();

    /** Packets sent and neither acknowledged nor held for lost. */
    int inFlight();

    /** Payload of a full packet, bytes. */
    int segmentBytes();

    /** First packet not acknowledged in order. */
    long unacknowledged();

    /** The packet to be sent next. */
    long next();

    /** Packets that have reached the receiver in all. */
    long delivered();

    /** When {@link #delivered()} last changed. */
    long deliveredNanos();

    /** Smoothed round-trip time, nanoseconds; 0 before the first sample. */
    long smoothedRoundTripNanos();

    /** Smallest round-trip time of the last 300 s, nanoseconds; {@link Long#MAX_VALUE} before the first sample. */
    long minimumRoundTripNanos();

    /** Whether the window, not the application, holds the sender back. */
    boolean isWindowLimited();

    /** Whether the window is below the slow-start threshold. */
    default boolean inSlowStart() {
        return congestionWindow() < slowStartThreshold();
    }

    /** Rate that the sender would spread its packets over, bytes per second; sizes the bursts handed to the link. */
    double pacingBytesPerSecond();

    /** The earliest time at which pacing lets the next burst go, nanoseconds; may lie in the past. */
    long nextDepartureNanos();

    RecoveryState state();

    /** Says that what is sent from now on shall not count as a measure of the path's rate. */
    void markApplicationLimited();

    /** Whether the application had nothing to send for part of what is now in flight. */
    boolean isApplicationLimited();

    /** The connection's own random stream. */
    RandomGenerator random();
}
