package org.longhaul.simulator.network.packet.queue;

/** How wires lose packets; both lose the share that the link states in the long run. */
public enum LossKind {
    /** Each packet independently of the others. */
    BERNOULLI,
    /** In bursts, by a chain of a good and a bad state. */
    GILBERT_ELLIOTT
}
