package org.longhaul.scenario.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.TrainingEvent;

/**
 * What training did: the different steps and the sequence in which they came, run-length encoded.
 *
 * @param dictionary the different steps
 * @param sequence runs of equal steps, in order
 */
public record TrainingTrace(List<StepEvents> dictionary, List<Run> sequence) {

    /**
     * Equal steps, one after another.
     *
     * @param step index into the dictionary
     * @param count how many, at least 1
     */
    public record Run(int step, long count) {
        public Run {
            if (step < 0 || count < 1) {
                throw new IllegalArgumentException("a run of " + count + " steps " + step + " cannot be");
            }
        }
    }

    public TrainingTrace {
        dictionary = List.copyOf(dictionary);
        sequence = List.copyOf(sequence);
        for (Run run : sequence) {
            if (run.step() >= dictionary.size()) {
                throw new IllegalArgumentException("step " + run.step() + " is not one of " + dictionary.size());
            }
        }
    }

    /** Number of recorded steps. */
    public long steps() {
        long steps = 0;
        for (Run run : sequence) {
            steps += run.count();
        }
        return steps;
    }

    /** Batches that were trained on in the first steps: one for each worker that computed in one of them. */
    public long workerSteps(long steps, int everyone) {
        long sum = 0;
        long left = steps;
        for (Run run : sequence) {
            long count = Math.min(left, run.count());
            for (TrainingEvent event : dictionary.get(run.step()).events()) {
                if (event instanceof TrainingEvent.Computed computed) {
                    sum += count * computed.members().count(everyone);
                }
            }
            left -= count;
        }
        return sum;
    }

    /** A reader that begins at the first step. */
    public Cursor cursor() {
        return new Cursor();
    }

    /** Reads a trace forwards. */
    public final class Cursor {
        private int run;
        private long runStart;

        private Cursor() {}

        /** The step of that index, or null after the last; indices must not go back. */
        public @Nullable StepEvents step(long index) {
            while (run < sequence.size()) {
                Run current = sequence.get(run);
                if (index < runStart + current.count()) {
                    return dictionary.get(current.step());
                }
                runStart += current.count();
                run++;
            }
            return null;
        }
    }
}
