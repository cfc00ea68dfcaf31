package org.longhaul.simulator.collective;

import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * The estimate that was asked for last, for runs one after another over the same routes: each would look up all paths anew. What a plan
 * takes by it does not depend on the plans before. Not thread-safe.
 */
public final class Estimates {

    /** What an estimate follows from; topology and routing by identity. */
    private record Kind(
            Topology topology, Routing routing, TransferEstimate transfers, int connections, LibraryProfile library) {}

    private @Nullable Kind kind;
    private @Nullable LockstepEstimate last;

    /** None was asked for. */
    public Estimates() {}

    /** The estimate of {@link LockstepEstimate#LockstepEstimate(Topology, Routing, TransferEstimate, int, LibraryProfile)}. */
    public LockstepEstimate of(
            Topology topology, Routing routing, TransferEstimate transfers, int connections, LibraryProfile library) {
        Kind wanted = new Kind(topology, routing, transfers, connections, library);
        LockstepEstimate known = last;
        if (known == null || !wanted.equals(kind)) {
            known = new LockstepEstimate(topology, routing, transfers, connections, library);
            kind = wanted;
            last = known;
        }
        return known;
    }
}
