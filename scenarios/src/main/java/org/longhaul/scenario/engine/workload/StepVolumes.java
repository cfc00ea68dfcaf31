package org.longhaul.scenario.engine.workload;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import org.longhaul.analysis.record.network.Volume;

/** Sums of what exchanges came to, by the number of steps done. Not thread-safe. */
public final class StepVolumes {
    private final int workers;
    private final LongArrayList vectorBytes = new LongArrayList();
    private final LongArrayList chargedBytes = new LongArrayList();
    private final LongArrayList chargedElements = new LongArrayList();

    public StepVolumes(int workers) {
        this.workers = workers;
    }

    /** Adds the next step. */
    public void add(StepBuilder.ChargedStep step) {
        vectorBytes.add(sum(vectorBytes, vectorBytes.size()) + step.vectorBytes());
        chargedBytes.add(sum(chargedBytes, chargedBytes.size()) + step.chargedBytes());
        chargedElements.add(sum(chargedElements, chargedElements.size()) + step.chargedElements());
    }

    /** Adds the last steps again, so many of them and so often. */
    public void repeat(int period, long times) {
        int most = Math.toIntExact(times * period);
        repeat(vectorBytes, period, most);
        repeat(chargedBytes, period, most);
        repeat(chargedElements, period, most);
    }

    private static void repeat(LongArrayList sums, int period, int steps) {
        int size = sums.size();
        long cycle = sum(sums, size) - sum(sums, size - period);
        sums.size(size + steps);
        long[] values = sums.elements();
        for (int i = size; i < size + steps; i++) {
            values[i] = values[i - period] + cycle;
        }
    }

    private static long sum(LongArrayList sums, long stepsDone) {
        return stepsDone == 0 ? 0 : sums.getLong(Math.toIntExact(stepsDone - 1));
    }

    /**
     * How many vectors of the charged model the first steps came to for one worker, whatever the formats of each.
     *
     * @param modelElements values of one vector
     */
    public double vectors(long stepsDone, long modelElements) {
        return (double) sum(chargedElements, stepsDone) / workers / modelElements;
    }

    /**
     * What the first steps came to for one worker.
     *
     * @param sentBytes payload bytes that the workers' hosts sent in these steps
     * @param wirePerPayload bytes on the wire for each of them
     */
    public Volume of(long stepsDone, long sentBytes, double wirePerPayload) {
        if (stepsDone == 0) {
            return new Volume(0, 0, 0);
        }
        return new Volume(
                sum(vectorBytes, stepsDone) / workers,
                sum(chargedBytes, stepsDone) / workers,
                Math.round(sentBytes * wirePerPayload / workers));
    }
}
