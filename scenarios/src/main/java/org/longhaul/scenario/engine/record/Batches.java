package org.longhaul.scenario.engine.record;

import java.util.Arrays;
import java.util.List;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.RunLengthTrace;

/** How many batches the workers trained on, by the number of steps done. */
final class Batches {
    private final long[] stepsBefore;
    private final long[] batchesBefore;
    private final long[] batchesOfStep;

    Batches(RunLengthTrace<StepEvents> trace, int workers) {
        long[] different = new long[trace.dictionary().size()];
        boolean areAlike = trace.steps() > 0;
        for (int i = 0; i < different.length; i++) {
            different[i] = trace.dictionary().get(i).batches(workers);
            areAlike &= different[i] == different[0];
        }
        // All steps are one run then.
        List<RunLengthTrace.Run> runs = areAlike ? List.of(new RunLengthTrace.Run(0, trace.steps())) : trace.sequence();
        stepsBefore = new long[runs.size() + 1];
        batchesBefore = new long[runs.size() + 1];
        batchesOfStep = new long[runs.size() + 1];
        for (int i = 0; i < runs.size(); i++) {
            RunLengthTrace.Run run = runs.get(i);
            batchesOfStep[i] = different[run.step()];
            stepsBefore[i + 1] = stepsBefore[i] + run.count();
            batchesBefore[i + 1] = batchesBefore[i] + run.count() * batchesOfStep[i];
        }
    }

    /** Batches of the first steps. */
    long before(long steps) {
        int found = Arrays.binarySearch(stepsBefore, steps);
        int run = found >= 0 ? found : -found - 2;
        return batchesBefore[run] + (steps - stepsBefore[run]) * batchesOfStep[run];
    }
}
