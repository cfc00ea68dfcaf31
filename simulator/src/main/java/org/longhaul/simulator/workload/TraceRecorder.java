package org.longhaul.simulator.workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Passes the steps of a source on, one shared instance for equal ones, and records them. Not thread-safe.
 *
 * <p>Steps must be asked for in order from 0 on, each once, as the executor does.
 */
public final class TraceRecorder implements WorkloadSource {

    private final int workers;
    private final WorkloadSource source;
    private final List<Step> dictionary = new ArrayList<>();
    private final Map<Step, Integer> known = new HashMap<>();
    private final IdentityHashMap<Step, Integer> seen = new IdentityHashMap<>();
    private final List<WorkloadTrace.Run> runs = new ArrayList<>();
    private int lastStep = -1;
    private long lastCount;

    /**
     * A recorder of what a source hands out.
     *
     * @param workers number of workers of the job
     * @param source live training, for one
     */
    public TraceRecorder(int workers, WorkloadSource source) {
        this.workers = workers;
        this.source = source;
    }

    @Override
    public @Nullable Step step(long index, long neededNanos) {
        Step step = source.step(index, neededNanos);
        if (step == null) {
            return null;
        }
        int entry = entry(step);
        if (entry == lastStep) {
            lastCount++;
        } else {
            closeRun();
            lastStep = entry;
            lastCount = 1;
        }
        return dictionary.get(entry);
    }

    /** What was recorded so far. */
    public WorkloadTrace trace() {
        List<WorkloadTrace.Run> sequence = new ArrayList<>(runs);
        if (lastCount > 0) {
            sequence.add(new WorkloadTrace.Run(lastStep, lastCount));
        }
        return new WorkloadTrace(workers, dictionary, sequence);
    }

    private int entry(Step step) {
        Integer same = seen.get(step);
        if (same != null) {
            return same;
        }
        Integer equal = known.get(step);
        if (equal == null) {
            equal = dictionary.size();
            dictionary.add(step);
            known.put(step, equal);
            // Only dictionary entries are remembered by identity: a source of fresh equal steps must not fill memory.
            seen.put(step, equal);
        }
        return equal;
    }

    private void closeRun() {
        if (lastCount > 0) {
            runs.add(new WorkloadTrace.Run(lastStep, lastCount));
        }
    }
}
