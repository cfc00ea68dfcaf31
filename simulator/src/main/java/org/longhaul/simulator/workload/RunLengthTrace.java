package org.longhaul.simulator.workload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a job: a dictionary of different ones and the sequence in which they came, run-length encoded.
 *
 * @param <S> a step, as training reports it or as the simulator runs it
 * @param dictionary the different steps
 * @param sequence runs of equal steps, in order
 */
public record RunLengthTrace<S>(List<S> dictionary, List<Run> sequence) {

    public RunLengthTrace {
        dictionary = List.copyOf(dictionary);
        sequence = List.copyOf(sequence);
        for (Run run : sequence) {
            if (run.step() >= dictionary.size()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "run of step %d must refer to one of the %d steps of the dictionary",
                        run.step(),
                        dictionary.size()));
            }
        }
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
        long steps = 0;
        for (Run run : sequence) {
            steps += run.count();
        }
        return steps;
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
        private long runStart;
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
            long within = index % period;
            while (within < runStart) {
                run--;
                runStart -= trace.sequence.get(run).count();
            }
            while (within >= runStart + trace.sequence.get(run).count()) {
                runStart += trace.sequence.get(run).count();
                run++;
            }
            return trace.dictionary.get(trace.sequence.get(run).step());
        }

        /** How many steps from an index on equal those so many steps before. */
        public long equalSteps(long index, int before) {
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
            return runStart + trace.sequence.get(run).count() - index % period;
        }
    }

    /** Records steps one after another. Not thread-safe. */
    public static final class Recorder<S> {
        private final List<S> dictionary = new ArrayList<>();
        private final Map<S, Integer> known = new HashMap<>();
        // Only entries of the dictionary: a source of fresh equal steps must not fill memory.
        private final IdentityHashMap<S, Integer> seen = new IdentityHashMap<>();
        private final List<Run> runs = new ArrayList<>();
        private int last = -1;
        private long lastCount;

        /** Begins with no steps. */
        public Recorder() {}

        /** Goes on behind recorded steps, whose instances stay the shared ones. */
        public Recorder(RunLengthTrace<S> start) {
            start.dictionary.forEach(this::entry);
            runs.addAll(start.sequence);
            if (!runs.isEmpty()) {
                Run open = runs.remove(runs.size() - 1);
                last = open.step();
                lastCount = open.count();
            }
        }

        /** Adds a step, so many times, and returns the shared instance that equals it. */
        public S add(S step, long count) {
            int entry = entry(step);
            append(entry, count);
            return dictionary.get(entry);
        }

        /** Adds the last steps again, so many of them and so often. */
        public void repeat(int period, long times) {
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
                add(dictionary.get(cycle.get(0).step()), times * period);
                return;
            }
            for (long i = 0; i < times; i++) {
                for (Run each : cycle) {
                    append(each.step(), each.count());
                }
            }
        }

        private void append(int entry, long count) {
            if (entry != last) {
                closeRun();
                last = entry;
            }
            lastCount += count;
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

        private void closeRun() {
            if (lastCount > 0) {
                runs.add(new Run(last, lastCount));
            }
            lastCount = 0;
        }

        /** The steps added so far. */
        public RunLengthTrace<S> trace() {
            List<Run> sequence = new ArrayList<>(runs);
            if (lastCount > 0) {
                sequence.add(new Run(last, lastCount));
            }
            return new RunLengthTrace<>(dictionary, sequence);
        }
    }
}
