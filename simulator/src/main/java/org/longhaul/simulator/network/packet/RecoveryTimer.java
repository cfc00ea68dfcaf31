package org.longhaul.simulator.network.packet;

import org.longhaul.simulator.event.Action;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.LazyTimer;
import org.longhaul.simulator.network.packet.control.RoundTripEstimator;

/** The one timer of a sender's loss recovery, and what it waits for. */
final class RecoveryTimer {

    private static final long CLOCK_SLACK_NANOS = 2_000_000;
    private static final long DELAYED_ACKNOWLEDGEMENT_NANOS = 200_000_000;

    /** What happens when the timer runs out. */
    enum Pending {
        /** The oldest packet is held for lost. */
        TIMEOUT,
        /** A loss probe leaves (RFC 8985, section 7). */
        PROBE,
        /** Packets that may only be late are held for lost. */
        REORDERING
    }

    private final Scoreboard board;
    private final RoundTripEstimator roundTrips;
    private final LazyTimer timer;
    private Pending pending = Pending.TIMEOUT;

    RecoveryTimer(Scoreboard board, RoundTripEstimator roundTrips, EventLoop loop, Action expired) {
        this.board = board;
        this.roundTrips = roundTrips;
        timer = new LazyTimer(loop, expired);
    }

    Pending pending() {
        return pending;
    }

    boolean isSet() {
        return timer.isSet();
    }

    boolean awaits(Pending what) {
        return timer.isSet() && pending == what;
    }

    void set(long timeNanos) {
        timer.set(timeNanos);
    }

    void cancel() {
        timer.cancel();
    }

    void awaitTimeout(long timeNanos) {
        pending = Pending.TIMEOUT;
        timer.set(timeNanos);
    }

    /** Waits for packets that may only be late, until a time and some slack. */
    void awaitReordering(long timeNanos) {
        pending = Pending.REORDERING;
        timer.set(timeNanos + CLOCK_SLACK_NANOS);
    }

    /** Waits until the oldest packet has been out for a timeout. */
    void awaitHead(long nowNanos) {
        awaitTimeout(nowNanos + Math.max(1, headDeadlineNanos() - nowNanos));
    }

    /** Waits for an acknowledgement if anything is out: a timeout from now, or from when the oldest packet left. */
    void awaitAnswer(long nowNanos) {
        if (board.packetsOut() == 0) {
            timer.cancel();
            return;
        }
        long wait = roundTrips.timeoutNanos();
        if (timer.isSet() && pending != Pending.TIMEOUT) {
            wait = Math.max(1, headDeadlineNanos() - nowNanos);
        }
        awaitTimeout(nowNanos + wait);
    }

    /**
     * Waits for the time at which a probe leaves, if anything is out.
     *
     * @param advancing whether an acknowledgement has just moved on
     * @return whether it waits
     */
    boolean awaitProbe(long nowNanos, boolean advancing) {
        if (board.packetsOut() == 0) {
            return false;
        }
        long wait = DELAYED_ACKNOWLEDGEMENT_NANOS * 5;
        if (roundTrips.hasSample()) {
            wait = 2 * roundTrips.smoothedNanos();
            wait += board.packetsOut() == 1 ? DELAYED_ACKNOWLEDGEMENT_NANOS : CLOCK_SLACK_NANOS;
        }
        long timeout = advancing ? roundTrips.timeoutNanos() : headDeadlineNanos() - nowNanos;
        if (timeout > 0) {
            wait = Math.min(wait, timeout);
        }
        pending = Pending.PROBE;
        timer.set(nowNanos + wait);
        return true;
    }

    private long headDeadlineNanos() {
        return board.sentNanos[board.slot(board.unacknowledged)] + roundTrips.timeoutNanos();
    }
}
