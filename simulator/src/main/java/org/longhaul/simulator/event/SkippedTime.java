package org.longhaul.simulator.event;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;

/** Stretches of a run that were not simulated, by the time of the clock at which each was passed over. */
final class SkippedTime {

    private final LongArrayList atNanos = new LongArrayList();
    /** Sum of the stretches up to and with this one. */
    private final LongArrayList totalNanos = new LongArrayList();

    /** Adds a stretch; times never decrease. */
    void add(long nowNanos, long nanos) {
        long total = total() + nanos;
        int last = atNanos.size() - 1;
        if (last >= 0 && atNanos.getLong(last) == nowNanos) {
            totalNanos.set(last, total);
            return;
        }
        atNanos.add(nowNanos);
        totalNanos.add(total);
    }

    long total() {
        return totalNanos.isEmpty() ? 0 : totalNanos.getLong(totalNanos.size() - 1);
    }

    /** Sum of the stretches that were passed over up to a time, that time included. */
    long until(long timeNanos) {
        int found = Arrays.binarySearch(atNanos.elements(), 0, atNanos.size(), timeNanos);
        int last = found >= 0 ? found : -found - 2;
        return last < 0 ? 0 : totalNanos.getLong(last);
    }
}
