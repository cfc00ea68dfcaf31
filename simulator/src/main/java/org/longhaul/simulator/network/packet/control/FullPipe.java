package org.longhaul.simulator.network.packet.control;

/** Finds for BBR that the pipe is full: the bandwidth estimate has grown by less than a quarter in three rounds. */
final class FullPipe {

    private static final double GROWTH = 1.25;
    private static final int ROUNDS_WITHOUT_GROWTH = 3;

    private double bandwidth;
    private int rounds;
    private boolean full;

    boolean isFull() {
        return full;
    }

    /** A round that the application did not limit has ended with an estimate. */
    void round(double estimate) {
        if (full) {
            return;
        }
        if (estimate >= bandwidth * GROWTH) {
            bandwidth = estimate;
            rounds = 0;
            return;
        }
        full = ++rounds >= ROUNDS_WITHOUT_GROWTH;
    }

    void restart() {
        bandwidth = 0;
    }

    long stateHash() {
        return Double.doubleToLongBits(bandwidth) + rounds;
    }
}
