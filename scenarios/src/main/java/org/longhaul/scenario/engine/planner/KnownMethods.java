package org.longhaul.scenario.engine.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.RecordValues;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlNode;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;

/**
 * The methods of the scenario that was planned last, for scenarios that differ from it in nothing but their links: what is planned of a
 * method asks of these only whether any has a price. Safe for use by several threads.
 */
public final class KnownMethods {
    private static final String TOPOLOGY = "topology";

    /**
     * What decides the plans of methods, and what was planned.
     *
     * @param written what the scenario's file states besides the topology
     * @param warnings what was said of them
     */
    private record Planned(
            Scenario scenario,
            List<YamlNode> written,
            List<Node> nodes,
            boolean hasPrices,
            List<Integer> workers,
            List<Integer> clients,
            long seed,
            List<MethodPlan> methods,
            List<String> warnings) {

        boolean isOf(
                Scenario other,
                YamlDocument document,
                Topology topology,
                int[] workerNodes,
                int[] clientNodes,
                long ofSeed) {
            return seed == ofSeed
                    && written.equals(besidesTopology(document))
                    && nodes.equals(topology.nodes())
                    && hasPrices == KnownMethods.hasPrices(topology)
                    && workers.equals(list(workerNodes))
                    && clients.equals(list(clientNodes))
                    && RecordValues.areEqualBut(TOPOLOGY, other, scenario);
        }
    }

    private volatile @Nullable Planned last;

    /** Nothing is known yet. */
    public KnownMethods() {}

    /** The methods of such a scenario; null if another one was planned last. */
    @Nullable
    Found find(Scenario scenario, YamlDocument document, Topology topology, int[] workers, int[] clients, long seed) {
        Planned planned = last;
        return planned != null && planned.isOf(scenario, document, topology, workers, clients, seed)
                ? new Found(withBooksOfTheirOwn(planned.methods), planned.warnings)
                : null;
    }

    /** What was planned of methods, and what was said of them meanwhile. */
    record Found(List<MethodPlan> methods, List<String> warnings) {}

    void keep(
            Scenario scenario,
            YamlDocument document,
            Topology topology,
            int[] workers,
            int[] clients,
            long seed,
            List<MethodPlan> methods,
            List<String> warnings) {
        last = new Planned(
                scenario,
                besidesTopology(document),
                topology.nodes(),
                hasPrices(topology),
                list(workers),
                list(clients),
                seed,
                List.copyOf(methods),
                List.copyOf(warnings));
    }

    /** What algorithms remember of plans is of one network; methods that share algorithms go on doing so. */
    private static List<MethodPlan> withBooksOfTheirOwn(List<MethodPlan> methods) {
        IdentityHashMap<Collectives, Collectives> own = new IdentityHashMap<>();
        return methods.stream()
                .map(method -> method.with(own.computeIfAbsent(method.collectives(), Collectives::onOtherLinks)))
                .toList();
    }

    /** Keys and values by turns: whether something is written makes a difference even where it is what holds without. */
    private static List<YamlNode> besidesTopology(YamlDocument document) {
        List<YamlNode> written = new ArrayList<>();
        if (document.root() instanceof YamlNode.Mapping mapping) {
            for (YamlNode.Entry entry : mapping.entries()) {
                if (!entry.key().text().equals(TOPOLOGY)) {
                    written.add(entry.key());
                    written.add(entry.value());
                }
            }
        }
        return written;
    }

    /** Whether any link has a price: all that the plans of methods ask of links. */
    static boolean hasPrices(Topology topology) {
        return topology.links().stream().anyMatch(link -> link.price() != null);
    }

    private static List<Integer> list(int[] nodes) {
        return Arrays.stream(nodes).boxed().toList();
    }
}
