package org.longhaul.simulator.network.packet.control;

/**
 * BBR's long-term bandwidth: finds that two lossy spells in a row ran at about one rate, holds that for a policer's and
 * uses it for 48 rounds. Rates are packets per nanosecond.
 */
final class PolicerDetection {

    private static final int SHORTEST_ROUNDS = 4;
    private static final double LOSSY = 50 / 256.0;
    private static final double RELATIVE_DIFFERENCE = 1 / 8.0;
    private static final double DIFFERENCE_BYTES_PER_SECOND = 500;
    private static final int ROUNDS_IN_USE = 48;

    private final SenderState sender;
    private boolean sampling;
    private boolean active;
    private boolean expired;
    private double packetsPerNano;
    private int rounds;
    private long startNanos;
    private long startDelivered;
    private long lost;
    private long startLost;

    PolicerDetection(SenderState sender, long nowNanos) {
        this.sender = sender;
        startNanos = nowNanos;
    }

    boolean isActive() {
        return active;
    }

    double packetsPerNano() {
        return packetsPerNano;
    }

    /** Whether the rate went out of use since this was last asked. */
    boolean takeExpired() {
        boolean was = expired;
        expired = false;
        return was;
    }

    void lossAtTimeout() {
        step(1, true, false, false);
    }

    void sample(AckSample sample, boolean roundStarts, boolean probesBandwidth) {
        lost += sample.newlyLost();
        step(sample.newlyLost(), roundStarts, sample.applicationLimited(), probesBandwidth);
    }

    private void step(int newlyLost, boolean roundStarts, boolean applicationLimited, boolean probesBandwidth) {
        if (active) {
            if (probesBandwidth && roundStarts && ++rounds >= ROUNDS_IN_USE) {
                reset();
                expired = true;
            }
            return;
        }
        if (!sampling) {
            if (newlyLost == 0) {
                return;
            }
            startInterval();
            sampling = true;
        }
        if (applicationLimited) {
            reset();
            return;
        }
        if (roundStarts) {
            rounds++;
        }
        if (rounds < SHORTEST_ROUNDS) {
            return;
        }
        if (rounds > 4 * SHORTEST_ROUNDS) {
            reset();
            return;
        }
        endInterval(newlyLost);
    }

    private void endInterval(int newlyLost) {
        if (newlyLost == 0) {
            return;
        }
        long delivered = sender.delivered() - startDelivered;
        if (delivered <= 0 || lost - startLost < LOSSY * delivered) {
            return;
        }
        long nanos = sender.deliveredNanos() - startNanos;
        if (nanos < 1_000_000) {
            return;
        }
        intervalDone((double) delivered / nanos);
    }

    private void intervalDone(double measured) {
        if (packetsPerNano > 0) {
            double difference = Math.abs(measured - packetsPerNano);
            double bytesPerSecond = difference * 1e9 * sender.segmentBytes();
            if (difference <= RELATIVE_DIFFERENCE * packetsPerNano || bytesPerSecond <= DIFFERENCE_BYTES_PER_SECOND) {
                packetsPerNano = (measured + packetsPerNano) / 2;
                active = true;
                rounds = 0;
                return;
            }
        }
        packetsPerNano = measured;
        startInterval();
    }

    private void startInterval() {
        startNanos = sender.deliveredNanos();
        startDelivered = sender.delivered();
        startLost = lost;
        rounds = 0;
    }

    private void reset() {
        packetsPerNano = 0;
        active = false;
        sampling = false;
        startInterval();
    }
}
