package org.longhaul.scenario.engine.planner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.AutoFidelity;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.engine.plan.DisturbancePlan;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.StepsAhead;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.section.JobSection;
import org.longhaul.scenario.section.ProjectAs;
import org.longhaul.scenario.section.Throughput;
import org.longhaul.scenario.section.Until;
import org.longhaul.simulator.compute.DeviceTable;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.UnreachableException;

/**
 * Fills in a scenario's defaults and checks what only shows when its parts meet: workers against hosts, paths between
 * workers, methods against optimizers, budgets against batches.
 */
public final class Planner {
    private final Scenario scenario;
    private final YamlDocument document;
    private final YamlDocument.Findings findings;
    private final StepsAhead stepsAhead;
    private final KnownMethods known;

    private Planner(Scenario scenario, YamlDocument document, StepsAhead stepsAhead, KnownMethods known) {
        this.scenario = scenario;
        this.stepsAhead = stepsAhead;
        this.known = known;
        this.document = document;
        this.findings = document.findings();
    }

    /**
     * Plans a run.
     *
     * @param document the file that the scenario was bound from, for the lines of messages
     * @param seeds seeds instead of the scenario's; null for those
     * @throws org.longhaul.scenario.file.InvalidFileException with everything that does not fit together
     */
    public static RunPlan plan(Scenario scenario, YamlDocument document, @Nullable List<Long> seeds) {
        return plan(scenario, document, seeds, StepsAhead.FOLLOWED);
    }

    /**
     * Plans a run.
     *
     * @param stepsAhead what is known of the methods' steps, where something has to be foreseen
     */
    public static RunPlan plan(
            Scenario scenario, YamlDocument document, @Nullable List<Long> seeds, StepsAhead stepsAhead) {
        return plan(scenario, document, seeds, stepsAhead, new KnownMethods());
    }

    /**
     * Plans a run of one of many scenarios.
     *
     * @param known what was planned of the others' methods
     */
    public static RunPlan plan(
            Scenario scenario,
            YamlDocument document,
            @Nullable List<Long> seeds,
            StepsAhead stepsAhead,
            KnownMethods known) {
        return new Planner(scenario, document, stepsAhead, known)
                .plan(seeds == null ? scenario.seeds().values() : seeds);
    }

    private RunPlan plan(List<Long> seeds) {
        Topology topology = topology();
        Routing routing =
                switch (scenario.network().routing()) {
                    case SHORTEST_LATENCY -> Routings.shortestLatency(topology);
                    case EQUAL_COST_MULTIPATH -> Routings.equalCostMultipath(topology);
                };
        int[] nodes = placement(topology, routing);
        int[] clients = clients(topology, routing, nodes);
        FederationPlanner.Placed groups = groups(topology, routing, clients);
        SectionChecks checks = new SectionChecks(scenario, findings);
        checks.stragglers(nodes.length);
        checkCompute("compute", scenario.compute());
        checkUntil();
        List<MethodPlan> methods = methods(topology, nodes, clients, groups, seeds.get(0));
        checks.membership(nodes.length);
        checks.windows();
        ConnectionRules rules = new HostRules(topology, findings)
                .of(scenario.network().congestionControls(), scenario.network().connectionRates());
        checks.compared();
        DisturbancePlan disturbances =
                new DisturbancePlanner(scenario, topology, nodes, methods, seeds.get(0), findings).plan();
        findings.raise();
        new UselessSettings(scenario, findings).warn(nodes.length, clients, methods);
        Draft draft = new Draft(
                topology,
                routing,
                rules,
                nodes,
                clients,
                groups == null ? new int[0] : groups.nodes(),
                seeds,
                methods,
                disturbances);
        if (scenario.network().fidelity().settings() instanceof AutoFidelity.Settings auto) {
            RunPlan asFlows = draft.of(FidelityChooser.on(scenario, auto.flow()), List.of());
            FidelityChooser.Decision decision = new FidelityChooser(asFlows, auto).decide();
            return draft.of(decision.scenario(), List.of(decision.reason()));
        }
        return draft.of(scenario, List.of());
    }

