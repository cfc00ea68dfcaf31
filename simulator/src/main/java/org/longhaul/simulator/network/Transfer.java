package org.longhaul.simulator.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One transfer over a connection. */
public final class Transfer {

    /** Another one after its connection was closed. */
    public Connection connection;

    public final long bytes;
    public final long startNanos;
    final long sequence;
    public final TransferListener done;

    /** What was counted for it while it is not complete: paths that it left, and what it waits for the repair of. */
    private @Nullable List<Part> parts;

    /** When all of it has been sent again that was lost, once it only waits for that. */
    public long repairedNanos;

    private long kept;

    /** Payload bytes counted on the arcs of a path. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Part(int[] arcs, long bytes) {}

    public Transfer(Connection connection, long bytes, long startNanos, long sequence, TransferListener done) {
        this.connection = connection;
        this.bytes = bytes;
        this.startNanos = startNanos;
        this.sequence = sequence;
        this.done = done;
    }

    public void counted(int[] arcs, long payloadBytes) {
        if (parts == null) {
            parts = new ArrayList<>(2);
        }
        parts.add(new Part(arcs, payloadBytes));
    }

    /** Payload from the first byte on that need not be sent again. */
    public long keptBytes() {
        return kept;
    }

    /**
     * Begins anew where its owner says.
     *
     * @param arrived payload that has reached the target, from the first byte on
     * @return what was counted beyond what is kept
     */
    public List<Part> startAnew(long arrived) {
        kept = done.keptBytes(arrived);
        if (parts == null) {
            return List.of();
        }
        List<Part> taken = new ArrayList<>(parts.size());
        List<Part> remaining = new ArrayList<>(2);
        long left = kept;
        for (Part part : parts) {
            long here = Math.min(left, part.bytes);
            left -= here;
            if (here > 0) {
                remaining.add(new Part(part.arcs, here));
            }
            if (here < part.bytes) {
                taken.add(new Part(part.arcs, part.bytes - here));
            }
        }
        parts = remaining;
        return taken;
    }
}
