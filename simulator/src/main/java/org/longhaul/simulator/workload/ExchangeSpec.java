package org.longhaul.simulator.workload;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.longhaul.simulator.collective.Pattern;

/**
 * One exchange of data among a group of workers.
 *
 * @param label what is exchanged, for people
 * @param pattern what the exchange achieves
 * @param workers members in rank order, without repetition, at least one
 * @param bytes size of the vector that is charged to the network, per worker; see {@link Pattern}
 * @param trainedBytes size of the vector that was really averaged while training; differs from {@code bytes} when a
 *     small model stands in for a large one
 * @param collective id of the algorithm, or {@value #AUTO}
 */
public record ExchangeSpec(
        String label, Pattern pattern, List<Integer> workers, long bytes, long trainedBytes, String collective) {

    /** The fastest algorithm by estimate. */
    public static final String AUTO = "auto";

    public ExchangeSpec {
        workers = List.copyOf(workers);
        if (workers.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "exchange '%s' must have at least one worker", label));
        }
        if (new HashSet<>(workers).size() != workers.size() || workers.stream().anyMatch(worker -> worker < 0)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "exchange '%s' must list different workers from 0 on, found %s", label, workers));
        }
        if (bytes < 0 || trainedBytes < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "exchange '%s' must not have a negative size, found %d bytes (trained %d)",
                    label,
                    bytes,
                    trainedBytes));
        }
        if (collective.isBlank()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "exchange '%s' must name a collective, or '%s'", label, AUTO));
        }
    }
}
