package org.longhaul.simulator.network.packet;

import org.longhaul.simulator.network.packet.control.AckSample;
import org.longhaul.simulator.network.packet.control.RoundTripEstimator;

/** Reads acknowledgements into the scoreboard, the delivery-rate sample and the round-trip estimate. */
final class AckReader {

    private final Scoreboard board;
    private final RateSampler rates;
    private final RoundTripEstimator roundTrips;
    private final LossRecovery recovery;
    // Of the acknowledgement that is being read: when the first and last of its packets were sent, or -1.
    private long firstAcknowledgedSent;
    private long lastAcknowledgedSent;
    private long firstSackedSent;
    private long lastSackedSent;
    private boolean retransmissionAcknowledged;

    AckReader(Scoreboard board, RateSampler rates, RoundTripEstimator roundTrips, LossRecovery recovery) {
        this.board = board;
        this.rates = rates;
        this.roundTrips = roundTrips;
        this.recovery = recovery;
    }

    /** Reads an acknowledgement; returns whether it was the first to report packets out of order. */
    boolean read(Packet ack, AckSample sample, long nowNanos) {
        firstAcknowledgedSent = -1;
        lastAcknowledgedSent = -1;
        firstSackedSent = -1;
        lastSackedSent = -1;
        retransmissionAcknowledged = false;
        boolean sacked = readBlocks(ack, sample, nowNanos);
        readCumulative(ack, sample, nowNanos);
        sampleRoundTrip(ack, sample, nowNanos);
        return sacked;
    }

    private boolean readBlocks(Packet ack, AckSample sample, long nowNanos) {
        boolean any = false;
        for (int i = 0; i < ack.blocks; i++) {
            long start = Math.max(board.knownUpTo(ack.blockStart[i], ack.blockEnd[i]), board.unacknowledged);
            long end = Math.min(board.unknownUpTo(start, ack.blockEnd[i]), board.next);
            for (long sequence = start; sequence < end; sequence++) {
                int slot = board.slot(sequence);
                if (board.is(slot, Scoreboard.SACKED)) {
                    continue;
                }
                any = true;
                recovery.reported(slot, sequence, nowNanos);
                rates.deliveredPacket(sample, slot, sequence);
                if (!board.is(slot, Scoreboard.EVER_RETRANSMITTED)) {
                    lastSackedSent = board.sentNanos[slot];
                    if (firstSackedSent < 0) {
                        firstSackedSent = lastSackedSent;
                    }
                }
                board.sacked(slot);
            }
        }
        board.remember(ack);
        return any;
    }

    private void readCumulative(Packet ack, AckSample sample, long nowNanos) {
        while (board.unacknowledged < ack.sequence) {
            long sequence = board.unacknowledged;
            int slot = board.slot(sequence);
            if (board.is(slot, Scoreboard.EVER_RETRANSMITTED)) {
                retransmissionAcknowledged = true;
            } else if (!board.is(slot, Scoreboard.SACKED)) {
                lastAcknowledgedSent = board.sentNanos[slot];
                if (firstAcknowledgedSent < 0) {
                    firstAcknowledgedSent = lastAcknowledgedSent;
                }
            }
            if (!board.is(slot, Scoreboard.SACKED)) {
                recovery.reported(slot, sequence, nowNanos);
                rates.deliveredPacket(sample, slot, sequence);
            }
            board.removeFirst();
            sample.newlyAcknowledged++;
        }
    }

    private void sampleRoundTrip(Packet ack, AckSample sample, long nowNanos) {
        long whole = -1;
        long latest = -1;
        if (firstAcknowledgedSent >= 0 && !retransmissionAcknowledged) {
            whole = nowNanos - firstAcknowledgedSent;
            latest = nowNanos - lastAcknowledgedSent;
            sample.maybeDelayed = sample.newlyAcknowledged == 1 && board.sackedOut == 0 && ack.blocks == 0;
        }
        if (firstSackedSent >= 0) {
            latest = nowNanos - lastSackedSent;
            if (whole < 0) {
                whole = nowNanos - firstSackedSent;
            }
        }
        if (whole < 0 && sample.newlyAcknowledged > 0) {
            whole = nowNanos - ack.timestampNanos;
            latest = whole;
        }
        sample.roundTripNanos = latest;
        if (whole >= 0) {
            roundTrips.observe(nowNanos, latest);
            roundTrips.sample(whole, board.unacknowledged, board.next);
        }
    }
}
