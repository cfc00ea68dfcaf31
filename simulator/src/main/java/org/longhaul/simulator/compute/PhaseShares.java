package org.longhaul.simulator.compute;

import java.util.Locale;

/**
 * How a stated step time divides over the phases.
 *
 * @param forward share of the forward pass
 * @param backward share of the backward pass
 * @param update share of the optimizer update; the three sum to 1
 */
public record PhaseShares(double forward, double backward, double update) {

    private static final double TOLERANCE = 1e-9;

    /**
     * A third forward, two thirds backward: two matrix products a layer go backward for one forward; the update is
     * memory-bound and small beside them.
     */
    public static final PhaseShares DEFAULT = new PhaseShares(1.0 / 3, 2.0 / 3, 0);

    public PhaseShares {
        if (!(forward >= 0 && backward >= 0 && update >= 0) || Math.abs(forward + backward + update - 1) > TOLERANCE) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "phase shares (forward %s, backward %s, update %s) must not be negative and must sum to 1",
                    forward,
                    backward,
                    update));
        }
    }
}
