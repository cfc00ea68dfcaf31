package org.longhaul.simulator.network.packet;

import org.longhaul.simulator.network.packet.control.AckSample;

/**
 * Measures the rate at which packets are delivered: for each packet the count of delivered packets and the times when
 * it was sent.
 *
 * @see AckSample
 */
final class RateSampler {

    private final Scoreboard board;
    private long delivered;
    private long deliveredNanos;
    private long firstSentNanos;
    // Until this many packets are delivered, samples are limited by the application; 0 if none is.
    private long applicationLimitedUntil;

    RateSampler(Scoreboard board) {
        this.board = board;
    }

    long delivered() {
        return delivered;
    }

    long deliveredNanos() {
        return deliveredNanos;
    }

    boolean isApplicationLimited() {
        return applicationLimitedUntil != 0;
    }

    void markApplicationLimited() {
        applicationLimitedUntil = Math.max(1, delivered + board.inFlight());
    }

    /** Nothing was in flight: the interval starts anew. */
    void restart(long nowNanos) {
        firstSentNanos = nowNanos;
        deliveredNanos = nowNanos;
    }

    void sent(int slot) {
        board.firstSentNanos[slot] = firstSentNanos;
        board.deliveredNanos[slot] = deliveredNanos;
        board.delivered[slot] = delivered;
        if (applicationLimitedUntil != 0) {
            board.flags[slot] |= Scoreboard.APPLICATION_LIMITED;
        } else {
            board.flags[slot] &= ~Scoreboard.APPLICATION_LIMITED;
        }
    }

    /** A packet was reported for the first time. */
    void deliveredPacket(AckSample sample, int slot, long sequence) {
        delivered++;
        long sent = board.sentNanos[slot];
        if (!sample.any || sent > firstSentNanos || (sent == firstSentNanos && sequence > sample.lastSequence)) {
            sample.any = true;
            sample.priorDelivered = board.delivered[slot];
            sample.priorDeliveredNanos = board.deliveredNanos[slot];
            sample.applicationLimited = board.is(slot, Scoreboard.APPLICATION_LIMITED);
            sample.lastSequence = sequence;
            sample.intervalNanos = sent - board.firstSentNanos[slot];
            firstSentNanos = sent;
        }
    }

    void finish(AckSample sample, long minimumRoundTripNanos) {
        if (applicationLimitedUntil != 0 && delivered > applicationLimitedUntil) {
            applicationLimitedUntil = 0;
        }
        if (sample.newlyDelivered > 0) {
            deliveredNanos = sample.nowNanos;
        }
        if (!sample.any) {
            return;
        }
        sample.intervalDelivered = delivered - sample.priorDelivered;
        sample.intervalNanos = Math.max(sample.intervalNanos, sample.nowNanos - sample.priorDeliveredNanos);
        if (sample.intervalNanos < minimumRoundTripNanos) {
            sample.intervalNanos = -1;
        }
    }

    long stateHash(long nowNanos) {
        return (nowNanos - deliveredNanos) * 31 + (applicationLimitedUntil == 0 ? 0 : 1);
    }
}
