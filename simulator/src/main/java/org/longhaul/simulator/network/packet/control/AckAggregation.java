package org.longhaul.simulator.network.packet.control;

/**
 * How far acknowledgements run ahead of the bandwidth estimate, for BBR to allow for: the largest excess of five to ten
 * rounds.
 */
final class AckAggregation {

    private static final int ROUNDS = 5;
    private static final long MOST_NANOS = 100_000_000;
    private static final long LONGEST_EPOCH_PACKETS = 1 << 20;

    private final int[] extra = new int[2];
    private int slot;
    private int slotRounds;
    private long epochNanos;
    private long epochPackets;

    AckAggregation(long nowNanos) {
        epochNanos = nowNanos;
    }

    void restart(long nowNanos) {
        epochNanos = nowNanos;
        epochPackets = 0;
    }

    void update(AckSample sample, int window, boolean roundStarts, double packetsPerNano) {
        if (sample.newlyDelivered() <= 0 || sample.intervalDelivered() < 0 || sample.intervalNanos() <= 0) {
            return;
        }
        if (roundStarts && ++slotRounds >= ROUNDS) {
            slotRounds = 0;
            slot = 1 - slot;
            extra[slot] = 0;
        }
        double expected = packetsPerNano * (sample.nowNanos() - epochNanos);
        if (epochPackets <= expected || epochPackets + sample.newlyDelivered() >= LONGEST_EPOCH_PACKETS) {
            restart(sample.nowNanos());
            expected = 0;
        }
        epochPackets += sample.newlyDelivered();
        int beyond = (int) Math.min(epochPackets - (long) expected, window);
        extra[slot] = Math.max(extra[slot], beyond);
    }

    int extraPackets(double packetsPerNano) {
        return (int) Math.min(Math.max(extra[0], extra[1]), packetsPerNano * MOST_NANOS);
    }
}
