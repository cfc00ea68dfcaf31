package org.longhaul.scenario.engine.simulation;

import java.util.function.Supplier;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Estimates;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.SharedFindings;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.run.BackgroundJob;
import org.longhaul.simulator.workload.run.EventBudget;
import org.longhaul.simulator.workload.run.RunConditions;
import org.longhaul.simulator.workload.run.WorkloadExecutor;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * One job on one network: everything but the steps. Each run starts from an empty network at time zero, so that the same
 * steps give the same result.
 */
public final class Simulation {
    private final Topology topology;
    private final Routing routing;
    private final ConnectionRules hostRules;
    private final int[] workerNodes;
    private final ComputeModel compute;
    private final Collectives collectives;
    private final ExecutionSettings execution;
    private final UnitConditions conditions;
    private final RunControl control;
    private final EventBudget budget;
    private final Supplier<Estimates> estimates;
    private final SharedFindings findings = new SharedFindings();

    public Simulation(
            RunPlan plan,
            int[] workerNodes,
            ComputeModel compute,
            Collectives collectives,
            ExecutionSettings execution,
            UnitConditions conditions,
            RunControl control,
            EventBudget budget) {
        this(plan, workerNodes, compute, collectives, execution, conditions, control, budget, Estimates::new);
    }

    /**
     * A job of which others run before and after it over the same routes, in the same thread.
     *
     * @param estimates what their exchanges came to, asked for by each run
     */
    public Simulation(
            RunPlan plan,
            int[] workerNodes,
            ComputeModel compute,
            Collectives collectives,
            ExecutionSettings execution,
            UnitConditions conditions,
            RunControl control,
            EventBudget budget,
            Supplier<Estimates> estimates) {
        this.topology = plan.topology();
        this.routing = plan.routing();
        this.hostRules = plan.rules();
        this.workerNodes = workerNodes;
        this.compute = compute;
        this.collectives = collectives;
        this.execution = execution;
        this.conditions = conditions;
        this.control = control;
        this.budget = budget;
        this.estimates = estimates;
    }

    /** What happens on the network besides the job. */
    public UnitConditions conditions() {
        return conditions;
    }

    /** Runs the steps of a source on a network model, with everything that the scenario lets happen besides. */
    public ExecutionResult run(
            Selection<NetworkModel<?>> fidelity,
            WorkloadSource source,
            ExecutionListener listener,
            TimelineSink timeline) {
        return run(fidelity, source, listener, timeline, conditions.whole());
    }

    /** Runs the steps of a source on a network model under some conditions. */
    public ExecutionResult run(
            Selection<NetworkModel<?>> fidelity,
            WorkloadSource source,
            ExecutionListener listener,
            TimelineSink timeline,
            RunConditions besides) {
        BackgroundJob job = new BackgroundJob("method", workerNodes, compute, collectives, execution, source);
        return run(fidelity, job, listener, timeline, besides);
    }

    /** Runs another job in the place of this one. */
    public ExecutionResult run(
            Selection<NetworkModel<?>> fidelity,
            BackgroundJob job,
            ExecutionListener listener,
            TimelineSink timeline,
            RunConditions besides) {
        EventLoop loop = new EventLoop(control::check);
        NetworkContext context = new NetworkContext(
                topology, routing, loop, conditions.streams(), besides.rules(hostRules, job), findings);
        Network network = Made.network(fidelity, context);
        NetworkSetup setup = new NetworkSetup(
                topology, routing, loop, network, fidelity.factory().closedFormCollectives(), estimates.get());
        return new WorkloadExecutor(
                        setup, job.workerNodes(), job.compute(), job.collectives(), job.settings(), timeline, besides)
                .run(job.source(), listener, budget);
    }
}
