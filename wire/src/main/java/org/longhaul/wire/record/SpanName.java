package org.longhaul.wire.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What spans have in common.
 *
 * @param kind what was done
 * @param label label of an exchange, such as {@code gradients}; empty of what is none, and of an {@link SpanKind#AWAIT}, which names
 *     its exchange by number
 * @param operation what becomes of what is exchanged, such as {@code all-reduce}; empty of what is no exchange
 * @param members ranks that take part; null where all workers do
 */
public record SpanName(SpanKind kind, String label, String operation, @Nullable List<Integer> members) {
    public SpanName {
        members = members == null ? null : List.copyOf(members);
    }

    /** Whether a rank takes part. */
    public boolean includes(int rank) {
        return members == null || members.contains(rank);
    }
}
