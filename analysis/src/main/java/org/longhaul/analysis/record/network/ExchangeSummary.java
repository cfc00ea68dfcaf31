package org.longhaul.analysis.record.network;

import java.util.List;

/**
 * All exchanges of one label and size that a method made.
 *
 * @param label what was exchanged, for instance {@code "parameters"} or {@code "first moment"}
 * @param pattern what it does with it, for instance {@code "all-reduce"}
 * @param count how many times
 * @param each what it came to for each member each time
 * @param units its charged bytes relative to one model
 * @param collective id of the algorithm used
 * @param automatic whether the algorithm was chosen by estimate; else the scenario named it
 * @param estimates the estimates that it was chosen by, fastest first; empty when there was no choice
 * @param meanNanos mean simulated duration, from the last worker's arrival to the last one's end
 * @param maxNanos longest simulated duration
 */
public record ExchangeSummary(
        String label,
        String pattern,
        long count,
        Volume each,
        double units,
        String collective,
        boolean automatic,
        List<CollectiveEstimate> estimates,
        long meanNanos,
        long maxNanos) {

    /** Copies the list. */
    public ExchangeSummary {
        estimates = List.copyOf(estimates);
    }
}
