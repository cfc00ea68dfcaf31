package org.longhaul.simulator.network;

import org.jspecify.annotations.Nullable;

/**
 * When flows look at what they share: those of one link that mean to do so at about the same time do it together, so that
 * rates are solved once for all of them.
 *
 * <p>A flow takes over the time of another one that still waits for it, if that is at most a quarter of its own wait sooner.
 * Times are kept by link and by the power of two in the wait, and only as long as a flow waits for them, so that flows that
 * share no link, and those that are over, change nothing.
 */
final class LookTimes {

    private static final int SOONER = 4;

    /** Times by arc and power of two, and how many flows wait for them. */
    private final long @Nullable [][] times;

    private final int @Nullable [][] waiting;

    LookTimes(int arcs) {
        times = new long[arcs][];
        waiting = new int[arcs][];
    }

    /** Sets when a flow of an arc looks that means to do so after a wait; {@link #left} ends that. */
    long enter(FlowConnection connection, int arc, long now, long waitNanos) {
        int power = 63 - Long.numberOfLeadingZeros(waitNanos);
        long[] at = times[arc];
        int[] count = waiting[arc];
        if (at == null || count == null) {
            at = new long[Long.SIZE];
            count = new int[Long.SIZE];
            times[arc] = at;
            waiting[arc] = count;
        }
        long latest = now + waitNanos;
        if (count[power] == 0 || at[power] > latest || at[power] < latest - waitNanos / SOONER) {
            at[power] = latest;
        }
        count[power]++;
        connection.lookArc = arc;
        connection.lookPower = power;
        return at[power];
    }

    /** A flow looks, or ends before it does. */
    void left(FlowConnection connection) {
        int[] count = waiting[connection.lookArc];
        if (count != null) {
            count[connection.lookPower]--;
        }
    }
}
