package org.longhaul.simulator.collective;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import org.longhaul.simulator.network.estimate.PathEstimate;
import org.longhaul.topology.Topology;

/**
 * The slowest transfer of each round of a plan on one network. On a network with other links but the same routes the links carry the
 * same, so that a round takes at least as long there as this transfer does: it takes as long as the slowest one, whichever that is.
 *
 * <p>Thread-safe once filled.
 */
final class SlowestTransfers {

    /** Arcs of all transfers, one transfer after the other, and what each of them carries of the round. */
    private final IntArrayList arcs = new IntArrayList();

    private final LongArrayList loads = new LongArrayList();
    /** By transfer: where its arcs end, and for how many rounds it stands. */
    private final IntArrayList ends = new IntArrayList();

    private final IntArrayList times = new IntArrayList();

    /** Adds the slowest transfer of so many rounds, of which arcs carry so much. */
    void add(PathEstimate path, long[] load, int rounds) {
        for (int i = 0; i < path.length(); i++) {
            arcs.add(path.arc(i));
            loads.add(load[path.arc(i)]);
        }
        ends.add(arcs.size());
        times.add(rounds);
    }

    /** Seconds of latency of them all, over the links of a topology. */
    double latencySeconds(Topology topology) {
        double seconds = 0;
        int arc = 0;
        for (int transfer = 0; transfer < ends.size(); transfer++) {
            long nanos = 0;
            for (; arc < ends.getInt(transfer); arc++) {
                nanos += topology.arcLatencyNanos(arcs.getInt(arc));
            }
            seconds += times.getInt(transfer) * (nanos * 1e-9);
        }
        return seconds;
    }

    /** Seconds that the most loaded link of each takes, of the links of a topology. */
    double transmissionSeconds(Topology topology) {
        double seconds = 0;
        int arc = 0;
        for (int transfer = 0; transfer < ends.size(); transfer++) {
            double slowest = 0;
            for (; arc < ends.getInt(transfer); arc++) {
                double bits = loads.getLong(arc) * LockstepEstimate.BITS_PER_BYTE;
                slowest = Math.max(slowest, bits / topology.arcBitsPerSecond(arcs.getInt(arc)));
            }
            seconds += times.getInt(transfer) * slowest;
        }
        return seconds;
    }
}
