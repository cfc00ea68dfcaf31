package org.longhaul.simulator.fault.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.fault.DurationRules;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.simulator.random.DurationDistribution;
import org.longhaul.topology.Topology;

/**
 * Nodes that crash and come back, each on its own. The workers of a host go on a restart time after it is back, with the
 * state that they had at the beginning of the computation that was interrupted.
 *
 * @see <a href="https://doi.org/10.1109/TDSC.2009.4">Schroeder, Gibson, "A large-scale study of failures in
 *     high-performance computing systems", IEEE TDSC 7(4), 2010: Weibull (shape 0.7 to 0.8) times between failures,
 *     log-normal repairs</a>
 */
@SuppressWarnings("rawtypes")
@AutoService(FaultModel.class)
@Provides(
        id = "node-crashes",
        description = "Nodes that crash and come back, each on its own, after random times.",
        source = "Schroeder, Gibson, A large-scale study of failures in high-performance computing systems, "
                + "IEEE TDSC 7(4), 2010")
public final class NodeCrashes implements FaultModel<NodeCrashes.Settings> {

    /**
     * Settings of {@link NodeCrashes}.
     *
     * @param timeToFailure from a node's coming up to its next crash
     * @param timeToRepair from a crash to the node's being up again
     * @param restart from the node's being up to its workers' going on
     * @param nodes ids or patterns
     * @param sites all nodes of these
     */
    public record Settings(
            @JsonPropertyDescription("time from a node's coming up to its next crash")
                    DurationDistribution timeToFailure,
            @JsonPropertyDescription("time from a crash to the node's being up again")
                    DurationDistribution timeToRepair,
            @JsonProperty(defaultValue = "0 s")
                    @JsonPropertyDescription("from the node's being up to its workers' going on: restart, state")
                    Duration restart,
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription(
                            "nodes that crash, by id or pattern with *; without nodes and sites every" + " host")
                    List<String> nodes,
            @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("sites all of whose nodes crash, each alone")
                    List<String> sites) {
        public Settings {
            nodes = List.copyOf(nodes);
            sites = List.copyOf(sites);
            DurationRules.notNegative("restart", restart);
        }
    }

    @Override
    public IncidentSource create(Settings settings, FaultContext context) {
        Topology topology = context.topology();
        Elements elements = new Elements(topology);
        var nodes = settings.nodes().isEmpty() && settings.sites().isEmpty()
                ? elements.hosts(List.of(), List.of())
                : elements.nodesOf(settings.nodes(), settings.sites());
        List<IncidentSource> sources = new ArrayList<>();
        for (int node : nodes) {
            String id = topology.node(node).id();
            Effect down = new Effect.NodeDown(node, settings.restart().toNanos());
            sources.add(new Renewal(
                    settings.timeToFailure(),
                    settings.timeToRepair(),
                    context.stream(id),
                    Renewal.fixed(context.name(), "node " + id + " down", List.of(down))));
        }
        return IncidentSource.merge(sources);
    }
}
