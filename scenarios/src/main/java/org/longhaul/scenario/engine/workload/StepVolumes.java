package org.longhaul.scenario.engine.workload;

import org.longhaul.analysis.record.network.Volume;

/** Sums of what exchanges came to, by the number of steps done. Not thread-safe. */
public final class StepVolumes {
    private final int workers;
    private final StepSeries vectorBytes = new StepSeries();
    private final StepSeries chargedBytes = new StepSeries();
    private final StepSeries chargedElements = new StepSeries();

    public StepVolumes(int workers) {
        this.workers = workers;
    }

    /** Adds the next step. */
    public void add(StepBuilder.ChargedStep step) {
        vectorBytes.add(step.vectorBytes());
        chargedBytes.add(step.chargedBytes());
        chargedElements.add(step.chargedElements());
    }

    /** Adds the last steps again, so many of them and so often. */
    public void repeat(int period, long times) {
        vectorBytes.repeat(period, times, 0);
        chargedBytes.repeat(period, times, 0);
        chargedElements.repeat(period, times, 0);
    }

    private static long sum(StepSeries series, long stepsDone) {
        return series.sum(Math.toIntExact(stepsDone));
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
