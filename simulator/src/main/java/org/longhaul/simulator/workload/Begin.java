package org.longhaul.simulator.workload;

import java.util.Locale;

/**
 * The worker's data for an exchange is ready; the worker goes on at once.
 *
 * @param exchange index into {@link Step#exchanges()}
 */
public record Begin(int exchange) implements Operation {

    public Begin {
        if (exchange < 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "begun exchange (%d) must not be negative", exchange));
        }
    }
}
