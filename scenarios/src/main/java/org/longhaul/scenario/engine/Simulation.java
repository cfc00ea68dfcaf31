package org.longhaul.scenario.engine;

import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.ExecutionListener;
import org.longhaul.simulator.workload.ExecutionResult;
import org.longhaul.simulator.workload.ExecutionSettings;
import org.longhaul.simulator.workload.NetworkSetup;
import org.longhaul.simulator.workload.WorkloadExecutor;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * One job on one network: everything but the steps. Each run starts from an empty network at time zero, so that the same
 * steps give the same result.
 */
final class Simulation {
    private final Topology topology;
    private final Routing routing;
    private final int[] workerNodes;
    private final ComputeModel compute;
    private final Collectives collectives;
    private final ExecutionSettings execution;
    private final long seed;

    Simulation(RunPlan plan, ComputeModel compute, Collectives collectives, ExecutionSettings execution, long seed) {
        this.topology = plan.topology();
        this.routing = plan.routing();
        this.workerNodes = plan.workerNodes();
        this.compute = compute;
        this.collectives = collectives;
        this.execution = execution;
        this.seed = seed;
    }

    /** Runs the steps of a source on a network model. */
    ExecutionResult run(
            Selection<NetworkModel<?>> fidelity,
            WorkloadSource source,
            ExecutionListener listener,
            TimelineSink timeline) {
        EventLoop loop = new EventLoop();
        Network network = Made.network(fidelity, new NetworkContext(topology, routing, loop, new RandomStreams(seed)));
        NetworkSetup setup = new NetworkSetup(
                topology, routing, loop, network, fidelity.factory().closedFormCollectives());
        return new WorkloadExecutor(setup, workerNodes, compute, collectives, execution, timeline)
                .run(source, listener);
    }
}
