package org.longhaul.simulator.fault.trace;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.Durations;

/** The rows of a trace while it is read. Dates are counted from the first row. */
final class TraceRows {
    /** Nanoseconds of 9 September 2001: what is later is a date, and not a time from the start. */
    private static final long FIRST_DATE = 1_000_000_000_000_000_000L;

    private final LongArrayList times = new LongArrayList();
    private final DoubleArrayList values = new DoubleArrayList();
    private final long everyNanos;
    private @Nullable Long origin;

    /**
     * No row yet.
     *
     * @param everyNanos how far apart rows are, whatever time they state; 0: as they state
     */
    TraceRows(long everyNanos) {
        this.everyNanos = everyNanos;
    }

    boolean isEmpty() {
        return times.isEmpty();
    }

    int size() {
        return times.size();
    }

    long lastNanos() {
        return times.isEmpty() ? 0 : times.getLong(times.size() - 1);
    }

    /** Adds a row; {@code time} is as it was written, {@code unit} that of one without. */
    void add(String time, String unit, double value) {
        if (everyNanos > 0) {
            add(everyNanos * times.size(), value);
            return;
        }
        boolean isDate = TraceUnits.isDate(time);
        long nanos = isDate ? TraceUnits.dateNanos(time) : TraceUnits.nanos(time, unit);
        Long first = origin;
        if (first == null) {
            first = isDate || nanos >= FIRST_DATE ? nanos : 0L;
            origin = first;
        }
        nanos -= first;
        if (!times.isEmpty() && nanos < lastNanos()) {
            throw new IllegalArgumentException("time " + time + " is before that of the row before, "
                    + Durations.formatNanos(lastNanos()) + (first == 0 ? "" : " after the first"));
        }
        if (!times.isEmpty() && nanos == lastNanos()) {
            // Of rows at one time the last holds.
            values.set(values.size() - 1, value);
            return;
        }
        add(nanos, value);
    }

    /** Adds a row later than those before. */
    void add(long nanos, double value) {
        times.add(nanos);
        values.add(value);
    }

    /**
     * The trace.
     *
     * @param endNanos where the last row ends, or -1 if the file does not say
     */
    TraceFile file(long endNanos, boolean loops) {
        return new TraceFile(times, values, everyNanos > 0 ? everyNanos * times.size() : endNanos, loops);
    }
}
