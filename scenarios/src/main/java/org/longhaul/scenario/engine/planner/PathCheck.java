package org.longhaul.scenario.engine.planner;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.simulator.explain.NetworkChoice;
import org.longhaul.simulator.explain.TransferCensus;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.TcpReach;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Durations;

/**
 * Refuses paths that a scenario's exchanges use and over which the network model carries nothing, or nothing before the run
 * is given up.
 */
final class PathCheck {

    /** Connection set-up takes a round trip, the first byte half a one. */
    private static final double ROUND_TRIPS_TO_FIRST_BYTE = 1.5;

    private final RunPlan plan;
    private final YamlDocument.Findings findings;
    private final Selection<NetworkModel<?>> model;
    private final NetworkChoice choice;

    /**
     * Of a plan.
     *
     * @param model the network model that will carry its exchanges
     */
    PathCheck(RunPlan plan, YamlDocument.Findings findings, Selection<NetworkModel<?>> model) {
        this.plan = plan;
        this.findings = findings;
        this.model = model;
        this.choice = new NetworkChoice(model.factory(), model.settings());
    }

    private record Pair(int source, int target, int channel) {}

    /** Adds the first path that is refused, if any. */
    void check() {
        if (choice.congestionControl() == null || isSoundAnyway()) {
            return;
        }
        Set<Pair> seen = new HashSet<>();
        for (MethodPlan method : plan.methods()) {
            for (ExchangeSurvey.Counted exchange :
                    ExchangeSurvey.ahead(plan, method, model).exchanges()) {
                for (TransferCensus.Alike alike : exchange.census().transfers()) {
                    Pair pair = new Pair(alike.source(), alike.target(), alike.channel());
                    if (pair.source != pair.target && seen.add(pair) && isRefused(pair)) {
                        return;
                    }
                }
            }
        }
    }

    /** Whether even a path over all links there and back would do; no path is worse. */
    private boolean isSoundAnyway() {
        Topology topology = plan.topology();
        int[] all = IntStream.range(0, topology.arcCount()).toArray();
        return choice.obstacle(topology, all, all) == null && firstByteNanos(all, all) < patienceNanos();
    }

    private double firstByteNanos(int[] there, int[] back) {
        return ROUND_TRIPS_TO_FIRST_BYTE * TcpReach.roundTripNanos(plan.topology(), there, back);
    }

    private double patienceNanos() {
        return plan.scenario().recovery().giveUpAfter().toNanos();
    }

    private boolean isRefused(Pair pair) {
        Topology topology = plan.topology();
        Routing routing = plan.routing();
        int[] there = routing.route(pair.source, pair.target, pair.channel);
        int[] back = routing.route(/* sourceNode= */ pair.target, /* targetNode= */ pair.source, pair.channel);
        String path = topology.node(pair.source).id() + " -> "
                + topology.node(pair.target).id();
        String problem = choice.obstacle(topology, there, back);
        if (problem != null) {
            findings.add(
                    "network.fidelity",
                    "'" + model.id() + "' carries nothing from " + path + " of network " + topology.name() + ": "
                            + problem,
                    "smaller losses" + (model.id().equals("packet") ? ", lower latencies and more bandwidth" : "")
                            + " on that path, or 'analytic', which has no TCP");
            return true;
        }
        double first = firstByteNanos(there, back);
        if (first >= patienceNanos()) {
            findings.add(
                    "recovery.giveUpAfter",
                    "the first byte from " + path + " of network " + topology.name() + " arrives after "
                            + Durations.rounded(first / 1e9) + " (connection set-up and latency), and a run is given up"
                            + " after " + Durations.rounded(patienceNanos() / 1e9) + " without progress",
                    "more than " + Durations.rounded(first / 1e9) + ", or smaller latencies on that path");
            return true;
        }
        return false;
    }
}
