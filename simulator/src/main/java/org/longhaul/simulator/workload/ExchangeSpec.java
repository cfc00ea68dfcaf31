package org.longhaul.simulator.workload;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
 * @param parts bytes of each worker's part of an all-gather, gather or scatter, {@code bytes} in all; empty where they are the
 *     same but for a byte
 */
public record ExchangeSpec(
        String label,
        Pattern pattern,
        List<Integer> workers,
        long bytes,
        long trainedBytes,
        String collective,
        List<Long> parts) {

    /** The fastest algorithm by estimate. */
    public static final String AUTO = "auto";

    private static final Set<Pattern> IN_PARTS = EnumSet.of(Pattern.ALL_GATHER, Pattern.GATHER, Pattern.SCATTER);

    /** An exchange in which all workers' parts are the same. */
    public ExchangeSpec(
            String label, Pattern pattern, List<Integer> workers, long bytes, long trainedBytes, String collective) {
        this(label, pattern, workers, bytes, trainedBytes, collective, List.of());
    }

    public ExchangeSpec {
        workers = List.copyOf(workers);
        parts = List.copyOf(parts);
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
        if (!parts.isEmpty() && (!IN_PARTS.contains(pattern) || parts.size() != workers.size())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "exchange '%s' (%s) of %d workers has no %d parts",
                    label,
                    pattern,
                    workers.size(),
                    parts.size()));
        }
        if (!parts.isEmpty() && parts.stream().mapToLong(Long::longValue).sum() != bytes) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "exchange '%s' has %d bytes, its parts are %s", label, bytes, parts));
        }
    }

    /** The same under another name; what the stand-in exchanged is taken to be what is charged. */
    public ExchangeSpec named(String other) {
        return new ExchangeSpec(other, pattern, workers, bytes, bytes, collective, parts);
    }

    /** The same by another algorithm. */
    public ExchangeSpec by(String algorithm) {
        return new ExchangeSpec(label, pattern, workers, bytes, trainedBytes, algorithm, parts);
    }

    /** The same with one of so many parts of its bytes. */
    public ExchangeSpec dividedBy(long scale) {
        List<Long> divided = parts.stream().map(part -> part / scale).toList();
        long whole = parts.isEmpty()
                ? bytes / scale
                : divided.stream().mapToLong(Long::longValue).sum();
        return new ExchangeSpec(label, pattern, workers, whole, trainedBytes, collective, divided);
    }

    /** The same among some of its workers. */
    public ExchangeSpec among(List<Integer> others) {
        if (parts.isEmpty()) {
            return new ExchangeSpec(label, pattern, others, bytes, trainedBytes, collective);
        }
        List<Long> left = others.stream()
                .map(worker -> parts.get(workers.indexOf(worker)))
                .toList();
        long whole = left.stream().mapToLong(Long::longValue).sum();
        return new ExchangeSpec(label, pattern, others, whole, trainedBytes, collective, left);
    }
}
