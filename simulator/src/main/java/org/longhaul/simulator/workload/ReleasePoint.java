package org.longhaul.simulator.workload;

import java.util.Locale;

/**
 * A point within a computation from which on an exchange may start for the worker, such as a gradient bucket that is
 * complete before the backward pass is.
 *
 * @param fraction share of the computation's duration that has to be over, in [0, 1]
 * @param exchange index into {@link Step#exchanges()}
 */
public record ReleasePoint(double fraction, int exchange) {

    public ReleasePoint {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "release fraction (%s) must be in [0, 1]", fraction));
        }
        if (exchange < 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "released exchange (%d) must not be negative", exchange));
        }
    }
}
