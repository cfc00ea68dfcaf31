package org.longhaul.scenario.engine.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;

/** A source that repeats a list of steps, each so many times, for ever or for a number of steps. */
public final class Repeated implements WorkloadSource {
    private final List<Step> steps;
    private final long[] ends;
    private final long limit;
    private int at;

    /**
     * @param steps the steps in order
     * @param counts how many times each comes
     * @param limit steps in all; {@link Long#MAX_VALUE} for ever
     */
    public Repeated(List<Step> steps, List<Long> counts, long limit) {
        this.steps = List.copyOf(steps);
        this.ends = new long[steps.size()];
        this.limit = steps.isEmpty() ? 0 : limit;
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += counts.get(i);
            ends[i] = end;
        }
    }

    @Override
    public @Nullable Step step(long index, long neededNanos) {
        if (index >= limit) {
            return null;
        }
        long within = index % ends[ends.length - 1];
        if (at > 0 && within < ends[at - 1]) {
            at = 0;
        }
        while (within >= ends[at]) {
            at++;
        }
        return steps.get(at);
    }
}
