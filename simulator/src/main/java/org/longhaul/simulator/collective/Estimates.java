package org.longhaul.simulator.collective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * What calls came to, for runs one after another over the same routes: each would look up all paths, and settle equal calls, anew. What
 * a call comes to does not depend on the calls before. Not thread-safe.
 */
public final class Estimates {

    /** Jobs beyond which the first are forgotten. */
    private static final int MOST_JOBS = 8;

    /** What an estimate follows from; topology and routing by identity. */
    private record Kind(
            Topology topology, Routing routing, TransferEstimate transfers, int connections, LibraryProfile library) {}

    /** A job's estimate, and what it is of. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Job(Kind kind, int[] workerNodes, LockstepEstimate estimate, SettledCalls calls) {}

    private final List<Job> jobs = new ArrayList<>();

    /** None was asked for. */
    public Estimates() {}

    /**
     * The calls of a job, estimated by {@link LockstepEstimate#LockstepEstimate(Topology, Routing, TransferEstimate, int,
     * LibraryProfile)}.
     *
     * @param collectives algorithms
     * @param workerNodes node of every worker of the job
     */
    public SettledCalls of(
            Topology topology,
            Routing routing,
            TransferEstimate transfers,
            int connections,
            LibraryProfile library,
            Collectives collectives,
            int[] workerNodes) {
        Kind kind = new Kind(topology, routing, transfers, connections, library);
        @Nullable LockstepEstimate estimate = null;
        for (Job job : jobs) {
            if (job.kind.equals(kind)) {
                if (job.calls.areOf(collectives) && Arrays.equals(job.workerNodes, workerNodes)) {
                    return job.calls;
                }
                estimate = job.estimate;
            }
        }
        LockstepEstimate of =
                estimate == null ? new LockstepEstimate(topology, routing, transfers, connections, library) : estimate;
        if (jobs.size() == MOST_JOBS) {
            jobs.remove(0);
        }
        SettledCalls calls = new SettledCalls(collectives, of, workerNodes);
        jobs.add(new Job(kind, workerNodes.clone(), of, calls));
        return calls;
    }
}
