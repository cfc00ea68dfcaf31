package org.longhaul.scenario.engine;

import java.util.Set;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.simulator.network.TcpReach;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Durations;

/** Refuses paths between workers over which TCP carries nothing, or nothing before the run is given up. */
final class PathCheck {

    /** Connection set-up takes a round trip, the first byte half a one. */
    private static final double ROUND_TRIPS_TO_FIRST_BYTE = 1.5;
    /** Of more workers, neighbours in the order of the ranks are looked at, and the first one's paths. */
    private static final int MOST_WITH_ALL_PAIRS = 32;

    private final RunPlan plan;
    private final YamlDocument.Findings findings;
    private final String model;

    /**
     * Of a plan.
     *
     * @param model id of the network model that will carry its exchanges
     */
    PathCheck(RunPlan plan, YamlDocument.Findings findings, String model) {
        this.plan = plan;
        this.findings = findings;
        this.model = model;
    }

    /** Adds the first path that is refused, if any. */
    void check() {
        if (!Set.of("flow", "packet").contains(model)) {
            return;
        }
        int[] nodes = plan.workerNodes();
        boolean all = nodes.length <= MOST_WITH_ALL_PAIRS;
        for (int a = 0; a < nodes.length; a++) {
            for (int b = a + 1; b < nodes.length; b++) {
                if ((all || a == 0 || b == a + 1) && nodes[a] != nodes[b] && isRefused(nodes[a], nodes[b])) {
                    return;
                }
            }
        }
    }

    private boolean isRefused(int source, int target) {
        Topology topology = plan.topology();
        Routing routing = plan.routing();
        int[] there = routing.route(source, target, 0);
        int[] back = routing.route(/* sourceNode= */ target, /* targetNode= */ source, 0);
        String path =
                topology.node(source).id() + " -> " + topology.node(target).id();
        String problem = model.equals("packet")
                ? TcpReach.packets(topology, there, back)
                : TcpReach.losses(topology, there, back);
        if (problem != null) {
            findings.add(
                    "network.fidelity",
                    "'" + model + "' carries nothing from " + path + " of network " + topology.name() + ": " + problem,
                    "smaller losses" + (model.equals("packet") ? ", lower latencies and more bandwidth" : "")
                            + " on that path, or 'analytic', which has no TCP");
            return true;
        }
        double first = ROUND_TRIPS_TO_FIRST_BYTE * TcpReach.roundTripNanos(topology, there, back);
        double patience = plan.scenario().recovery().giveUpAfter().toNanos();
        if (first >= patience) {
            findings.add(
                    "recovery.giveUpAfter",
                    "the first byte from " + path + " of network " + topology.name() + " arrives after "
                            + Durations.rounded(first / 1e9) + " (connection set-up and latency), and a run is given up"
                            + " after " + Durations.rounded(patience / 1e9) + " without progress",
                    "more than " + Durations.rounded(first / 1e9) + ", or smaller latencies on that path");
            return true;
        }
        return false;
    }
}
