package org.longhaul.scenario.engine.workload;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A number for each step, of which whole cycles that come again, each time larger by the same amount, are kept once. Not thread-safe.
 */
public final class StepSeries {
    /** Cycles that are laid out rather than kept as such: a new stretch costs more than a few numbers. */
    private static final int FEW = 64;

    /**
     * Steps from one on that are laid out, or that are a cycle.
     *
     * @param first step
     * @param values of the steps; of a cycle those of its first turn
     * @param more by how much each turn is larger than the one before
     */
    private record Stretch(int first, LongArrayList values, long more) {}

    private final List<Stretch> stretches = new ArrayList<>();

    /** The last stretch is always one that is laid out. */
    private LongArrayList open = new LongArrayList();

    private int size;

    /** No steps. */
    public StepSeries() {
        stretches.add(new Stretch(0, open, 0));
    }

    /** How many steps there are. */
    public int size() {
        return size;
    }

    /** Adds the next step's number. */
    public void add(long value) {
        open.add(value);
        size++;
    }

    /** The number of a step. */
    public long get(int step) {
        Stretch stretch = stretches.get(place(step));
        int offset = step - stretch.first;
        int period = stretch.values.size();
        return offset < period
                ? stretch.values.getLong(offset)
                : stretch.values.getLong(offset % period) + offset / period * stretch.more;
    }

    /** The stretch of a step. */
    private int place(int step) {
        int from = 0;
        int until = stretches.size() - 1;
        if (step >= stretches.get(until).first) {
            return until;
        }
        while (until - from > 1) {
            int middle = (from + until) >>> 1;
            if (stretches.get(middle).first <= step) {
                from = middle;
            } else {
                until = middle;
            }
        }
        return from;
    }

    /** The last number; 0 without one. */
    public long last() {
        return size == 0 ? 0 : get(size - 1);
    }

    /** The sum over the first steps; over all that there are where these are fewer. */
    public long sum(int steps) {
        long sum = 0;
        for (int place = 0; place < stretches.size() && stretches.get(place).first < steps; place++) {
            Stretch stretch = stretches.get(place);
            int end = place + 1 < stretches.size() ? stretches.get(place + 1).first : size;
            int period = stretch.values.size();
            long count = (long) Math.min(end, steps) - stretch.first;
            long turns = period == 0 ? 0 : count / period;
            long rest = period == 0 ? 0 : count % period;
            for (int i = 0; i < period; i++) {
                long times = turns + (i < rest ? 1 : 0);
                sum += times * stretch.values.getLong(i) + stretch.more * (times * (times - 1) / 2);
            }
        }
        return sum;
    }

    /** Forgets the steps from one on, which were added since steps came again for the last time. */
    public void shorten(int steps) {
        int first = stretches.get(stretches.size() - 1).first;
        if (steps < first) {
            throw new IllegalStateException("steps up to " + first + " came again and stay, found " + steps);
        }
        open.size(steps - first);
        size = steps;
    }

    /** Adds the last steps again, so many of them and so often, each time larger by so much. */
    public void repeat(int period, long times, long more) {
        int steps = Math.toIntExact(times * period);
        if (steps <= FEW) {
            for (int i = 0; i < steps; i++) {
                add(get(size - period) + more);
            }
            return;
        }
        LongArrayList cycle = new LongArrayList(period);
        for (int i = size - period; i < size; i++) {
            cycle.add(get(i) + more);
        }
        stretches.add(new Stretch(size, cycle, more));
        size += steps;
        open = new LongArrayList();
        stretches.add(new Stretch(size, open, 0));
    }

    /** Adds to the number of a step and to that of no other. */
    public void addTo(int step, long value) {
        Stretch last = stretches.get(stretches.size() - 1);
        if (step < last.first) {
            last = layOut(place(step), step);
        }
        int offset = step - last.first;
        last.values.set(offset, last.values.getLong(offset) + value);
    }

    /** The stretch of a step as one that is laid out; of a cycle the turn that the step belongs to is cut out. */
    private Stretch layOut(int place, int step) {
        Stretch whole = stretches.get(place);
        int length = stretches.get(place + 1).first - whole.first;
        int period = whole.values.size();
        if (length == period) {
            return whole;
        }
        int from = (step - whole.first) / period * period;
        long[] turn = new long[period];
        Arrays.setAll(turn, i -> get(whole.first + from + i));
        List<Stretch> parts = new ArrayList<>();
        if (from > 0) {
            parts.add(new Stretch(whole.first, whole.values, whole.more));
        }
        Stretch cut = new Stretch(whole.first + from, new LongArrayList(turn), 0);
        parts.add(cut);
        int after = from + period;
        if (after < length) {
            long[] next = new long[period];
            Arrays.setAll(next, i -> turn[i] + whole.more);
            parts.add(new Stretch(whole.first + after, new LongArrayList(next), whole.more));
        }
        stretches.remove(place);
        stretches.addAll(place, parts);
        return cut;
    }
}
