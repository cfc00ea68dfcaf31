package org.longhaul.simulator.network.packet.control;

/** Where a sender stands with losses; later constants are graver. */
public enum RecoveryState {
    /** Nothing is missing. */
    OPEN,
    /** Packets arrived out of order, none is held for lost yet. */
    DISORDER,
    /** The window falls although nothing is sent again: a loss probe repaired the loss. */
    REDUCED,
    /** Lost packets are sent again while the window falls. */
    RECOVERY,
    /** A retransmission timeout struck; the window is built up from one packet. */
    LOSS
}
