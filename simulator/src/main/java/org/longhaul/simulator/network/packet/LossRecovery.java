package org.longhaul.simulator.network.packet;

import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.network.packet.control.RecoveryState;
import org.longhaul.simulator.network.packet.control.RoundTripEstimator;
import org.longhaul.simulator.network.packet.control.WindowReduction;

/**
 * Finds and repairs losses for a {@link TcpSender}: time-based detection, loss probes, fast recovery and timeouts.
 *
 * <p><b>Model.</b> A packet is lost once three packets sent later were reported (one, while in recovery), or once it is
 * older than the latest round trip by a quarter of the smallest. Two round trips without an answer send a probe; a
 * timeout holds all that is old enough for lost and starts again from one packet.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8985">RFC 8985, The RACK-TLP Loss Detection Algorithm for TCP</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6675">RFC 6675, A Conservative Loss Recovery Algorithm Based on SACK</a>
 */
final class LossRecovery {

    private static final int DUPLICATE_THRESHOLD = 3;

    private final TcpSender sender;
    private final Scoreboard board;
    private final RoundTripEstimator roundTrips;
    private final RecoveryTimer timer;
    private final WindowReduction reduction = new WindowReduction();

    private RecoveryState state = RecoveryState.OPEN;
    private long highest;
    private long lost;
    private int timeouts;
    private boolean retransmits;
    // The latest sent of the packets reported so far, and how long its round trip was.
    private long latestSentNanos = -1;
    private long latestSequence = -1;
    private long latestRoundTripNanos;
    private boolean latestMoved;
    // What was to be sent next when a probe left, or -1 without one under way.
    private long probeEnd = -1;
    private boolean probeRetransmitted;
    // When a timeout fired in vain over a broken path, or -1.
    private long parkedNanos = -1;

    LossRecovery(TcpSender sender, EventLoop loop) {
        this.sender = sender;
        this.board = sender.board;
        this.roundTrips = sender.roundTrips;
        this.timer = new RecoveryTimer(board, roundTrips, loop, this::expired);
    }

    RecoveryState state() {
        return state;
    }

    /** Transmissions held for lost so far. */
    long lost() {
        return lost;
    }

    /** Whether the acknowledgement that was read last calls for retransmissions. */
    boolean retransmits() {
        return retransmits;
    }

    boolean isReducing() {
        return state == RecoveryState.RECOVERY || state == RecoveryState.REDUCED;
    }

    int reducedWindow(int threshold, int newlyDelivered, boolean clean) {
        return reduction.window(threshold, board.inFlight(), newlyDelivered, clean);
    }

    /** A packet was reported for the first time. */
    void reported(int slot, long sequence, long nowNanos) {
        long sent = board.sentNanos[slot];
        long roundTrip = nowNanos - sent;
        if (board.is(slot, Scoreboard.EVER_RETRANSMITTED) && roundTrip < roundTrips.minimumNanos()) {
            // The report may be of the first transmission.
            return;
        }
        latestMoved = true;
        latestRoundTripNanos = roundTrip;
        if (sent > latestSentNanos || (sent == latestSentNanos && sequence > latestSequence)) {
            latestSentNanos = sent;
            latestSequence = sequence;
        }
    }

    /** An acknowledgement was read into the scoreboard while packets were out. */
    void acknowledged(Packet ack, long nowNanos, boolean advanced, boolean sacked) {
        retransmits = false;
        if (advanced) {
            timeouts = 0;
            parkedNanos = -1;
        }
        if (probeEnd >= 0) {
            endProbe(ack, nowNanos, advanced, sacked);
        }
        boolean armed = false;
        if (sacked || !advanced || state != RecoveryState.OPEN) {
            armed = alert(nowNanos);
        }
        if (advanced && !armed) {
            if (!armProbe(nowNanos, true)) {
                timer.awaitAnswer(nowNanos);
            }
        }
    }

    private void endProbe(Packet ack, long nowNanos, boolean advanced, boolean sacked) {
        if (ack.sequence < probeEnd) {
            return;
        }
        if (!probeRetransmitted || ack.duplicate) {
            probeEnd = -1;
        } else if (ack.sequence > probeEnd) {
            // The probe repaired a loss that would else have gone unpunished.
            beginReduction();
            change(RecoveryState.REDUCED, nowNanos);
            endReduction(nowNanos);
            change(openOrDisorder(), nowNanos);
        } else if (!advanced && !sacked) {
            probeEnd = -1;
        }
    }

