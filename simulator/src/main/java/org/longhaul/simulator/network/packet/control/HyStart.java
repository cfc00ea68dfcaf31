package org.longhaul.simulator.network.packet.control;

/**
 * Hybrid slow start: ends slow start when a round's acknowledgements make a train longer than half the smallest round
 * trip, or when its round trips have grown by an eighth (4 to 16 ms).
 *
 * <p><b>Differs from the source.</b> As Linux: the train's threshold allows for acknowledgements that the sender's own
 * bursts spread, and the smallest round trip of the eight first samples of a round is compared at each later one.
 *
 * @see <a href="https://doi.org/10.1016/j.comnet.2011.01.014">Ha, Rhee, "Taming the elephants: new TCP slow start", Computer
 *     Networks 55(9), 2011</a>
 */
final class HyStart {

    private static final int LOWEST_WINDOW = 16;
    private static final int SAMPLES = 8;
    private static final long TRAIN_GAP_NANOS = 2_000_000;
    private static final long LEAST_DELAY_NANOS = 4_000_000;
    private static final long MOST_DELAY_NANOS = 16_000_000;
    private static final long MOST_SPREAD_NANOS = 1_000_000;
    private static final double LARGEST_BURST_BYTES = 65_536;

    private final SenderState sender;
    private long roundStartNanos;
    private long lastNanos;
    private long roundEnd;
    private long roundTripNanos = Long.MAX_VALUE;
    private int samples;
    private boolean found;

    HyStart(SenderState sender, long nowNanos) {
        this.sender = sender;
        begin(nowNanos);
    }

    /** Starts a round: it ends when what is sent by now has been acknowledged. */
    void begin(long nowNanos) {
        roundStartNanos = nowNanos;
        lastNanos = nowNanos;
        roundEnd = sender.next();
        roundTripNanos = Long.MAX_VALUE;
        samples = 0;
    }

    void forget() {
        found = false;
    }

    void acknowledged(long nowNanos, long roundTrip, long smallestRoundTripNanos) {
        if (found) {
            return;
        }
        if (sender.unacknowledged() > roundEnd) {
            begin(nowNanos);
        }
        if (sender.congestionWindow() < LOWEST_WINDOW) {
            return;
        }
        if (nowNanos - lastNanos <= TRAIN_GAP_NANOS) {
            lastNanos = nowNanos;
            if (nowNanos - roundStartNanos > (smallestRoundTripNanos + burstSpreadNanos()) / 2) {
                found = true;
            }
        }
        roundTripNanos = Math.min(roundTripNanos, roundTrip);
        if (samples < SAMPLES) {
            samples++;
        } else {
            long growth = Math.max(LEAST_DELAY_NANOS, Math.min(MOST_DELAY_NANOS, smallestRoundTripNanos / 8));
            if (roundTripNanos > smallestRoundTripNanos + growth) {
                found = true;
            }
        }
        if (found) {
            sender.slowStartThreshold(sender.congestionWindow());
        }
    }

    private long burstSpreadNanos() {
        double rate = sender.pacingBytesPerSecond();
        return rate <= 0 ? 0 : (long) Math.min(MOST_SPREAD_NANOS, LARGEST_BURST_BYTES * 4 * 1e9 / rate);
    }

    long stateHash(long nowNanos) {
        return found ? 1 : (nowNanos - roundStartNanos) * 31 + (sender.unacknowledged() - roundEnd);
    }
}
