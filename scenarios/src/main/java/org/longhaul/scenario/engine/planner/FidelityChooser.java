package org.longhaul.scenario.engine.planner;

import org.longhaul.extension.RecordValues;
import org.longhaul.scenario.AutoFidelity;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.explain.NetworkChoice;
import org.longhaul.simulator.explain.PacketCost;
import org.longhaul.simulator.network.NetworkModel;

/**
 * Decides for a scenario that leaves its network model open: packets where the exchanges of all methods under all seeds take
 * no more packet transmissions than the limit, else flows. What is counted is a plain bound: every transfer's packets and
 * acknowledgements over every link of its path, without what is sent again. Other jobs and background traffic are not known
 * beforehand, so a scenario with them runs as flows.
 */
final class FidelityChooser {

    /**
     * What was decided.
     *
     * @param scenario with the model in its place
     * @param reason which and why, for people
     */
    record Decision(Scenario scenario, String reason) {}

    private final RunPlan asFlows;
    private final AutoFidelity.Settings settings;

    /**
     * Of a plan.
     *
     * @param asFlows the plan if it runs as flows
     */
    FidelityChooser(RunPlan asFlows, AutoFidelity.Settings settings) {
        this.asFlows = asFlows;
        this.settings = settings;
    }

    /** The same scenario on a network model. */
    static Scenario on(Scenario scenario, Selection<NetworkModel<?>> model) {
        return RecordValues.with(scenario, "network", RecordValues.with(scenario.network(), "fidelity", model));
    }

    Decision decide() {
        String limit =
                PacketCost.words((double) settings.packetLimit()) + " are simulated packet by packet (packetLimit)";
        if (asFlows.disturbances().isShared()) {
            return flows("the packets of other jobs and background traffic cannot be counted beforehand");
        }
        NetworkChoice packet =
                new NetworkChoice(settings.packet().factory(), settings.packet().settings());
        double transmissions = 0;
        for (MethodPlan method : asFlows.methods()) {
            ExchangeSurvey survey = ExchangeSurvey.ahead(asFlows, method, settings.packet());
            String obstacle = survey.obstacle(packet);
            if (obstacle != null) {
                return flows("packet by packet nothing is carried: " + obstacle);
            }
            transmissions += (double) asFlows.seeds().size() * survey.packetTransmissions();
            if (transmissions > (double) settings.packetLimit()) {
                return flows((Double.isInfinite(transmissions)
                                ? method.label() + " has more transfers than are counted"
                                : "up to " + method.label() + " the run takes " + PacketCost.words(transmissions)
                                        + " packet transmissions")
                        + ", and up to " + limit);
            }
        }
        return new Decision(
                on(asFlows.scenario(), settings.packet()),
                "network.fidelity: auto takes 'packet': the run takes about " + PacketCost.words(transmissions)
                        + " packet transmissions, and up to " + limit);
    }

    private Decision flows(String why) {
        return new Decision(asFlows.scenario(), "network.fidelity: auto takes 'flow': " + why);
    }
}
