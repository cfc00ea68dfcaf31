package org.longhaul.simulator.network.estimate;

/** What the time of a transfer is made of, as estimates name it. */
public enum TimeTerm {
    /** Propagation along the path. */
    LATENCY(0, "propagation"),
    /** The bytes at the rates of the links, headers included, shared with what runs at the same time. */
    TRANSMISSION(1, "serialisation"),
    /** Round trips in which the window was too small to fill the link. */
    SLOW_START(2, "slow start"),
    /** What the largest window adds on a path of a larger bandwidth-delay product. */
    WINDOW(3, "maximum window"),
    /** What the cut of windows by random loss adds. */
    LOSS(4, "loss limit"),
    /** What shallow queues and bursts against data the other way add. */
    QUEUES(5, "queueing"),
    /** What a communication library has its segments wait for: room at the receiver, and the hosts' own work. */
    LIBRARY(6, "library");

    private final int index;
    private final String words;

    TimeTerm(int index, String words) {
        this.index = index;
        this.words = words;
    }

    /** Its place among all terms, from 0. */
    int index() {
        return index;
    }

    /** The term for people. */
    public String words() {
        return words;
    }
}
