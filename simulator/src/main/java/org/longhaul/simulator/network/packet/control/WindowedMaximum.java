package org.longhaul.simulator.network.packet.control;

/**
 * The largest of the samples of a sliding window, from the three best.
 *
 * <p>Source: K. Nichols' windowed minimum filter, as Linux keeps it (lib/minmax).
 */
public final class WindowedMaximum {

    private final long[] times = new long[3];
    private final long[] values = new long[3];
    private boolean any;

    long value() {
        return values[0];
    }

    void reset(long time, long value) {
        any = true;
        for (int i = 0; i < 3; i++) {
            times[i] = time;
            values[i] = value;
        }
    }

    /** Takes a sample in and returns the maximum of the last {@code window} units of time. */
    public long update(long window, long time, long value) {
        if (!any || value >= values[0] || time - times[2] > window) {
            reset(time, value);
            return value;
        }
        if (value >= values[1]) {
            set(1, time, value);
            set(2, time, value);
        } else if (value >= values[2]) {
            set(2, time, value);
        }
        age(window, time, value);
        return values[0];
    }

    private void age(long window, long time, long value) {
        long age = time - times[0];
        if (age > window) {
            shift(time, value);
            if (time - times[0] > window) {
                shift(time, value);
            }
        } else if (times[1] == times[0] && age > window / 4) {
            set(1, time, value);
            set(2, time, value);
        } else if (times[2] == times[1] && age > window / 2) {
            set(2, time, value);
        }
    }

    private void shift(long time, long value) {
        set(0, times[1], values[1]);
        set(1, times[2], values[2]);
        set(2, time, value);
    }

    private void set(int i, long time, long value) {
        times[i] = time;
        values[i] = value;
    }
}
