package org.longhaul.simulator.workload;

import java.util.Locale;

/**
 * An exchange that was begun and that no worker awaits.
 *
 * @param stepsAgo 0 for one of this step, k for one of k steps before
 * @param exchange index into the exchanges of that step
 */
public record PendingExchange(int stepsAgo, int exchange) {

    public PendingExchange {
        if (stepsAgo < 0 || exchange < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "exchange %d of %d steps ago must have no negative number", exchange, stepsAgo));
        }
    }
}
