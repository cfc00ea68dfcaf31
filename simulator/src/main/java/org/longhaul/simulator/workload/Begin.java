package org.longhaul.simulator.workload;

/**
 * The worker's data for an exchange is ready; the worker goes on at once.
 *
 * @param exchange index into {@link Step#exchanges()}
 */
public record Begin(int exchange) implements Operation {

    public Begin {
        if (exchange < 0) {
            throw new IllegalArgumentException("begun exchange (%d) must not be negative".formatted(exchange));
        }
    }
}