    /** Moves between states; returns whether a timer for late packets was armed. */
    private boolean alert(long nowNanos) {
        if (state != RecoveryState.OPEN && board.unacknowledged >= highest) {
            leave(nowNanos);
        }
        long retransmittedBefore = board.retransmittedOut;
        boolean armed = detect(nowNanos);
        boolean lostAgain = retransmittedBefore > board.retransmittedOut;
        switch (state) {
            case RECOVERY -> retransmits = true;
            case LOSS -> {
                retransmits = true;
                if (lostAgain) {
                    enterRecovery(nowNanos);
                }
            }
            case OPEN, DISORDER, REDUCED -> {
                if (board.lostOut > 0) {
                    enterRecovery(nowNanos);
                    retransmits = true;
                } else if (state != RecoveryState.REDUCED) {
                    change(openOrDisorder(), nowNanos);
                }
            }
        }
        return armed;
    }

    private void leave(long nowNanos) {
        if (state == RecoveryState.REDUCED) {
            if (board.unacknowledged == highest) {
                return;
            }
            endReduction(nowNanos);
        } else if (state == RecoveryState.RECOVERY) {
            endReduction(nowNanos);
        }
        change(RecoveryState.OPEN, nowNanos);
    }

    private RecoveryState openOrDisorder() {
        return board.sackedOut + board.lostOut + board.retransmittedOut > 0
                ? RecoveryState.DISORDER
                : RecoveryState.OPEN;
    }

    /** Holds packets for lost that were sent long enough before the latest reported one. */
    private boolean detect(long nowNanos) {
        if (!latestMoved) {
            return false;
        }
        latestMoved = false;
        long wait = markLate(nowNanos);
        if (wait > 0) {
            timer.awaitReordering(nowNanos + wait);
            return true;
        }
        return false;
    }

    private long markLate(long nowNanos) {
        long allowance = allowanceNanos();
        long wait = 0;
        int slot = board.oldest();
        while (slot >= 0) {
            long sent = board.sentNanos[slot];
            long sequence = board.sequence(slot);
            if (sent > latestSentNanos || (sent == latestSentNanos && sequence > latestSequence)) {
                break;
            }
            int later = board.later(slot);
            long left = latestRoundTripNanos + allowance - (nowNanos - sent);
            if (left <= 0) {
                board.markLost(sequence);
                lost++;
            } else {
                wait = Math.max(wait, left);
            }
            slot = later;
        }
        return wait;
    }

    private long allowanceNanos() {
        if (state.compareTo(RecoveryState.RECOVERY) >= 0 || board.sackedOut >= DUPLICATE_THRESHOLD) {
            return 0;
        }
        return Math.min(roundTrips.minimumNanos() / 4, roundTrips.smoothedNanos());
    }

    private void beginReduction() {
        highest = board.next;
        probeEnd = -1;
        reduction.begin(sender.congestionWindow());
        sender.slowStartThreshold(sender.control.thresholdAfterLoss());
    }

    private void endReduction(long nowNanos) {
        if (!sender.control.governsWindow()) {
            sender.congestionWindow(sender.slowStartThreshold());
            sender.stampWindow(nowNanos);
        }
    }

    private void enterRecovery(long nowNanos) {
        if (!isReducing()) {
            beginReduction();
        }
        change(RecoveryState.RECOVERY, nowNanos);
    }

    private void change(RecoveryState to, long nowNanos) {
        sender.control.stateChanges(to, nowNanos);
        state = to;
    }

    /** Sends lost packets again, lowest first, as far as the window allows. */
    void retransmitLost(long nowNanos) {
        boolean head = false;
        while (!sender.pacing.holdsBack(nowNanos)) {
            long sequence = board.nextLost();
            if (sequence < 0 || sender.congestionWindow() <= board.inFlight()) {
                break;
            }
            sender.retransmit(sequence, nowNanos);
            if (isReducing()) {
                reduction.sent(1);
            }
            head |= sequence == board.unacknowledged;
        }
        if (head && !timer.awaits(RecoveryTimer.Pending.REORDERING)) {
            timer.awaitTimeout(nowNanos + roundTrips.timeoutNanos());
        }
    }

