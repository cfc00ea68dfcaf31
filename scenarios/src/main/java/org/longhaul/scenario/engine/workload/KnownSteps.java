package org.longhaul.scenario.engine.workload;

import com.google.common.collect.MapMaker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.longhaul.scenario.trace.StepEvents;

/**
 * The programs of a method's steps, by the size of their buckets: of plans that differ in their links alone they are the same. Those of
 * steps that nobody holds any more are forgotten. Safe for use by several threads.
 */
public final class KnownSteps {
    /** By identity: sources hand out one instance for equal steps. */
    private final ConcurrentMap<StepEvents, Map<Long, StepBuilder.ChargedStep>> bySize =
            new MapMaker().weakKeys().makeMap();

    /** None is known yet. */
    public KnownSteps() {}

    StepBuilder.ChargedStep of(StepEvents step, long bucketBytes, Supplier<StepBuilder.ChargedStep> made) {
        return bySize.computeIfAbsent(step, each -> new ConcurrentHashMap<>())
                .computeIfAbsent(bucketBytes, each -> made.get());
    }
}
