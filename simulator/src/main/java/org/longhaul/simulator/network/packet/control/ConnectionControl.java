package org.longhaul.simulator.network.packet.control;

/**
 * The congestion control of one connection: sets the window of its {@link SenderState}. To add one, write one class
 * that holds it, its settings and its {@link CongestionControlFactory}.
 *
 * <p>Loss detection, retransmission and the fall of the window during recovery belong to the sender. A control that
 * {@linkplain #governsWindow() governs} the window in every state is told of each acknowledgement and sets the window
 * itself.
 */
public interface ConnectionControl {

    /**
     * An acknowledgement came. Called for those that advance in order while the sender is not in recovery, or for all
     * if {@link #governsWindow()}.
     */
    void acknowledged(AckSample sample);

    /** A loss was found: the new slow-start threshold, packets. Called before the window falls. */
    int thresholdAfterLoss();

    /** An acknowledgement with a round-trip sample came; called in every state, before {@link #acknowledged}. */
    default void roundTrip(AckSample sample) {}

    /** The sender's state of recovery is about to become another. */
    default void stateChanges(RecoveryState to, long nowNanos) {}

    /** Packets are sent although none was in flight; {@code idleNanos} since the last one was. */
    default void resumes(long nowNanos, long idleNanos) {}

    /** Whether this control sets the window in recovery too. */
    default boolean governsWindow() {
        return false;
    }

    /** Rate at which packets are spread, bytes per second; 0 for sending as the window allows. */
    default double pacingBytesPerSecond() {
        return 0;
    }

    /** Fewest packets of a burst. */
    default int smallestBurst() {
        return 2;
    }

    /** A hash of the state that outlives a transfer, with times taken relative to the present. */
    long stateHash(long nowNanos);
}
