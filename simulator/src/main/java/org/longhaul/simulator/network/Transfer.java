package org.longhaul.simulator.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One transfer over a connection. */
final class Transfer {

    /** Another one after its connection was closed. */
    Connection connection;

    final long bytes;
    final long startNanos;
    final long sequence;
    final TransferListener done;

    /** What was counted for it while it is not complete: paths that it left, and what it waits for the repair of. */
    private @Nullable List<Part> parts;

    /** Payload bytes counted on the arcs of a path. */
    @SuppressWarnings("ArrayRecordComponent")
    record Part(int[] arcs, long bytes) {}

    Transfer(Connection connection, long bytes, long startNanos, long sequence, TransferListener done) {
        this.connection = connection;
        this.bytes = bytes;
        this.startNanos = startNanos;
        this.sequence = sequence;
        this.done = done;
    }

    void counted(int[] arcs, long payloadBytes) {
        if (parts == null) {
            parts = new ArrayList<>(2);
        }
        parts.add(new Part(arcs, payloadBytes));
    }

    /** What was counted; afterwards nothing is. */
    List<Part> takeParts() {
        List<Part> taken = parts == null ? List.of() : parts;
        parts = null;
        return taken;
    }
}
