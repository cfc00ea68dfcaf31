package org.longhaul.simulator.network.flow.fluid;

import java.util.Arrays;

/**
 * When flows look at what they share: those of one link that mean to do so at about the same time do it together, so that
 * rates are solved once for all of them.
 *
 * <p>A flow takes over the time of another one that still waits for it, if that is at most a quarter of its own wait sooner.
 * Times are kept by link and by the power of two in the wait, and only as long as a flow waits for them, so that flows that
 * share no link, and those that are over, change nothing.
 */
public final class LookTimes {

    private static final int SOONER = 4;

    /** Times by arc and power of two, and how many flows wait for them. */
    private final long[][] times;

    private final int[][] waiting;

    public LookTimes(int arcs) {
        times = new long[arcs][];
        Arrays.fill(times, new long[0]);
        waiting = new int[arcs][];
        Arrays.fill(waiting, new int[0]);
    }

    /** Sets when a flow of an arc looks that means to do so after a wait; {@link #left} ends that. */
    public long enter(FlowConnection connection, int arc, long now, long waitNanos) {
        int power = 63 - Long.numberOfLeadingZeros(waitNanos);
        if (times[arc].length == 0) {
            times[arc] = new long[Long.SIZE];
            waiting[arc] = new int[Long.SIZE];
        }
        long[] at = times[arc];
        int[] count = waiting[arc];
        long latest = now + waitNanos;
        if (count[power] == 0 || at[power] > latest || at[power] < latest - waitNanos / SOONER) {
            at[power] = latest;
        }
        count[power]++;
        connection.lookArc = arc;
        connection.lookPower = power;
        return at[power];
    }

    /** When a flow looks that means to do so after a wait, where there are very many: all of the network together. */
    public static long common(long now, long waitNanos) {
        long step = Long.highestOneBit(Math.max(1, waitNanos / SOONER));
        return Math.max(now + 1, (now + waitNanos) / step * step);
    }

    /** A flow looks, or ends before it does. */
    public void left(FlowConnection connection) {
        if (connection.lookArc >= 0) {
            waiting[connection.lookArc][connection.lookPower]--;
            connection.lookArc = -1;
        }
    }
}
