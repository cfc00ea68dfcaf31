package org.longhaul.scenario.engine.plan;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.scenario.Scenario;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/** A scenario that was found sound, with its network built and its defaults filled in. */
public final class RunPlan {
    private final Scenario scenario;
    private final Topology topology;
    private final Routing routing;
    private final ConnectionRules rules;
    private final int[] workerNodes;
    private final int[] clientNodes;
    private final int[] groupNodes;
    private final List<Long> seeds;
    private final List<MethodPlan> methods;
    private final DisturbancePlan disturbances;
    private final StepsAhead stepsAhead;
    private final List<String> guesses;
    private final List<String> warnings;
    private RunData data = new RunData();

    public RunPlan(
            Scenario scenario,
            Topology topology,
            Routing routing,
            ConnectionRules rules,
            int[] workerNodes,
            int[] clientNodes,
            int[] groupNodes,
            List<Long> seeds,
            List<MethodPlan> methods,
            DisturbancePlan disturbances,
            StepsAhead stepsAhead,
            List<String> guesses,
            List<String> warnings) {
        this.scenario = scenario;
        this.topology = topology;
        this.routing = routing;
        this.rules = rules;
        this.workerNodes = workerNodes.clone();
        this.clientNodes = clientNodes.clone();
        this.groupNodes = groupNodes.clone();
        this.seeds = List.copyOf(seeds);
        this.methods = List.copyOf(methods);
        this.disturbances = disturbances;
        this.stepsAhead = stepsAhead;
        this.guesses = List.copyOf(guesses);
        this.warnings = new ArrayList<>(warnings);
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

    /** What is stated for the connections of single hosts. */
    public ConnectionRules rules() {
        return rules;
    }

    int[] workerNodes() {
        return workerNodes.clone();
    }

    /**
     * Nodes of those who may compute or exchange under a method: its workers, or its clients and after them its server, or the
     * servers of their groups.
     */
    public int[] nodes(MethodPlan method) {
        if (method.training().participation() == null) {
            return workerNodes();
        }
        return method.training().federation() == null ? clientNodes.clone() : groupNodes.clone();
    }

    /** Number of workers. */
    public int workers() {
        return workerNodes.length;
    }

    /** Master seeds. */
    public List<Long> seeds() {
        return seeds;
    }

    public List<MethodPlan> methods() {
        return methods;
    }

    public DisturbancePlan disturbances() {
        return disturbances;
    }

    /** What methods do in their first steps. */
    public StepsAhead stepsAhead() {
        return stepsAhead;
    }

    /** What has been read of the data. */
    public RunData data() {
        return data;
    }

    /** What is allowed and yet most likely not meant, each with its place in the file. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    public void warn(List<String> further) {
        warnings.addAll(further);
    }

    /** Takes over what was found and read when the same scenario was checked before. */
    public void carryOver(RunPlan checked) {
        warnings.clear();
        warnings.addAll(checked.warnings);
        data = checked.data;
    }

    /** What is taken for granted because neither the scenario nor the files that it names say it. */
    public List<String> guesses() {
        return guesses;
    }

    /** What will be run, one line for each fact that a user may want to check. */
    public List<String> summary() {
        return PlanSummary.of(this);
    }
}
