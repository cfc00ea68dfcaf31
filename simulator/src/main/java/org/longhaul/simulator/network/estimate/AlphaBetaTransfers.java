package org.longhaul.simulator.network.estimate;

import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * Latency plus bytes over a share of the bandwidth, or over a window a round trip.
 *
 * @param efficiency share of a link's rate that payload gets
 * @param countsLatency whether a transfer takes the latency of its path
 * @param overheadSeconds of a transfer, at both its ends together
 * @param maximumWindow most bytes that a pair of nodes has under way; 0 for no limit
 */
record AlphaBetaTransfers(double efficiency, boolean countsLatency, double overheadSeconds, long maximumWindow)
        implements TransferEstimate {

    @Override
    public boolean isNeverBelowAlphaBeta() {
        // Overheads, a share of the rate and windows only add to it.
        return countsLatency;
    }

    @Override
    public Object kindOfSource(int sourceNode) {
        return this;
    }

    @Override
    public PathEstimate path(Topology topology, Routing routing, int sourceNode, int targetNode, int connections) {
        return new AlphaBetaPath(topology, routing.route(sourceNode, targetNode, 0), sourceNode == targetNode);
    }

    private final class AlphaBetaPath extends PathEstimate {

        private final double overheads;
        /** Least seconds of a byte. */
        private final double windowSeconds;

        AlphaBetaPath(Topology topology, int[] arcs, boolean isWithinNode) {
            super(topology, arcs, new int[0]);
            overheads = isWithinNode ? 0 : overheadSeconds;
            long roundTripNanos = 0;
            for (int arc : arcs) {
                roundTripNanos += topology.arcLatencyNanos(arc) + topology.arcLatencyNanos(arc ^ 1);
            }
            windowSeconds = countsLatency && maximumWindow > 0 ? roundTripNanos * 1e-9 / maximumWindow : 0;
        }

        @Override
        public void reset() {}

        @Override
        public boolean transfer(
                double startSeconds,
                long bytes,
                double transmissionSeconds,
                int sharers,
                double oncoming,
                TermSeconds seconds) {
            seconds.clear();
            seconds.set(TimeTerm.LATENCY, (countsLatency ? latencySeconds() : 0) + overheads);
            seconds.set(TimeTerm.TRANSMISSION, Math.max(transmissionSeconds / efficiency, bytes * windowSeconds));
            return true;
        }

        @Override
        public boolean isLike(PathEstimate other) {
            // Of one estimate, so the rest is equal.
            return other instanceof AlphaBetaPath path
                    && latencySeconds() == path.latencySeconds()
                    && windowSeconds == path.windowSeconds
                    && (length() == 0) == (path.length() == 0);
        }

        @Override
        public void follow(PathEstimate like) {}
    }
}
