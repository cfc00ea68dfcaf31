package org.longhaul.simulator.fault.trace;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;

/**
 * The rows of a trace.
 *
 * @param timeNanos of each row, nanoseconds, ascending
 * @param value of each row: bits per second, nanoseconds, or a share
 * @param endNanos where the last row ends, or -1 if the file does not say
 * @param loops whether the file's format begins again at its end
 */
record TraceFile(LongArrayList timeNanos, DoubleArrayList value, long endNanos, boolean loops) {

    /** Returns these rows with one more that marks the end of a cycle, where the file says when that is. */
    TraceFile closed() {
        if (endNanos <= lastNanos()) {
            return this;
        }
        LongArrayList times = new LongArrayList(timeNanos);
        DoubleArrayList values = new DoubleArrayList(value);
        times.add(endNanos);
        // A straight line ends where it is; a step does not look at the last row of a cycle.
        values.add(value.getDouble(rows() - 1));
        return new TraceFile(times, values, endNanos, loops);
    }

    int rows() {
        return timeNanos.size();
    }

    long lastNanos() {
        return timeNanos.getLong(rows() - 1);
    }

    /** The value at a time on the straight lines between rows; after the last, that of the last. */
    double linear(long time) {
        int low = 0;
        int high = rows() - 1;
        if (time >= timeNanos.getLong(high)) {
            return value.getDouble(high);
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (timeNanos.getLong(middle) <= time) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double share = (double) (time - timeNanos.getLong(low)) / (timeNanos.getLong(high) - timeNanos.getLong(low));
        return value.getDouble(low) + share * (value.getDouble(high) - value.getDouble(low));
    }
}
