package org.longhaul.scenario.engine.planner;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.section.JobSection;
import org.longhaul.scenario.section.NetworkSection;
import org.longhaul.scenario.section.Stragglers;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.training.method.asking.DeadlineAveraging;

/** Warns of settings that a scenario states and that change nothing beside its other settings. */
final class UselessSettings {
    private final Scenario scenario;
    private final YamlDocument.Findings findings;

    UselessSettings(Scenario scenario, YamlDocument.Findings findings) {
        this.scenario = scenario;
        this.findings = findings;
    }

    /**
     * Adds the warnings.
     *
     * @param clients nodes of the clients, then that of the server; empty without a method that has one
     */
    void warn(int workers, int[] clients, List<MethodPlan> methods) {
        network(methods);
        clients(clients, methods);
        stragglers();
        recovery();
        membership(methods);
        jobs();
        if (workers == 1) {
            findings.warn("workers", "one worker has nobody to exchange anything with");
        }
        if (!methods.isEmpty()) {
            if (!methods.get(0).usesData()) {
                useless("data", "the model '" + scenario.model().id() + "' makes its own batches");
            } else {
                targets(methods.get(0));
                labelled(methods);
            }
        }
        compute("compute", scenario.compute().settings());
        for (MethodPlan method : methods) {
            String path = "methods[" + method.index() + "]";
            if (method.section().compute() != null) {
                compute(path + ".compute", method.compute().settings());
            }
            if (method.training().asksNetwork() && findings.isWritten("network.compareWith")) {
                findings.warn(
                        "network.compareWith",
                        "has no effect on " + method.label()
                                + ": it asks the network, and its steps follow from the answers"
                                + " of the network that it runs on");
            }
            Record settings = method.section().method().settings();
            if (settings instanceof DeadlineAveraging.Settings stated) {
                int cohort = method.training().largestCohort();
                deadline(
                        path, stated.minimumClients(), cohort, method.training().workers());
                closeAt(path, stated.closeAt(), cohort);
            }
            if (SettingWords.settings(settings)
                    .getOrDefault("outerLearningRate", "")
                    .equals("none")) {
                useless(path + ".outerMomentum", "without outerLearningRate there is no outer step");
            }
        }
        Long evaluateEvery = scenario.training().evaluateEvery();
        long longest =
                methods.stream().mapToLong(m -> m.training().steps()).max().orElse(Long.MAX_VALUE);
        if (evaluateEvery != null && evaluateEvery > longest) {
            useless("training.evaluateEvery", "the longest run has " + longest + " steps");
        }
    }

    private void labelled(List<MethodPlan> methods) {
        if (scenario.data().labelled() == 0) {
            return;
        }
        if (scenario.data().dataset() == null) {
            useless("data.labelled", "text has no examples with labels");
        } else if (methods.stream()
                .noneMatch(method -> method.section().method().factory().trainsAtServer())) {
            findings.warn(
                    "data.labelled",
                    "no method here trains at the server: nobody trains on these "
                            + scenario.data().labelled() + " examples");
        }
    }

    private void closeAt(String path, @Nullable Integer closeAt, int cohort) {
        if (closeAt != null && closeAt >= cohort) {
            useless(
                    path + ".closeAt",
                    "a round has " + cohort + " clients: draw more of them by participation than are waited for");
        }
    }

    private void deadline(String path, int minimumClients, int cohort, int clients) {
        if (minimumClients > cohort) {
            findings.warn(
                    path + ".minimumClients",
                    "minimumClients (" + minimumClients + ") is above the "
                            + (cohort == clients ? "number of clients" : "clients of a round") + " ("
                            + cohort
                            + "): every round waits for all of them");
        }
        if (minimumClients >= cohort) {
            useless(
                    path + ".deadline",
                    "minimumClients (" + minimumClients + ") waits for all " + cohort + " clients"
                            + (cohort == clients ? "" : " of a round"));
        }
    }

    private void useless(String path, String reason) {
        if (findings.isWritten(path)) {
            findings.warn(path, "has no effect: " + reason);
        }
    }

    private void clients(int[] nodes, List<MethodPlan> methods) {
        int clients = Math.max(0, nodes.length - 1);
        if (Arrays.stream(nodes, 0, clients).distinct().count() == clients) {
            useless("slots", clients == 0 ? "no method has clients" : "every client has a host of its own");
        }
        if (methods.stream().allMatch(method -> method.training().participation() == null)) {
            for (String key : List.of("clients", "server", "participation")) {
                useless(key, "no method has a server that chooses among clients");
            }
        }
        if (methods.stream().allMatch(method -> method.training().federation() == null)) {
            useless("federation", "no method has a tree of groups");
        }
        for (MethodPlan method : methods) {
            String path = "methods[" + method.index() + "].participation";
            if (method.training().participation() == null) {
                useless(path, method.label() + " has no server that chooses among clients");
            } else if (!method.section().method().factory().hasParticipation()) {
                String reason = "all clients of " + method.label() + " take part at any time";
                useless(path, reason);
                if (findings.isWritten("participation")) {
                    findings.warn("participation", "has no effect on this method: " + reason);
                }
            }
        }
    }

