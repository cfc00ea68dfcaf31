package org.longhaul.simulator.workload.account;

import org.longhaul.simulator.workload.result.StepTimes;

/** A copy of a step's times, moved in time. */
final class ShiftedTimes implements StepTimes {

    private static final int FIELDS = 6;

    private final long[] values;
    long shiftNanos;

    ShiftedTimes(StepTimes times) {
        values = new long[times.workers() * FIELDS];
        for (int w = 0; w < times.workers(); w++) {
            values[w * FIELDS] = times.startNanos(w);
            values[w * FIELDS + 1] = times.endNanos(w);
            values[w * FIELDS + 2] = times.computeNanos(w);
            values[w * FIELDS + 3] = times.exposedCommunicationNanos(w);
            values[w * FIELDS + 4] = times.waitingForOthersNanos(w);
            values[w * FIELDS + 5] = times.idleNanos(w);
        }
    }

    /** When the first worker began the step, as it was copied. */
    long firstStartNanos() {
        long first = Long.MAX_VALUE;
        for (int w = 0; w < workers(); w++) {
            first = Math.min(first, values[w * FIELDS]);
        }
        return first;
    }

    @Override
    public int workers() {
        return values.length / FIELDS;
    }

    @Override
    public long startNanos(int worker) {
        return values[worker * FIELDS] + shiftNanos;
    }

    @Override
    public long endNanos(int worker) {
        return values[worker * FIELDS + 1] + shiftNanos;
    }

    @Override
    public long computeNanos(int worker) {
        return values[worker * FIELDS + 2];
    }

    @Override
    public long exposedCommunicationNanos(int worker) {
        return values[worker * FIELDS + 3];
    }

    @Override
    public long waitingForOthersNanos(int worker) {
        return values[worker * FIELDS + 4];
    }

    @Override
    public long idleNanos(int worker) {
        return values[worker * FIELDS + 5];
    }
}
