package org.longhaul.simulator.workload;

import java.util.Locale;

/**
 * Blocks the worker until its own part of an exchange is done.
 *
 * @param exchange index into the exchanges of the step that is meant
 * @param stepsAgo 0 for an exchange of this step, k for one of k steps before (streaming methods); nothing is awaited
 *     while fewer than k steps have been run
 */
public record Await(int exchange, int stepsAgo) implements Operation {

    public Await {
        if (exchange < 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "awaited exchange (%d) must not be negative", exchange));
        }
        if (stepsAgo < 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "stepsAgo (%d) must not be negative", stepsAgo));
        }
    }

    /** Awaits an exchange of the same step. */
    public Await(int exchange) {
        this(exchange, 0);
    }
}
