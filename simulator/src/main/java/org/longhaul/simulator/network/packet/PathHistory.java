package org.longhaul.simulator.network.packet;

import java.util.ArrayDeque;

/** How much payload a connection delivered over each of the paths that it had, the present one last. */
final class PathHistory {

    private static final class Stay {
        private final int[] arcs;
        private final OutputQueue[] path;
        private long bytes;

        Stay(int[] arcs, OutputQueue[] path, long bytes) {
            this.arcs = arcs;
            this.path = path;
            this.bytes = bytes;
        }
    }

    private final ArrayDeque<Stay> earlier = new ArrayDeque<>(0);
    private long deliveredBefore;

    /** The connection leaves a path, having delivered some bytes since it was opened over the path that each was on. */
    void leave(int[] arcs, OutputQueue[] path, long deliveredBytes) {
        earlier.add(new Stay(arcs, path, deliveredBytes - deliveredBefore));
        deliveredBefore = deliveredBytes;
    }

    /** A packet arrives over a path that the connection has left. */
    void arrivesLate(OutputQueue[] path, long bytes, PayloadAccount account) {
        for (Stay stay : earlier) {
            if (stay.path == path) {
                stay.bytes += bytes;
                account.count(stay.arcs, bytes);
                return;
            }
        }
    }

    /** Takes the bytes that were delivered last back from the account. */
    void takeBack(long bytes, PayloadAccount account) {
        long left = bytes;
        while (left > 0) {
            Stay stay = earlier.removeLast();
            long here = Math.min(left, stay.bytes);
            account.count(stay.arcs, -here);
            left -= here;
        }
    }
}
