package org.longhaul.simulator.fault.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import it.unimi.dsi.fastutil.ints.IntArrayFIFOQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Spelling;
import org.longhaul.simulator.fault.DurationRules;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Durations;

/**
 * A network that falls apart into groups between which nothing gets through. A node that no group lists goes with the
 * group that is the fewest hops away, so that no path around remains; a single group is parted from all the rest.
 */
@SuppressWarnings("rawtypes")
@AutoService(FaultModel.class)
@Provides(
        id = "partition",
        description = "A window in which groups of sites or nodes do not reach each other.",
        source =
                "Gilbert, Lynch, Brewer's conjecture and the feasibility of consistent, available, partition-tolerant web"
                        + " services, SIGACT News 33(2), 2002")
public final class Partition implements FaultModel<Partition.Settings> {

    private static final int UNASSIGNED = -1;

    /**
     * Settings of {@link Partition}.
     *
     * @param groups each the names of sites and ids of nodes, or patterns of either
     * @param from when the network falls apart, since the start of the run
     * @param until when it is whole again; null for never
     */
    public record Settings(
            @JsonPropertyDescription("groups that no longer reach each other, each a list of sites and nodes, by name"
                            + " or pattern with *; a single group is parted from all the rest")
                    List<List<String>> groups,
            @JsonPropertyDescription("when the network falls apart, since the start of the run") Duration from,
            @Nullable @JsonPropertyDescription("when it is whole again; without it, never") Duration until) {
        public Settings {
            groups = groups.stream().map(List::copyOf).toList();
            if (groups.isEmpty() || groups.stream().anyMatch(List::isEmpty)) {
                throw new IllegalArgumentException("groups (" + groups + ") must hold at least one group, none empty.");
            }
            DurationRules.notNegative("from", from);
            if (until != null && until.compareTo(from) <= 0) {
                throw new IllegalArgumentException(
                        "until (" + Durations.shown(until) + ") must lie after from (" + Durations.shown(from) + ").");
            }
        }
    }

    @Override
    public IncidentSource create(Settings settings, FaultContext context) {
        Topology topology = context.topology();
        int[] group = groups(settings, topology);
        List<Effect> cut = new ArrayList<>();
        for (int link = 0; link < topology.links().size(); link++) {
            if (group[topology.arcSource(2 * link)] != group[topology.arcTarget(2 * link)]) {
                cut.add(new Effect.LinkDown(link));
            }
        }
        if (cut.isEmpty()) {
            throw new IllegalArgumentException("groups (" + settings.groups() + ") part nothing: no link of topology \""
                    + topology.name() + "\" joins two of them.");
        }
        Duration until = settings.until();
        List<String> names =
                settings.groups().stream().map(g -> String.join(", ", g)).toList();
        String label = "partition: " + String.join(" | ", names) + (names.size() == 1 ? " | the rest" : "");
        return IncidentSource.of(List.of(new Incident(
                context.name(),
                Incident.Kind.FAILURE,
                label,
                settings.from().toNanos(),
                until == null ? Long.MAX_VALUE : until.toNanos(),
                cut)));
    }

    private static int[] groups(Settings settings, Topology topology) {
        int[] group = new int[topology.nodeCount()];
        Arrays.fill(group, UNASSIGNED);
        for (int g = 0; g < settings.groups().size(); g++) {
            for (String name : settings.groups().get(g)) {
                assign(name, g, group, topology);
            }
        }
        if (settings.groups().size() > 1) {
            joinNearest(group, topology);
        }
        return group;
    }

    private static void assign(String name, int g, int[] group, Topology topology) {
        Pattern pattern = Elements.pattern(name);
        boolean any = false;
        for (int node = 0; node < group.length; node++) {
            String site = topology.node(node).site();
            if (pattern.matcher(topology.node(node).id()).matches()
                    || (site != null && pattern.matcher(site).matches())) {
                if (group[node] != UNASSIGNED && group[node] != g) {
                    throw new IllegalArgumentException("groups list node \""
                            + topology.node(node).id() + "\" twice: in groups " + (group[node] + 1) + " and " + (g + 1)
                            + ".");
                }
                group[node] = g;
                any = true;
            }
        }
        if (!any) {
            List<String> names = new ArrayList<>();
            topology.nodes().stream()
                    .map(n -> n.site())
                    .filter(Objects::nonNull)
                    .distinct()
                    .forEach(names::add);
            topology.nodes().forEach(n -> names.add(n.id()));
            throw new IllegalArgumentException("groups (" + Spelling.excerpt(name)
                    + ") matches no site and no node of topology \"" + topology.name() + "\"."
                    + Spelling.maybe(name, names));
        }
    }

    // Breadth first from all groups at once; of two equally near groups the one whose node comes first.
    private static void joinNearest(int[] group, Topology topology) {
        IntArrayFIFOQueue queue = new IntArrayFIFOQueue();
        for (int node = 0; node < group.length; node++) {
            if (group[node] != UNASSIGNED) {
                queue.enqueue(node);
            }
        }
        while (!queue.isEmpty()) {
            int node = queue.dequeueInt();
            for (int i = 0; i < topology.degree(node); i++) {
                int neighbour = topology.arcTarget(topology.outArc(node, i));
                if (group[neighbour] == UNASSIGNED) {
                    group[neighbour] = group[node];
                    queue.enqueue(neighbour);
                }
            }
        }
    }
}
