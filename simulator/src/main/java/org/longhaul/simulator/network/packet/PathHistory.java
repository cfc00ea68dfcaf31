package org.longhaul.simulator.network.packet;

import java.util.ArrayDeque;

/** How much payload a connection delivered while it was on each of the paths that it had, the present one last. */
final class PathHistory {

    @SuppressWarnings("ArrayRecordComponent")
    private record Stay(int[] arcs, long bytes) {}

    private final ArrayDeque<Stay> earlier = new ArrayDeque<>(0);
    private long deliveredBefore;

    /** The connection leaves a path, having delivered some bytes since it was opened. */
    void leave(int[] arcs, long deliveredBytes) {
        earlier.add(new Stay(arcs, deliveredBytes - deliveredBefore));
        deliveredBefore = deliveredBytes;
    }

    /** Takes the bytes that were delivered last back from the account. */
    void takeBack(long bytes, int[] presentArcs, long deliveredBytes, PayloadAccount account) {
        leave(presentArcs, deliveredBytes);
        long left = bytes;
        while (left > 0) {
            Stay stay = earlier.removeLast();
            long here = Math.min(left, stay.bytes());
            account.uncount(stay.arcs(), here);
            left -= here;
        }
    }
}
