package org.longhaul.scenario.engine.workload;

import java.util.Arrays;
import org.longhaul.analysis.record.network.Volume;

/** Sums of what exchanges came to, by the number of steps done. Not thread-safe. */
public final class StepVolumes {
    private static final int FIRST_CAPACITY = 1024;

    private final int workers;
    private long[] vectorBytes = new long[FIRST_CAPACITY];
    private long[] chargedBytes = new long[FIRST_CAPACITY];
    private long[] chargedElements = new long[FIRST_CAPACITY];
    private int steps;

    public StepVolumes(int workers) {
        this.workers = workers;
    }

    /** Adds the next step. */
    public void add(StepBuilder.ChargedStep step) {
        if (steps == vectorBytes.length) {
            vectorBytes = Arrays.copyOf(vectorBytes, 2 * steps);
            chargedBytes = Arrays.copyOf(chargedBytes, 2 * steps);
            chargedElements = Arrays.copyOf(chargedElements, 2 * steps);
        }
        vectorBytes[steps] = (steps == 0 ? 0 : vectorBytes[steps - 1]) + step.vectorBytes();
        chargedBytes[steps] = (steps == 0 ? 0 : chargedBytes[steps - 1]) + step.chargedBytes();
        chargedElements[steps] = (steps == 0 ? 0 : chargedElements[steps - 1]) + step.chargedElements();
        steps++;
    }

    /**
     * How many vectors of the charged model the first steps came to for one worker, whatever the formats of each.
     *
     * @param modelElements values of one vector
     */
    public double vectors(long stepsDone, long modelElements) {
        return stepsDone == 0 ? 0 : (double) chargedElements[Math.toIntExact(stepsDone - 1)] / workers / modelElements;
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
        int last = Math.toIntExact(stepsDone - 1);
        return new Volume(
                vectorBytes[last] / workers,
                chargedBytes[last] / workers,
                Math.round(sentBytes * wirePerPayload / workers));
    }
}
