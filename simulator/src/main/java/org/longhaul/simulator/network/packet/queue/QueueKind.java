package org.longhaul.simulator.network.packet.queue;

/** How queues drop packets. */
public enum QueueKind {
    /** What does not fit is dropped. */
    DROP_TAIL,
    /** Random early detection: arriving packets are dropped at random, the more the longer the queue is on average. */
    RED,
    /** Controlled delay, RFC 8289: packets are dropped at the head while they wait too long. */
    CODEL
}
