package org.longhaul.scenario.engine;

import java.util.List;
import org.longhaul.scenario.Scenario;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/** A scenario that was found sound, with its network built and its defaults filled in. */
public final class RunPlan {
    private final Scenario scenario;
    private final Topology topology;
    private final Routing routing;
    private final int[] workerNodes;
    private final List<Long> seeds;
    private final List<MethodPlan> methods;
    private final DisturbancePlan disturbances;

    RunPlan(
            Scenario scenario,
            Topology topology,
            Routing routing,
            int[] workerNodes,
            List<Long> seeds,
            List<MethodPlan> methods,
            DisturbancePlan disturbances) {
        this.scenario = scenario;
        this.topology = topology;
        this.routing = routing;
        this.workerNodes = workerNodes.clone();
        this.seeds = List.copyOf(seeds);
        this.methods = List.copyOf(methods);
        this.disturbances = disturbances;
    }

    /** What the user asked for. */
    public Scenario scenario() {
        return scenario;
    }

    /** The network. */
    public Topology topology() {
        return topology;
    }

    /** Its routes. */
    public Routing routing() {
        return routing;
    }

    int[] workerNodes() {
        return workerNodes.clone();
    }

    /** Number of workers. */
    public int workers() {
        return workerNodes.length;
    }

    /** Master seeds. */
    public List<Long> seeds() {
        return seeds;
    }

    List<MethodPlan> methods() {
        return methods;
    }

    DisturbancePlan disturbances() {
        return disturbances;
    }

    /** What will be run, one line for each fact that a user may want to check. */
    public List<String> summary() {
        return PlanSummary.of(this);
    }
}
