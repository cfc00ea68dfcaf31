package org.longhaul.simulator.traffic;

import org.longhaul.simulator.network.TransferListener;

/** What background traffic does anything with. */
public interface TrafficHost {

    /** Simulated time, nanoseconds since the start of the run. */
    long nowNanos();

    /** Has something done at a time, which is not before now. */
    void at(long timeNanos, Runnable action);

    /**
     * Starts a transfer now.
     *
     * @param connection tells parallel connections of one pair apart, from 0
     * @param done told when the last byte has reached the target
     */
    void send(int sourceNode, int targetNode, long bytes, int connection, TransferListener done);

    /** Notes that data which was due was not sent, because what was sent before is still under way. */
    void dropped(long bytes);
}
