package org.longhaul.scenario.engine.planner;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.scenario.AutoFidelity;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.Stragglers;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.topology.unit.Durations;
import org.longhaul.training.method.Membership;

/** What sections of a scenario say that does not go together, whatever its methods are. */
final class SectionChecks {
    private final Scenario scenario;
    private final YamlDocument.Findings findings;

    SectionChecks(Scenario scenario, YamlDocument.Findings findings) {
        this.scenario = scenario;
        this.findings = findings;
    }

    /** As many factors as workers. */
    void stragglers(int workers) {
        Stragglers stragglers = scenario.stragglers();
        if (stragglers != null
                && !stragglers.factors().isEmpty()
                && stragglers.factors().size() != workers) {
            findings.add(
                    "stragglers.factors",
                    "found " + stragglers.factors().size() + " factors",
                    "one for each of the " + workers + " workers");
        }
    }

    /** Who is lost is known before anything else gives up, and a quorum can be met. */
    void membership(int workers) {
        Membership membership = scenario.membership();
        if (membership == null) {
            return;
        }
        if (membership.minimumWorkers() > workers) {
            findings.add(
                    "membership.minimumWorkers",
                    "minimumWorkers (" + membership.minimumWorkers() + ") of " + workers
                            + " workers can never be there: minimumWorkers <= workers",
                    "1 to " + workers);
        }
        Recovery recovery = scenario.recovery();
        String timeout = Durations.shown(membership.timeout());
        if (recovery.transfers() == Recovery.Transfers.RETRY
                && recovery.timeout().compareTo(membership.timeout()) <= 0) {
            findings.add(
                    "membership.timeout",
                    "timeout (" + timeout + ") is not below recovery.timeout (" + Durations.shown(recovery.timeout())
                            + "), so that an exchange gives up before the heartbeats do: membership.timeout <"
                            + " recovery.timeout",
                    "less than " + Durations.shown(recovery.timeout()));
        }
        if (recovery.giveUpAfter().compareTo(membership.timeout()) <= 0) {
            findings.add(
                    "membership.timeout",
                    "timeout (" + timeout + ") is not below recovery.giveUpAfter ("
                            + Durations.shown(recovery.giveUpAfter()) + "): the run would be given up first",
                    "less than " + Durations.shown(recovery.giveUpAfter()));
        }
    }

    /** Windows are stated once. */
    void windows() {
        if (scenario.network().hosts() == null) {
            return;
        }
        List<String> models = new ArrayList<>(List.of("network.fidelity"));
        for (int i = 0; i < scenario.network().compareWith().size(); i++) {
            models.add("network.compareWith[" + i + "]");
        }
        for (String model : models) {
            String path = model + ".maximumWindow";
            if (findings.isWritten(path)) {
                findings.add(
                        path,
                        "states the largest window, and so does network.hosts ("
                                + scenario.network().hosts().id() + ")",
                        "one of them");
            }
        }
    }

    /** Models to compare with are named. */
    void compared() {
        for (int i = 0; i < scenario.network().compareWith().size(); i++) {
            if (scenario.network().compareWith().get(i).id().equals(AutoFidelity.ID)) {
                findings.add(
                        "network.compareWith[" + i + "]",
                        "'" + AutoFidelity.ID + "' is a choice for network.fidelity, not a model to compare with",
                        "analytic, flow or packet");
            }
        }
    }
}
