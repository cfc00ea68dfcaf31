package org.longhaul.scenario.engine.workload;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number for each step, of which whole cycles that come again, each time larger by the same amount, are kept once. Not thread-safe.
 */
public final class StepSeries {
    /** Cycles that are laid out rather than kept as such: a new stretch costs more than a few numbers. */
    private static final int FEW = 64;
    /** Steps that a series has room for at first: most lay out some dozens until a cycle comes again. */
    private static final int FIRST_ROOM = 64;

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
    private LongArrayList open = new LongArrayList(FIRST_ROOM);

    private int size;

    /** Null where steps were added or changed since they were asked for. */
    private @Nullable Sums sums;

    /**
     * Sums from which that over any first steps follows.
     *
     * @param before by stretch: over the steps before it
     * @param within by stretch: over the first steps of its first turn
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sums(long[] before, List<long[]> within) {}

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
        sums = null;
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
        int wanted = Math.min(steps, size);
        if (wanted <= 0) {
            return 0;
        }
        Sums known = sums;
        if (known == null) {
            known = summed();
            sums = known;
        }
        int place = place(wanted - 1);
        Stretch stretch = stretches.get(place);
        return known.before[place] + sum(known.within.get(place), (long) wanted - stretch.first, stretch.more);
    }

    private Sums summed() {
        long[] before = new long[stretches.size()];
        List<long[]> within = new ArrayList<>();
        long sum = 0;
        for (int place = 0; place < before.length; place++) {
            Stretch stretch = stretches.get(place);
            long[] first = new long[stretch.values.size() + 1];
            for (int i = 1; i < first.length; i++) {
                first[i] = first[i - 1] + stretch.values.getLong(i - 1);
            }
            before[place] = sum;
            within.add(first);
            int end = place + 1 < before.length ? stretches.get(place + 1).first : size;
            sum += sum(first, (long) end - stretch.first, stretch.more);
        }
        return new Sums(before, within);
    }

    /**
     * The sum over the first steps of a stretch.
     *
     * @param first sums over the first steps of its first turn
     */
    private static long sum(long[] first, long steps, long more) {
        int period = first.length - 1;
        if (steps <= period) {
            return first[(int) steps];
        }
        long turns = steps / period;
        int rest = (int) (steps % period);
        long added = rest * (turns * (turns + 1) / 2) + (period - rest) * (turns * (turns - 1) / 2);
        return turns * first[period] + first[rest] + more * added;
    }

    /** Forgets the steps from one on, which were added since steps came again for the last time. */
    public void shorten(int steps) {
        int first = stretches.get(stretches.size() - 1).first;
        if (steps < first) {
            throw new IllegalStateException("steps up to " + first + " came again and stay, found " + steps);
        }
        open.size(steps - first);
        size = steps;
        sums = null;
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
        sums = null;
        stretches.add(new Stretch(size, cycle, more));
        size += steps;
        open = new LongArrayList();
        stretches.add(new Stretch(size, open, 0));
    }

    /** Adds to the number of a step and to that of no other. */
    public void addTo(int step, long value) {
        sums = null;
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
