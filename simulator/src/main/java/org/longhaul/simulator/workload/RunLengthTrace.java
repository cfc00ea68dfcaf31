package org.longhaul.simulator.workload;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a job: a dictionary of different ones and the sequence in which they came, run-length encoded. Immutable, but for what it
 * remembers of cycles; safe for use by several threads.
 *
 * @param <S> a step, as training reports it or as the simulator runs it
 */
public final class RunLengthTrace<S> {

    /** Distances of which it is remembered how far steps are equal. */
    private static final int MOST_DISTANCES = 256;
    /** Stretches that are remembered of a distance: replays on other networks ask for the same few again and again. */
    private static final int MOST_STRETCHES = 64;

    private final List<S> dictionary;
    private final List<Run> sequence;

    /** Steps before each run, and before the end. */
    private final long[] starts;

    /** By distance: the last stretches found whose steps all equal those so far before them. */
    private final Map<Integer, Stretches> equalAt = new ConcurrentHashMap<>();

    /** Stretches of steps, each from one up to before another one; some are empty. Apart from one another, in order. Immutable. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stretches(long[] from, long[] until) {

        static final Stretches NONE = new Stretches(new long[0], new long[0]);

        /** The end of the stretch that a step belongs to, or that begins and ends with it; below 0 if there is none. */
        long untilOf(long step) {
            int found = Arrays.binarySearch(from, step);
            int place = found >= 0 ? found : -found - 2;
            return place >= 0 && (found >= 0 || step < until[place]) ? until[place] : -1;
        }

        /** With one more, which begins outside of all; one that ends as it does is part of it. */
        Stretches with(long first, long end) {
            Stretches few = from.length < MOST_STRETCHES ? this : NONE;
            int found = Arrays.binarySearch(few.from, first);
            int place = -found - 1;
            boolean isLonger = place < few.from.length && few.until[place] == end;
            long[] begins = few.from.clone();
            long[] ends = few.until.clone();
            if (isLonger) {
                begins[place] = first;
                return new Stretches(begins, ends);
            }
            return new Stretches(inserted(begins, place, first), inserted(ends, place, end));
        }

