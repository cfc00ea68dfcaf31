package org.longhaul.scenario.engine.planner;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.MethodSection;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;

/** Which collective each exchange of a method uses, with which settings. */
final class CollectivePlanner {

    /** A collective and where the scenario names it. */
    private record Chosen(String path, Selection<CollectiveFactory<?>> selection) {}

    private final Scenario scenario;
    private final Topology topology;
    private final YamlDocument.Findings findings;
    private final Collectives defaults = Collectives.withDefaults();

    CollectivePlanner(Scenario scenario, Topology topology, YamlDocument.Findings findings) {
        this.scenario = scenario;
        this.topology = topology;
        this.findings = findings;
    }

    /** Collective of an exchange that {@link #byLabel} does not name. */
    Selection<CollectiveFactory<?>> general(MethodSection section) {
        return section.collective() == null ? scenario.network().collective() : section.collective();
    }

    /** Ids of collectives by the exchange's label. */
    Map<String, String> byLabel(MethodSection section) {
        Map<String, String> ids = new HashMap<>();
        chosenByLabel(section, "").forEach((label, chosen) -> ids.put(label, chosen.selection.id()));
        return ImmutableMap.copyOf(ids);
    }

    // What the method says of labels goes before what the network does; a collective of its own ends what that says.
    private Map<String, Chosen> chosenByLabel(MethodSection section, String path) {
        Map<String, Chosen> chosen = new LinkedHashMap<>();
        if (section.collective() == null) {
            scenario.network()
                    .collectives()
                    .forEach((label, selection) ->
                            chosen.put(label, new Chosen("network.collectives." + label, selection)));
        }
        section.collectives()
                .forEach(
                        (label, selection) -> chosen.put(label, new Chosen(path + ".collectives." + label, selection)));
        return chosen;
    }

    /** The algorithms with the settings that the method's exchanges use. */
    Collectives collectives(MethodSection section, String path) {
        List<Chosen> all = new ArrayList<>();
        all.add(new Chosen(
                section.collective() == null ? "network.collective" : path + ".collective", general(section)));
        all.addAll(chosenByLabel(section, path).values());
        Collectives collectives = defaults;
        Map<String, Record> settings = new HashMap<>();
        for (Chosen chosen : all) {
            Selection<CollectiveFactory<?>> selection = chosen.selection;
            if (selection.id().equals(ExchangeSpec.AUTO)) {
                continue;
            }
            Record earlier = settings.putIfAbsent(selection.id(), selection.settings());
            if (earlier != null && !earlier.equals(selection.settings())) {
                findings.add(
                        chosen.path,
                        "the collective '" + selection.id() + "' has other settings elsewhere",
                        "the same settings for all exchanges of a method that use one collective");
            }
            Collective collective = Made.collective(selection);
            check(collective, chosen.path, topology, findings);
            collectives = collectives.with(collective);
        }
        return collectives;
    }

    /** Adds what a collective of all workers cannot do on a topology. */
    static void check(Collective collective, String path, Topology topology, YamlDocument.Findings findings) {
        if (!collective.supports(Pattern.ALL_REDUCE)) {
            findings.add(
                    path, "the collective '" + collective.id() + "' cannot average over all workers", "ring, auto");
        }
        int hosts = topology.hosts().length;
        if (collective.statedHosts() > hosts) {
            findings.add(
                    path + ".servers",
                    "servers (" + collective.statedHosts() + ") are more than the " + hosts + " hosts of the topology '"
                            + topology.name() + "'",
                    "1 to " + hosts);
        }
        for (String host : collective.namedHosts()) {
            try {
                if (topology.node(topology.nodeIndex(host)).kind() != Node.Kind.HOST) {
                    findings.add(path, "'" + host + "' is a switch", "hosts of the topology");
                }
            } catch (TopologyException e) {
                findings.add(path, String.valueOf(e.getMessage()), null);
            }
        }
    }
}
