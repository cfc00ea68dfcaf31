package org.longhaul.training.communicate;

import java.util.List;
import java.util.Objects;

/**
 * One all-reduce (mean) as it was carried out on the tensors.
 *
 * @param label what was exchanged, for example {@code parameters}, {@code second-moment}, {@code gradients}
 * @param workers ranks that took part, ascending; at least two
 * @param payload values per worker, by parameter group in forward order; counted from the tensors
 * @param format number format on the wire
 * @param release when it may start
 */
public record Exchange(
        String label, List<Integer> workers, List<GroupElements> payload, WireFormat format, Release release) {
    public Exchange {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(release, "release");
        workers = List.copyOf(workers);
        payload = List.copyOf(payload);
        if (workers.size() < 2) {
            throw new IllegalArgumentException("workers (" + workers + ") of exchange " + label
                    + " must be at least two: one alone sends nothing.");
        }
        if (payload.isEmpty()) {
            throw new IllegalArgumentException("payload of exchange " + label + " must not be empty.");
        }
    }

    /** Values per worker, all groups together. */
    public long elements() {
        long sum = 0;
        for (GroupElements part : payload) {
            sum += part.elements();
        }
        return sum;
    }

    /** Bytes of one worker's payload in the wire format. */
    public long bytes() {
        return format.bytes(elements());
    }
}