        private static long[] inserted(long[] values, int place, long value) {
            long[] more = Arrays.copyOf(values, values.length + 1);
            System.arraycopy(values, place, more, place + 1, values.length - place);
            more[place] = value;
            return more;
        }
    }

    /**
     * A trace.
     *
     * @param dictionary the different steps
     * @param sequence runs of equal steps, in order
     */
    public RunLengthTrace(List<S> dictionary, List<Run> sequence) {
        this.dictionary = List.copyOf(dictionary);
        this.sequence = List.copyOf(sequence);
        this.starts = new long[sequence.size() + 1];
        int place = 0;
        for (Run run : sequence) {
            if (run.step() >= dictionary.size()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "run of step %d must refer to one of the %d steps of the dictionary",
                        run.step(),
                        dictionary.size()));
            }
            starts[place + 1] = starts[place] + run.count();
            place++;
        }
    }

    /** The different steps. */
    public List<S> dictionary() {
        return dictionary;
    }

    /** Runs of equal steps, in order. */
    public List<Run> sequence() {
        return sequence;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof RunLengthTrace<?> that
                        && dictionary.equals(that.dictionary)
                        && sequence.equals(that.sequence));
    }

    @Override
    public int hashCode() {
        return 31 * dictionary.hashCode() + sequence.hashCode();
    }

    @Override
    public String toString() {
        return "RunLengthTrace[dictionary=" + dictionary + ", sequence=" + sequence + "]";
    }

    /**
     * Equal steps one after another.
     *
     * @param step index into the dictionary
     * @param count how many, at least 1
     */
    public record Run(int step, long count) {

        public Run {
            if (step < 0 || count < 1) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "run must name a step from 0 on and last at least 1 step, found step %d, count %d",
                        step,
                        count));
            }
        }
    }

    /** Number of steps. */
    public long steps() {
        return starts[sequence.size()];
    }

    /** A player of the recorded steps; each call gives an independent one. */
    public Player<S> player() {
        return repeated(steps());
    }

    /**
     * A player that begins again at the first step when it has come to the end.
     *
     * @param limit steps in all; {@link Long#MAX_VALUE} for ever
     */
    public Player<S> repeated(long limit) {
        return new Player<>(this, sequence.isEmpty() ? 0 : limit);
    }

    /** Hands out steps by their index, fast where indices go up. Not thread-safe. */
    public static final class Player<S> {
        private final RunLengthTrace<S> trace;
        private final long period;
        private final long limit;
        private int run;
        /** Follows this one some steps behind. */
        private @Nullable Player<S> behind;

        private Player(RunLengthTrace<S> trace, long limit) {
            this.trace = trace;
            this.limit = limit;
            period = trace.steps();
        }

        /** What it plays. */
        public RunLengthTrace<S> trace() {
            return trace;
        }

        /** The step of an index, one shared instance for equal ones; null after the last. */
        public @Nullable S step(long index) {
            if (index >= limit) {
                return null;
            }
            long within = index < period ? index : index % period;
            if (within >= trace.starts[run + 1]) {
                run++;
            }
            if (within < trace.starts[run] || within >= trace.starts[run + 1]) {
                int found = Arrays.binarySearch(trace.starts, within);
                run = found < 0 ? -found - 2 : found;
            }
            return trace.dictionary.get(trace.sequence.get(run).step());
        }

        /** How many steps from an index on equal those so many steps before. */
        public long equalSteps(long index, int before) {
            if (limit != period) {
                return foundEqual(index, before);
            }
            Stretches known = trace.equalAt.getOrDefault(before, Stretches.NONE);
            long until = known.untilOf(index);
            if (until < 0) {
                until = index + foundEqual(index, before);
                if (trace.equalAt.size() >= MOST_DISTANCES) {
                    trace.equalAt.clear();
                }
                trace.equalAt.put(before, known.with(index, until));
            }
            return until - index;
        }

        private long foundEqual(long index, int before) {
            if (behind == null) {
                behind = new Player<>(trace, limit);
            }
            Player<S> earlier = behind;
            long equal = 0;
            while (index + equal < limit && step(index + equal) == earlier.step(index - before + equal)) {
                if (equal > period) {
                    // What is equal over a whole turn of the trace is so for ever.
                    return limit - index;
                }
                // Up to the end of the shorter of both runs all are equal.
                equal += Math.min(leftInRun(index + equal), earlier.leftInRun(index - before + equal));
            }
            return Math.min(equal, limit - index);
        }

        private long leftInRun(long index) {
            return trace.starts[run + 1] - (index < period ? index : index % period);
        }
    }

    /** Records steps one after another. Not thread-safe. */
    public static final class Recorder<S> {
        private final List<S> dictionary = new ArrayList<>();
        private final Map<S, Integer> known = new HashMap<>();
        // Only entries of the dictionary: a source of fresh equal steps must not fill memory.
        private final IdentityHashMap<S, Integer> seen = new IdentityHashMap<>();
        /**
         * Pairs in order: an entry and how often it came, or, below 0, how many of the steps before it came again and how often. Cycles
         * are written out for a trace alone.
         */
        private final LongArrayList log = new LongArrayList();

        /** Begins with no steps. */
        public Recorder() {}

        /** Goes on behind recorded steps, whose instances stay the shared ones. */
        public Recorder(RunLengthTrace<S> start) {
            start.dictionary.forEach(this::entry);
            start.sequence.forEach(run -> append(run.step(), run.count()));
        }

        /** Adds a step, so many times, and returns the shared instance that equals it. */
        public S add(S step, long count) {
            int entry = entry(step);
            append(entry, count);
            return dictionary.get(entry);
        }

        /** Adds the last steps again, so many of them and so often. */
        public void repeat(int period, long times) {
            log.add(-period);
            log.add(times);
        }

        private void append(int entry, long count) {
            int last = log.size() - 1;
            if (last > 0 && log.getLong(last - 1) == entry) {
                log.set(last, log.getLong(last) + count);
            } else {
                log.add(entry);
                log.add(count);
            }
        }

        /** Adds a step and returns the shared instance that equals it. */
        public S add(S step) {
            return add(step, 1);
        }

        private int entry(S step) {
            Integer same = seen.get(step);
            if (same != null) {
                return same;
            }
            Integer equal = known.get(step);
            if (equal == null) {
                equal = dictionary.size();
                dictionary.add(step);
                known.put(step, equal);
                seen.put(step, equal);
            }
            return equal;
        }

        /** The steps added so far. */
        public RunLengthTrace<S> trace() {
            Runs runs = new Runs();
            for (int i = 0; i < log.size(); i += 2) {
                long what = log.getLong(i);
                if (what < 0) {
                    runs.repeat(-what, log.getLong(i + 1));
                } else {
                    runs.append((int) what, log.getLong(i + 1));
                }
            }
            return new RunLengthTrace<>(dictionary, runs.closed());
        }
    }

    /** Runs that grow, the last of them open. */
    private static final class Runs {
        private final List<Run> runs = new ArrayList<>();
        private int last = -1;
        private long lastCount;

        void append(int entry, long count) {
            if (entry != last) {
                close();
                last = entry;
            }
            lastCount += count;
        }

        /** Adds the last steps again, so many of them and so often. */
        void repeat(long period, long times) {
            List<Run> cycle = new ArrayList<>();
            Run run = new Run(last, lastCount);
            long left = period;
            for (int before = runs.size() - 1; left > run.count(); before--) {
                cycle.add(run);
                left -= run.count();
                run = runs.get(before);
            }
            cycle.add(new Run(run.step(), left));
            Collections.reverse(cycle);
            if (cycle.size() == 1) {
                append(cycle.get(0).step(), times * period);
                return;
            }
            for (long i = 0; i < times; i++) {
                for (Run each : cycle) {
                    append(each.step(), each.count());
                }
            }
        }

        private void close() {
            if (lastCount > 0) {
                runs.add(new Run(last, lastCount));
            }
            lastCount = 0;
        }

        List<Run> closed() {
            close();
            return runs;
        }
    }
}