    private void network(List<MethodPlan> methods) {
        NetworkSection network = scenario.network();
        boolean closedForms = network.fidelity().id().equals("analytic")
                && network.compareWith().stream().allMatch(other -> other.id().equals("analytic"));
        if (closedForms && network.connections() > 1) {
            useless("network.connections", "on the analytic network one connection fills its path");
        }
        if (closedForms) {
            String reason = "the analytic network has no congestion control";
            useless("network.congestionControls", reason);
            useless("network.connectionRates", "the analytic network has no connections");
            for (int i = 0; i < scenario.background().jobs().size(); i++) {
                useless("background.jobs[" + i + "].congestionControl", reason);
            }
            for (int i = 0; i < scenario.background().flows().size(); i++) {
                useless("background.flows[" + i + "].congestionControl", reason);
            }
        }
        boolean own =
                !methods.isEmpty() && methods.stream().allMatch(m -> m.section().collective() != null);
        if (own) {
            useless("network.collective", "every method has a collective of its own");
            useless("network.collectives", "every method has a collective of its own");
        }
        if (!methods.isEmpty() && methods.stream().allMatch(m -> m.section().overlap() != null)) {
            useless("network.overlap", "every method says its own");
        }
    }

    private void stragglers() {
        Stragglers stragglers = scenario.stragglers();
        if (stragglers == null) {
            return;
        }
        boolean slow = stragglers.slowProbability() > 0 && stragglers.slowFactor() > 1;
        if (!slow && stragglers.variation() == 0 && Set.of(1.0).containsAll(stragglers.factors())) {
            useless("stragglers", "all workers take their nominal time in every step");
        } else if (!slow) {
            useless("stragglers.slowProbability", "a slow step takes no longer");
            useless("stragglers.slowFactor", "no step is slow: slowProbability is 0");
        }
    }

    private void compute(String path, Record settings) {
        if (settings instanceof ComputeKind.Device device && device.peak() != null) {
            useless(path + ".precision", "the peak rate is stated");
        }
    }

    private void recovery() {
        Recovery recovery = scenario.recovery();
        if (scenario.faults().isEmpty()) {
            for (String key : List.of("rerouting", "convergence")) {
                useless("recovery." + key, "nothing fails in this scenario");
            }
        } else if (recovery.rerouting() == Recovery.Rerouting.NONE) {
            useless("recovery.convergence", "routes stay (rerouting: none)");
        }
        if (recovery.transfers() == Recovery.Transfers.STALL) {
            for (String key : List.of("timeout", "initialBackoff", "backoffFactor", "maximumBackoff", "retries")) {
                useless("recovery." + key, "transfers wait (transfers: stall)");
            }
        }
    }

    private void membership(List<MethodPlan> methods) {
        if (scenario.membership() == null) {
            useless("storage", "only with membership checkpoints take part in the simulation");
            return;
        }
        boolean isInRounds = false;
        boolean isInSteps = false;
        for (MethodPlan method : methods) {
            String refusal = Made.refusesMembership(method.section().method());
            if (refusal != null && findings.isWritten("membership")) {
                findings.warn("membership", "has no effect on " + method.label() + ": " + refusal);
            }
            boolean goesBack = method.section().method().factory().goesBackToCheckpoints();
            isInSteps |= refusal == null && goesBack;
            isInRounds |= refusal == null && !goesBack;
        }
        if (!isInSteps) {
            for (String key : List.of("storage", "membership.checkpointPeriod")) {
                useless(key, "no method goes back to a checkpoint when it loses a worker");
            }
        } else if (!isInRounds) {
            useless("membership.deadline", "methods that exchange in every step wait for who is late");
        }
    }

    private void jobs() {
        List<JobSection> jobs = scenario.background().jobs();
        for (int i = 0; i < jobs.size(); i++) {
            String path = "background.jobs[" + i + "]";
            if (jobs.get(i).replay() != null) {
                useless(path + ".period", "a replay exchanges when its method does");
                useless(path + ".collective", "a replay uses the collectives of its method");
            }
        }
    }

    /** A model that knows nothing gives every token or class the same probability. */
    private void targets(MethodPlan method) {
        double untrained = Math.log(Made.outcomes(method.training().data()));
        Measures measures = method.measures();
        for (int i = 0; i < method.targets().size(); i++) {
            Double bound = measures.on(measures.objective(), method.targets().get(i));
            if (bound != null && bound >= untrained) {
                findings.warn(
                        "targets[" + i + "]",
                        String.format(
                                Locale.ROOT,
                                "is reached before the first step: a model that knows nothing has a loss of %.3f",
                                untrained));
            }
        }
    }
}
