package org.longhaul.simulator.collective;

import java.util.List;

/**
 * Which algorithm an exchange uses, and why.
 *
 * @param collective id of the chosen algorithm
 * @param reason one sentence: demanded, or the fastest by estimate
 * @param estimates every candidate, fastest first
 */
public record CollectiveChoice(String collective, String reason, List<Estimate> estimates) {

    public CollectiveChoice {
        estimates = List.copyOf(estimates);
    }

    /**
     * One candidate.
     *
     * @param collective id of the algorithm
     * @param seconds estimated duration of the exchange
     * @param rounds sequential rounds of transfers
     * @param bytesSent payload bytes over all ranks
     */
    public record Estimate(String collective, double seconds, int rounds, long bytesSent) {}
}