    /** The methods; those of a scenario that differs in its links alone are planned already. */
    private List<MethodPlan> methods(
            Topology topology, int[] nodes, int[] clients, FederationPlanner.@Nullable Placed groups, long seed) {
        KnownMethods.Found found =
                groups == null ? known.find(scenario, document, topology, nodes, clients, seed) : null;
        if (found != null) {
            findings.warnAgain(found.warnings());
            return found.methods();
        }
        int before = findings.warnings().size();
        List<MethodPlan> methods = new ArrayList<>();
        MethodPlanner planner = new MethodPlanner(
                scenario,
                topology,
                nodes.length,
                new Populations(topology, nodes, clients, scenario.stragglers(), findings),
                groups == null ? null : groups.federation(),
                seed,
                findings);
        Map<String, Integer> labels = new HashMap<>();
        for (int i = 0; i < scenario.methods().size(); i++) {
            String path = "methods[" + i + "]";
            Integer earlier = labels.putIfAbsent(scenario.methods().get(i).name(), i);
            if (earlier != null) {
                findings.add(
                        path,
                        "the label '" + scenario.methods().get(i).name() + "' is that of methods[" + earlier + "] too",
                        "a label of its own for each method");
            }
            Selection<ComputeKind> compute = scenario.methods().get(i).compute();
            if (compute != null) {
                checkCompute(path + ".compute", compute);
            }
            MethodPlan method = planner.plan(i, path);
            if (method != null) {
                methods.add(method);
            }
        }
        if (groups == null && findings.isEmpty()) {
            List<String> warnings = findings.warnings();
            known.keep(
                    scenario,
                    document,
                    topology,
                    nodes,
                    clients,
                    seed,
                    methods,
                    warnings.subList(before, warnings.size()));
        }
        return methods;
    }

    /** A plan without its network model. */
    private final class Draft {
        private final Topology topology;
        private final Routing routing;
        private final ConnectionRules rules;
        private final int[] nodes;
        private final int[] clients;
        private final int[] groups;
        private final List<Long> seeds;
        private final List<MethodPlan> methods;
        private final DisturbancePlan disturbances;

        Draft(
                Topology topology,
                Routing routing,
                ConnectionRules rules,
                int[] nodes,
                int[] clients,
                int[] groups,
                List<Long> seeds,
                List<MethodPlan> methods,
                DisturbancePlan disturbances) {
            this.topology = topology;
            this.routing = routing;
            this.rules = rules;
            this.nodes = nodes;
            this.clients = clients;
            this.groups = groups;
            this.seeds = seeds;
            this.methods = methods;
            this.disturbances = disturbances;
        }

        RunPlan of(Scenario settled, List<String> decided) {
            List<String> guesses = new ArrayList<>(decided);
            guesses.addAll(Guesses.of(settled, topology, methods, findings::isWritten));
            return new RunPlan(
                    settled,
                    topology,
                    routing,
                    rules,
                    nodes,
                    clients,
                    groups,
                    seeds,
                    methods,
                    disturbances,
                    stepsAhead,
                    guesses,
                    findings.warnings());
        }
    }

    private Topology topology() {
        try {
            return Made.topology(scenario.topology());
        } catch (IllegalArgumentException e) {
            findings.add("topology", String.valueOf(e.getMessage()), null);
            findings.raise();
            throw e;
        }
    }

    private int[] placement(Topology topology, Routing routing) {
        Integer wanted = scenario.workers();
        int workers = wanted == null ? topology.hosts().length : wanted;
        try {
            int[] nodes = Placement.of(topology, workers, scenario.placement());
            for (int node : nodes) {
                routing.route(nodes[0], node, 0);
                routing.route(node, nodes[0], 0);
            }
            return nodes;
        } catch (UnreachableException e) {
            findings.add("topology", "a worker cannot be reached: " + e.getMessage(), "a path between all workers");
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            findings.add(message.startsWith("workers") ? "workers" : "placement", message, null);
        }
        findings.raise();
        throw new IllegalStateException("a finding ends the plan");
    }

