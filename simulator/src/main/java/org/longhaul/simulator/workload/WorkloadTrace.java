package org.longhaul.simulator.workload;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The recorded steps of a job: a dictionary of different steps and the sequence in which they came, run-length encoded.
 *
 * @param workers number of workers of the job
 * @param dictionary the different steps
 * @param sequence runs of equal steps, in order
 */
public record WorkloadTrace(int workers, List<Step> dictionary, List<Run> sequence) {

    public WorkloadTrace {
        dictionary = List.copyOf(dictionary);
        sequence = List.copyOf(sequence);
        if (workers < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "workers (%d) must be at least 1", workers));
        }
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

    /** A source that hands out the recorded steps from the first on; each call gives an independent one. */
    public WorkloadSource replay() {
        return new Replay(this);
    }

    private static final class Replay implements WorkloadSource {

        private final WorkloadTrace trace;
        private int run;
        private long runStart;

        Replay(WorkloadTrace trace) {
            this.trace = trace;
        }

        @Override
        public @Nullable Step step(long index, long neededNanos) {
            if (index < runStart) {
                run = 0;
                runStart = 0;
            }
            while (run < trace.sequence.size()) {
                Run current = trace.sequence.get(run);
                if (index < runStart + current.count()) {
                    return trace.dictionary.get(current.step());
                }
                runStart += current.count();
                run++;
            }
            return null;
        }
    }
}
