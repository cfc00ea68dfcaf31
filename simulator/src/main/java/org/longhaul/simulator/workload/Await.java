package org.longhaul.simulator.workload;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Blocks the worker until its own part of an exchange is done.
 *
 * @param exchange index into the exchanges of the step that is meant
 * @param stepsAgo 0 for an exchange of this step, k for one of k steps before (streaming methods); nothing is awaited
 *     while fewer than k steps have been run
 * @param workers members that wait, ascending; null for all. The others go on
 */
public record Await(int exchange, int stepsAgo, @Nullable List<Integer> workers) implements Operation {

    public Await {
        workers = workers == null ? null : List.copyOf(workers);
        if (exchange < 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "awaited exchange (%d) must not be negative", exchange));
        }
        if (stepsAgo < 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "stepsAgo (%d) must not be negative", stepsAgo));
        }
    }

    /** All members wait. */
    public Await(int exchange, int stepsAgo) {
        this(exchange, stepsAgo, null);
    }

    /** All members await an exchange of the same step. */
    public Await(int exchange) {
        this(exchange, 0, null);
    }

    /** Whether a member waits. */
    public boolean includes(int worker) {
        return workers == null || Collections.binarySearch(workers, worker) >= 0;
    }
}