    /** A new packet left; {@code first} if none was out. */
    void sentPacket(boolean first, long nowNanos) {
        if (first || timer.awaits(RecoveryTimer.Pending.PROBE)) {
            timer.awaitAnswer(nowNanos);
        }
    }

    /** A burst of new packets is complete. */
    void sentNew(int packets, long nowNanos) {
        if (isReducing()) {
            reduction.sent(packets);
        }
        armProbe(nowNanos, false);
    }

    private boolean armProbe(long nowNanos, boolean advancing) {
        return (state == RecoveryState.OPEN || state == RecoveryState.REDUCED) && timer.awaitProbe(nowNanos, advancing);
    }

    private void expired(long nowNanos) {
        if (board.packetsOut() == 0) {
            return;
        }
        if (timer.pending() == RecoveryTimer.Pending.TIMEOUT && timeouts > 0 && sender.pathIsBroken()) {
            // What has been sent once in vain need not be again before the path is whole.
            parkedNanos = nowNanos;
            return;
        }
        switch (timer.pending()) {
            case TIMEOUT -> timeOut(nowNanos);
            case PROBE -> probe(nowNanos);
            case REORDERING -> lateAfterAll(nowNanos);
        }
        sender.observe(nowNanos);
    }

    private void probe(long nowNanos) {
        // At most one probe is under way.
        if (probeEnd < 0) {
            probeRetransmitted = !sender.sendProbe(nowNanos);
            if (probeRetransmitted && !board.is(board.slot(board.next - 1), Scoreboard.SACKED)) {
                sender.retransmit(board.next - 1, nowNanos);
            }
            probeEnd = board.next;
        }
        timer.awaitHead(nowNanos);
    }

    private void lateAfterAll(long nowNanos) {
        int before = board.inFlight();
        long lostBefore = lost;
        markLate(nowNanos);
        if (board.inFlight() != before) {
            if (state != RecoveryState.RECOVERY) {
                enterRecovery(nowNanos);
                if (!sender.control.governsWindow()) {
                    sender.congestionWindow(reducedWindow(sender.slowStartThreshold(), 1, lost == lostBefore));
                }
            }
            retransmitLost(nowNanos);
        }
        if (!timer.isSet()) {
            timer.awaitHead(nowNanos);
        }
    }

    /** The path is whole again: the next timeout is when it would have been, with those in between in vain. */
    void recovers(long nowNanos) {
        if (parkedNanos < 0) {
            return;
        }
        long due = parkedNanos;
        while (due < nowNanos) {
            timeouts++;
            roundTrips.backOff();
            due += roundTrips.timeoutNanos();
        }
        parkedNanos = -1;
        timer.set(due);
    }

    void close() {
        timer.cancel();
    }

    private void timeOut(long nowNanos) {
        long head = board.unacknowledged;
        for (long sequence = head; sequence < board.next; sequence++) {
            int slot = board.slot(sequence);
            boolean recent = latestRoundTripNanos - (nowNanos - board.sentNanos[slot]) > 0;
            boolean waiting = (board.flags[slot] & (Scoreboard.LOST | Scoreboard.RETRANSMITTED)) == Scoreboard.LOST;
            if ((sequence == head || !recent) && !waiting && !board.is(slot, Scoreboard.SACKED)) {
                board.markLost(sequence);
                lost++;
            }
        }
        if (state.compareTo(RecoveryState.DISORDER) <= 0
                || highest <= head
                || (state == RecoveryState.LOSS && timeouts == 0)) {
            sender.slowStartThreshold(sender.control.thresholdAfterLoss());
        }
        sender.congestionWindow(board.inFlight() + 1);
        sender.stampWindow(nowNanos);
        probeEnd = -1;
        change(RecoveryState.LOSS, nowNanos);
        highest = board.next;
        timeouts++;
        sender.retransmit(head, nowNanos);
        roundTrips.backOff();
        timer.awaitTimeout(nowNanos + roundTrips.timeoutNanos());
    }
}
