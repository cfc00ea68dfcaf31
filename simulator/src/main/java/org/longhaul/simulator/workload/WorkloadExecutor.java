package org.longhaul.simulator.workload;

import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.timeline.TimelineSink;

/**
 * Runs a workload on a simulated network: every worker goes through each step's program; an exchange starts when all its
 * members have arrived, and each member goes on when its own part is done.
 *
 * <p><b>Accounting.</b> A worker's time is compute, exposed communication (blocked, from the last member's arrival on),
 * waiting for others (blocked before that) or idle; the four sum to the elapsed time exactly.
 *
 * <p><b>Repetition.</b> A step whose outcome is known from an equal one, begun in an equal state, is not simulated again.
 * The result is the same to the bit; only {@link ExecutionResult#repeatedSteps()} tells.
 *
 * <p>Not thread-safe. An executor runs one workload once.
 */
public final class WorkloadExecutor {

    private final NetworkSetup network;
    private final int[] workerNodes;
    private final ComputeModel compute;
    private final Collectives collectives;
    private final ExecutionSettings settings;
    private final TimelineSink timeline;

    /**
     * An executor.
     *
     * @param network on which the workload runs
     * @param workerNodes node of each worker; several workers may share a host
     * @param compute how long each worker computes
     * @param collectives algorithms for exchanges
     * @param settings how exchanges are carried out
     * @param timeline receives the spans
     */
    public WorkloadExecutor(
            NetworkSetup network,
            int[] workerNodes,
            ComputeModel compute,
            Collectives collectives,
            ExecutionSettings settings,
            TimelineSink timeline) {
        if (workerNodes.length == 0) {
            throw new IllegalArgumentException("a workload needs at least one worker");
        }
        for (int node : workerNodes) {
            if (node < 0 || node >= network.topology().nodeCount()) {
                throw new IllegalArgumentException("worker node (%d) must be one of the topology's %d nodes"
                        .formatted(node, network.topology().nodeCount()));
            }
        }
        this.network = network;
        this.workerNodes = workerNodes.clone();
        this.compute = compute;
        this.collectives = collectives;
        this.settings = settings;
        this.timeline = timeline;
    }

    /**
     * Runs to the end of the workload.
     *
     * @param source hands out the steps
     * @param listener hears what happens
     * @return what it took
     * @throws StalledWorkloadException if the workload cannot finish; says who waits on what
     * @throws org.longhaul.topology.UnreachableException if an exchange needs a route that does not exist
     */
    public ExecutionResult run(WorkloadSource source, ExecutionListener listener) {
        return new Execution(network, workerNodes, compute, collectives, settings, timeline, source, listener).run();
    }
}
