package org.longhaul.simulator.network.estimate;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/** How long a network expects transfers to take, in closed form, before anything is simulated. */
public interface TransferEstimate {

    /** Latency plus bytes over bandwidth. */
    TransferEstimate ALPHA_BETA = alphaBeta(1, true, Duration.ZERO, 0);

    /** Whether no transfer is expected to take less than its latency and its bytes at full rate. */
    default boolean isNeverBelowAlphaBeta() {
        return false;
    }

    /**
     * Equal for two senders whose transfers take equally long over equal links to equal receivers.
     *
     * @return null if nothing of the kind can be told
     */
    default @Nullable Object kindOfSource(int sourceNode) {
        return null;
    }

    /**
     * What to expect between two nodes.
     *
     * @param topology the network
     * @param routing its routes
     * @param connections parallel connections over which each transfer is spread
     * @throws org.longhaul.topology.UnreachableException if no path leads from source to target
     */
    PathEstimate path(Topology topology, Routing routing, int sourceNode, int targetNode, int connections);

    /**
     * Latency plus bytes over a share of the bandwidth, or over a window a round trip.
     *
     * @param efficiency share of a link's rate that payload gets, in (0, 1]
     * @param countsLatency whether a transfer takes the latency of its path
     * @param overhead of a transfer in its sender and in its receiver
     * @param maximumWindow most bytes that a pair of nodes has under way; 0 for no limit
     * @throws IllegalArgumentException if the efficiency is out of range
     */
    static TransferEstimate alphaBeta(double efficiency, boolean countsLatency, Duration overhead, long maximumWindow) {
        if (!(efficiency > 0 && efficiency <= 1)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "efficiency (%s) must be in (0, 1]", efficiency));
        }
        return new AlphaBetaTransfers(efficiency, countsLatency, 2 * overhead.toNanos() * 1e-9, maximumWindow);
    }
}
