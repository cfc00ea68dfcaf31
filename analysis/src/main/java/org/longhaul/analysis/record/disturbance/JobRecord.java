package org.longhaul.analysis.record.disturbance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another job on the network while a method ran.
 *
 * @param name its name, unique in the run
 * @param source what it does, for instance {@code "50 ms a step, 100 MB all-reduced every step"} or {@code "replay of ddp"}
 * @param hosts ids of the hosts of its workers
 * @param steps steps that it completed before the method was done
 * @param meanStepNanos mean time of these; null when it completed none
 * @param aloneStepNanos mean time of as many steps with the network to itself; null when that was not computed
 * @param ended why it ended before the method did; null when it went on
 */
public record JobRecord(
        String name,
        String source,
        List<String> hosts,
        long steps,
        @Nullable Double meanStepNanos,
        @Nullable Double aloneStepNanos,
        @Nullable String ended) {

    /** Copies the list. */
    public JobRecord {
        hosts = List.copyOf(hosts);
    }

    /** Returns how many times longer a step took than with the network to itself; null when that is not known. */
    public @Nullable Double slowdown() {
        return meanStepNanos == null || aloneStepNanos == null || aloneStepNanos == 0
                ? null
                : Double.valueOf(meanStepNanos / aloneStepNanos);
    }
}
