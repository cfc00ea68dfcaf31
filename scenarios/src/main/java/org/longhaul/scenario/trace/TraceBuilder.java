package org.longhaul.scenario.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records steps one after another. Not thread-safe. */
public final class TraceBuilder {
    private final List<StepEvents> dictionary = new ArrayList<>();
    private final Map<StepEvents, Integer> known = new HashMap<>();
    private final List<TrainingTrace.Run> runs = new ArrayList<>();
    private int last = -1;
    private long lastCount;

    /** Begins with no steps. */
    public TraceBuilder() {}

    /** Goes on behind a recorded trace, whose instances stay the shared ones. */
    public TraceBuilder(TrainingTrace start) {
        for (StepEvents events : start.dictionary()) {
            known.put(events, dictionary.size());
            dictionary.add(events);
        }
        runs.addAll(start.sequence());
        if (!runs.isEmpty()) {
            TrainingTrace.Run open = runs.remove(runs.size() - 1);
            last = open.step();
            lastCount = open.count();
        }
    }

    /** Adds a step and returns the shared instance that equals it. */
    public StepEvents add(StepEvents events) {
        int entry;
        if (last >= 0 && dictionary.get(last).equals(events)) {
            entry = last;
        } else {
            entry = known.computeIfAbsent(events, e -> {
                dictionary.add(e);
                return dictionary.size() - 1;
            });
        }
        if (entry != last) {
            closeRun();
            last = entry;
        }
        lastCount++;
        return dictionary.get(entry);
    }

    private void closeRun() {
        if (lastCount > 0) {
            runs.add(new TrainingTrace.Run(last, lastCount));
        }
        lastCount = 0;
    }

    /** The steps added so far. */
    public TrainingTrace build() {
        List<TrainingTrace.Run> sequence = new ArrayList<>(runs);
        if (lastCount > 0) {
            sequence.add(new TrainingTrace.Run(last, lastCount));
        }
        return new TrainingTrace(dictionary, sequence);
    }
}