    /** Nodes of the clients of methods with a server, and of the server after them; empty without such a method. */
    private int[] clients(Topology topology, Routing routing, int[] workers) {
        if (scenario.methods().stream().noneMatch(m -> m.method().factory().hasServer())) {
            return new int[0];
        }
        try {
            int[] nodes = Placement.withServer(
                    topology, scenario.clients(), workers, scenario.placement(), scenario.server());
            int server = nodes[nodes.length - 1];
            for (int node : nodes) {
                routing.route(server, node, 0);
                routing.route(node, server, 0);
            }
            return nodes;
        } catch (UnreachableException e) {
            findings.add("server", "a client cannot be reached: " + e.getMessage(), "a path to every client");
        } catch (IllegalArgumentException e) {
            findings.add(scenario.server() == null ? "clients" : "server", String.valueOf(e.getMessage()), null);
        }
        findings.raise();
        throw new IllegalStateException("a finding ends the plan");
    }

    /** The groups that the clients are in, and the nodes of their servers; null without a method that has groups. */
    private FederationPlanner.@Nullable Placed groups(Topology topology, Routing routing, int[] clients) {
        if (scenario.methods().stream().noneMatch(m -> m.method().factory().hasFederation())) {
            return null;
        }
        try {
            FederationPlanner.Placed placed =
                    new FederationPlanner(topology, clients, scenario.federation(), scenario.server()).place();
            for (int node : placed.nodes()) {
                routing.route(placed.nodes()[0], node, 0);
                routing.route(node, placed.nodes()[0], 0);
            }
            return placed;
        } catch (UnreachableException e) {
            findings.add(
                    "federation", "a group's server cannot be reached: " + e.getMessage(), "a path to every server");
        } catch (IllegalArgumentException e) {
            findings.add("federation", String.valueOf(e.getMessage()), null);
        }
        findings.raise();
        throw new IllegalStateException("a finding ends the plan");
    }

    private void checkUntil() {
        Until until = scenario.training().until();
        if (until == null) {
            return;
        }
        if (until.time() == null) {
            if (scenario.targets().isEmpty()) {
                findings.add(
                        "training.until",
                        "until (target) has no target to wait for",
                        "a scenario with targets, such as targets: [{loss: 2.5}], or a duration");
            }
            return;
        }
        List<JobSection> jobs = scenario.background().jobs();
        for (int i = 0; i < jobs.size(); i++) {
            if (jobs.get(i).replay() != null) {
                findings.add(
                        "background.jobs[" + i + "].replay",
                        "the steps of '" + jobs.get(i).replay()
                                + "' end with a projected time (training.until), which that method has only once it ran",
                        "a job with a stepTime, or a run that ends with its steps or at a target");
            }
        }
    }

    private void checkCompute(String path, Selection<ComputeKind> compute) {
        if (compute.settings() instanceof ComputeKind.Device device && device.peak() == null) {
            try {
                DeviceTable.shipped().get(device.device()).peak(device.precision());
            } catch (IllegalArgumentException e) {
                findings.add(path + ".device", String.valueOf(e.getMessage()), null);
            }
        }
        ProjectAs as = scenario.projectAs();
        boolean byTokens = compute.settings() instanceof ComputeKind.Stated stated
                && stated.throughput().unit() == Throughput.Unit.TOKENS;
        if (as != null
                && as.batch() == null
                && (compute.settings() instanceof ComputeKind.Device
                        || compute.settings() instanceof ComputeKind.Profiles
                        || byTokens)) {
            findings.add(
                    "projectAs.batch",
                    "batch is missing, but " + path + " makes the time of a step from the "
                            + (byTokens ? "tokens" : "operations") + " of "
                            + as.resolved().name()
                            + ", of which the batch trained here ("
                            + scenario.training().batch() + ") says nothing",
                    "the sequences of one worker and step of the charged model, such as batch: 64, or a stated stepTime");
        }
    }
}
