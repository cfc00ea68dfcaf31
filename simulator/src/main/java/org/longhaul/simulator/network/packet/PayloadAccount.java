package org.longhaul.simulator.network.packet;

import java.util.ArrayList;
import java.util.List;

/** Payload that each arc of a network has carried, counted once it reaches the target. */
final class PayloadAccount {

    private final long[] bytes;
    private final List<TcpConnection> uncounted = new ArrayList<>();

    PayloadAccount(int arcs) {
        bytes = new long[arcs];
    }

    /** Payload of a connection has arrived since it was last asked. */
    void hasUncounted(TcpConnection connection) {
        uncounted.add(connection);
    }

    long of(int arc) {
        settle();
        return bytes[arc];
    }

    /** Counts what has arrived; must be called before a connection changes its path. */
    void settle() {
        for (TcpConnection connection : uncounted) {
            count(connection.arcs, connection.takeUncountedBytes());
        }
        uncounted.clear();
    }

    /** Counts payload on the arcs of a path. */
    void count(int[] arcs, long payload) {
        for (int arc : arcs) {
            bytes[arc] += payload;
        }
    }
}
