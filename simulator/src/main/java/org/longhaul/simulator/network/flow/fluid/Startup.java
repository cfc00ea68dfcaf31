package org.longhaul.simulator.network.flow.fluid;

/**
 * What BBR's startup has measured on a connection, from transfer to transfer, by the receiver's clock.
 *
 * <p>Each packet tells how much was delivered in the round trip before it: since the acknowledgement that its sender had last
 * seen, or since the sending of the first packet where nothing was under way. The largest of these samples is the estimate; what
 * a sender with too little to send measures counts where it is more (draft-cheng-iccrg-delivery-rate-estimation). A sender knows
 * of a sample a round trip after the packet would have been sent that arrives now.
 */
public final class Startup {

    private static final int POINTS = 32;
    /** Of three points the outer ones are at least this part of a round trip apart. */
    private static final int NEAREST = POINTS / 4;

    private static final double GROWTH = 1.25;
    private static final int FULL_ROUNDS = 3;

    /** Whether it is over: the link has been found full. */
    public boolean full;
    /** The estimate at its last growth by a quarter, and rounds since then in which there was enough to send. */
    private double grownTo;

    private int unchanged;
    /** Bytes of the first transfers, right behind each other, which no estimate has paced; 0 once one is paced. */
    public double unpaced;
    /** Segments of the window that these leave to one that is paced; 0 if there were none since the last that was. */
    public double window;

    /** When the present round ends, if one is under way, and whether there is enough to send in it. */
    public long roundEndNanos = Long.MAX_VALUE;

    private boolean counts;
    /** Until then what arrives was sent while there was too little to send. */
    public long limitedUntilNanos;
    /** Segments that recovery leaves to the window, until a time. */
    public double heldWindow;

    public long heldUntilNanos;
    /** Bytes that are under way or have arrived of the present transfer, while it is paced; -1 while it is not. */
    public double sent = -1;
    /** Of all that has been sent, how much was answered when that was last looked at. */
    public double answered;

    /** Largest sample of what is no longer kept. */
    private double before;

    // Points, in a ring: when so much of all that has been sent had arrived, and the largest sample by then.
    private long[] times = {};
    private double[] served = {};
    private double[] largest = {};
    private int begin;
    private int count;
    /** The last point that was a round trip old when that was last looked at, from the first on; -1 if none was. */
    private int old = -1;
    /** All that was served before the present transfer. */
    private double carried;

    /**
     * A transfer begins whose first byte arrives now.
     *
     * @return what of the one before has been answered since that was last looked at
     */
    public double begins(long now, long rttNanos) {
        if (roundEndNanos <= now) {
            roundEnds(known(roundEndNanos, rttNanos), now, -1);
        }
        if (roundEndNanos == Long.MAX_VALUE) {
            roundEndNanos = now + rttNanos;
            counts = false;
        }
        limitedUntilNanos = now + rttNanos;
        carried = count > 0 ? served[at(count - 1)] : 0;
        long last = count > 0 ? times[at(count - 1)] : Long.MIN_VALUE / 2;
        double seen = answered;
        double more;
        if (now - last >= rttNanos) {
            more = carried - seen;
            restart();
            carried = 0;
        } else {
            advance(now, rttNanos);
            more = answered(now, rttNanos) - seen;
        }
        add(now, 0, rttNanos);
        answered = answered(now, rttNanos);
        return more;
    }

    /** Nothing is under way. */
    private void restart() {
        before = estimate();
        count = 0;
        old = -1;
    }

    /** Largest sample so far, bytes per second; 0 if there is none. */
    public double estimate() {
        return count > 0 ? largest[at(count - 1)] : before;
    }

    /** So much of the present transfer has arrived. */
    public void add(long now, double bytes, long rttNanos) {
        if (times.length == 0) {
            times = new long[POINTS];
            served = new double[POINTS];
            largest = new double[POINTS];
        }
        double all = carried + bytes;
        advance(now, rttNanos);
        double sample = 0;
        if (count > 0) {
            long since = now - rttNanos;
            if (old < 0) {
                since = times[begin] - rttNanos;
            } else if (old + 1 >= count || served[at(old + 1)] <= served[at(old)]) {
                since = times[at(old)];
            }
            sample = (all - answered(now, rttNanos)) / ((now - since) * 1e-9);
        }
        double most = Math.max(estimate(), sample);
        boolean near = count > 1 && now - times[at(count - 2)] < rttNanos / NEAREST;
        if (!near) {
            if (count == POINTS) {
                before = largest[begin];
                begin = (begin + 1) % POINTS;
                count--;
                old = Math.max(0, old - 1);
            }
            count++;
        }
        int at = at(count - 1);
        times[at] = now;
        served[at] = all;
        largest[at] = most;
    }

    private void advance(long now, long rttNanos) {
        while (old + 1 < count && times[at(old + 1)] <= now - rttNanos) {
            old++;
        }
    }

    /** What the sender knows of the largest sample when it sends what arrives now. */
    public double known(long now, long rttNanos) {
        advance(now, rttNanos);
        return old < 0 ? before : largest[at(old)];
    }

