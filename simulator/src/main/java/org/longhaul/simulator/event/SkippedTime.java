package org.longhaul.simulator.event;

import java.util.Arrays;

/** Stretches of a run that were not simulated, by the time of the clock at which each was passed over. */
final class SkippedTime {

    private long[] atNanos = new long[8];
    /** Sum of the stretches up to and with this one. */
    private long[] totalNanos = new long[8];

    private int size;

    /** Adds a stretch; times never decrease. */
    void add(long nowNanos, long nanos) {
        long total = total() + nanos;
        if (size > 0 && atNanos[size - 1] == nowNanos) {
            totalNanos[size - 1] = total;
            return;
        }
        if (size == atNanos.length) {
            atNanos = Arrays.copyOf(atNanos, 2 * size);
            totalNanos = Arrays.copyOf(totalNanos, 2 * size);
        }
        atNanos[size] = nowNanos;
        totalNanos[size++] = total;
    }

    long total() {
        return size == 0 ? 0 : totalNanos[size - 1];
    }

    /** Sum of the stretches that were passed over up to a time, that time included. */
    long until(long timeNanos) {
        int found = Arrays.binarySearch(atNanos, 0, size, timeNanos);
        int last = found >= 0 ? found : -found - 2;
        return last < 0 ? 0 : totalNanos[last];
    }
}