    /** Of all that has been sent, what is answered when that is sent which arrives now, or at a time less than a round trip later. */
    public double answered(long now, long rttNanos) {
        int i = old;
        while (i + 1 < count && times[at(i + 1)] <= now - rttNanos) {
            i++;
        }
        if (i < 0) {
            return count > 0 ? served[begin] : 0;
        }
        if (i + 1 >= count) {
            return served[at(i)];
        }
        double part = (double) (now - rttNanos - times[at(i)]) / (times[at(i + 1)] - times[at(i)]);
        return served[at(i)] + part * (served[at(i + 1)] - served[at(i)]);
    }

    /** All that has been sent if so much of the present transfer is. */
    public double all(double bytes) {
        return carried + bytes;
    }

    /** What has arrived of a transfer is cut off: positions count from there. */
    public void shift(double bytes) {
        carried += bytes;
        sent -= sent >= 0 ? bytes : 0;
    }

    /**
     * A round has ended with an estimate (tcp_bbr.c: bbr_check_full_bw_reached).
     *
     * @param nextNanos length of the next one; below 0 if nothing is sent in it
     */
    public void roundEnds(double bytesPerSecond, long now, long nextNanos) {
        boolean counted = counts;
        counts = now >= limitedUntilNanos;
        roundEndNanos = nextNanos < 0 ? Long.MAX_VALUE : now + nextNanos;
        if (!counted) {
            return;
        }
        if (bytesPerSecond >= GROWTH * grownTo) {
            grownTo = bytesPerSecond;
            unchanged = 0;
        } else {
            passed(1);
        }
    }

    /** So many rounds have ended without growth. */
    public void passed(int more) {
        unchanged += more;
        full |= unchanged >= FULL_ROUNDS;
    }

    /** What was lost has arrived at a time; until it is answered the window is held. */
    public void recovers(long nanos, long rttNanos, double window) {
        heldWindow = window;
        heldUntilNanos = nanos + rttNanos;
    }

    /** All times have been so much later. */
    public void move(long nanos) {
        for (int i = 0; i < count; i++) {
            times[at(i)] += nanos;
        }
        roundEndNanos += roundEndNanos < Long.MAX_VALUE ? nanos : 0;
        limitedUntilNanos += nanos;
        heldUntilNanos += heldUntilNanos > 0 ? nanos : 0;
    }

    /** It is over, and what was measured is of no more use. */
    public void release() {
        times = new long[0];
        served = new double[0];
        largest = new double[0];
        count = 0;
        old = -1;
    }

    /** The path is broken: what comes next begins anew. */
    public void forget() {
        count = 0;
        old = -1;
        before = 0;
        carried = 0;
        answered = 0;
        grownTo = 0;
        unchanged = 0;
        heldUntilNanos = 0;
        roundEndNanos = Long.MAX_VALUE;
        unpaced = 0;
        window = 0;
        sent = -1;
    }

    /** A hash over what bears on later transfers, independent of absolute time. */
    public long fingerprint(long now, long rttNanos) {
        if (full) {
            return Double.hashCode(window);
        }
        long hash = Double.hashCode(estimate()) * 31L + Double.hashCode(grownTo);
        hash = hash * 31 + unchanged;
        hash = hash * 31 + Double.hashCode(window);
        hash = hash * 31 + (counts ? 1 : 0);
        hash = hash * 31 + (roundEndNanos < Long.MAX_VALUE ? Math.max(0, roundEndNanos - now) : -1);
        hash = hash * 31 + (heldUntilNanos > now ? Double.hashCode(heldWindow) + heldUntilNanos - now : 0);
        double last = count > 0 ? served[at(count - 1)] : 0;
        if (count == 0 || now - times[at(count - 1)] >= rttNanos) {
            return hash * 31 + Double.hashCode(last - answered);
        }
        for (int i = count - 1; i >= 0 && (i == count - 1 || now - times[at(i + 1)] <= 2 * rttNanos); i--) {
            hash = hash * 31 + (now - times[at(i)]);
            hash = hash * 31 + Double.hashCode(Math.rint(last - served[at(i)]));
            hash = hash * 31 + Double.hashCode(largest[at(i)]);
        }
        return hash;
    }

    void remember(Startup other) {
        full = other.full;
        grownTo = other.grownTo;
        unchanged = other.unchanged;
        unpaced = other.unpaced;
        window = other.window;
        roundEndNanos = other.roundEndNanos;
        counts = other.counts;
        limitedUntilNanos = other.limitedUntilNanos;
        heldWindow = other.heldWindow;
        heldUntilNanos = other.heldUntilNanos;
        sent = other.sent;
        answered = other.answered;
        before = other.before;
        times = other.times.clone();
        served = other.served.clone();
        largest = other.largest.clone();
        begin = other.begin;
        count = other.count;
        old = other.old;
        carried = other.carried;
    }

    private int at(int index) {
        return (begin + index) % POINTS;
    }
}
