package org.longhaul.simulator.fault.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.simulator.fault.DurationRules;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.simulator.random.DurationDistribution;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;

/**
 * Elements that share a risk, such as a duct, a power feed or a provider: a failure hits one member of its group and takes
 * each other with a probability. All that it took come back together.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4202#section-2.3">RFC 4202, section 2.3: shared risk link groups</a>
 */
@SuppressWarnings("rawtypes")
@AutoService(FaultModel.class)
@Provides(
        id = "correlated-outages",
        description =
                "Groups of links or nodes with a shared risk: a failure of one takes each other with a probability.",
        source = "RFC 4202, section 2.3 (shared risk link groups)")
public final class CorrelatedOutages implements FaultModel<CorrelatedOutages.Settings> {

    /** What the members of a group share when groups are not listed. */
    public enum Sharing {
        /** Groups are listed. */
        LISTED,
        /** The links that end at a site, for each site. */
        LINKS_OF_SITE,
        /** The nodes of a site, for each site. */
        NODES_OF_SITE,
        /** The links that end in a region, for each region. */
        LINKS_OF_REGION,
        /** The nodes of a region, for each region. */
        NODES_OF_REGION
    }

    /**
     * Elements that share a risk.
     *
     * @param name of the group
     * @param links members, by id or pattern
     * @param nodes members, by id or pattern
     */
    public record Group(
            @JsonPropertyDescription("name of the group") String name,
            @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("member links, by id or pattern with *")
                    List<String> links,
            @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("member nodes, by id or pattern with *")
                    List<String> nodes) {
        public Group {
            links = List.copyOf(links);
            nodes = List.copyOf(nodes);
            if (links.isEmpty() && nodes.isEmpty()) {
                throw new IllegalArgumentException("links and nodes of group \"" + name + "\" are both empty.");
            }
        }
    }

    /**
     * Settings of {@link CorrelatedOutages}.
     *
     * @param timeToFailure from the repair of a group to its next failure
     * @param timeToRepair from a failure to all its members' being up again
     * @param probability with which a failure takes each further member of its group
     * @param sharing how groups are made
     * @param groups the groups, where they are listed
     * @param restart from a node's being up to its workers' going on
     */
    public record Settings(
            @JsonPropertyDescription("time from a group's repair to its next failure")
                    DurationDistribution timeToFailure,
            @JsonPropertyDescription("time from a failure to its members' being up again")
                    DurationDistribution timeToRepair,
            @JsonPropertyDescription("probability with which a failure takes each further member of its group")
                    double probability,
            @JsonProperty(defaultValue = "listed")
                    @JsonPropertyDescription("what makes a group: listed, links-of-site, nodes-of-site,"
                            + " links-of-region or nodes-of-region")
                    Sharing sharing,
            @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("the groups, if they are listed")
                    List<Group> groups,
            @JsonProperty(defaultValue = "0 s")
                    @JsonPropertyDescription("from a node's being up to its workers' going on: restart, state")
                    Duration restart) {
        public Settings {
            groups = List.copyOf(groups);
            Require.share("probability", probability);
            DurationRules.notNegative("restart", restart);
            if ((sharing == Sharing.LISTED) == groups.isEmpty()) {
                throw new IllegalArgumentException("groups (" + groups.size() + ") must be given if sharing is listed, "
                        + "and only then; found sharing: "
                        + sharing.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + ".");
            }
        }
    }

    @Override
    public IncidentSource create(Settings settings, FaultContext context) {
        List<IncidentSource> sources = new ArrayList<>();
        members(settings, context.topology())
                .forEach((group, members) -> sources.add(new Renewal(
                        settings.timeToFailure(),
                        settings.timeToRepair(),
                        context.stream(group),
                        (start, end, random) -> failure(
                                context.name(), group, start, end, hit(members, settings.probability(), random)))));
        return IncidentSource.merge(sources);
    }

    private static Incident failure(String fault, String group, long start, long end, List<Effect> hit) {
        String label = "group " + group + ": " + hit.size() + (hit.size() == 1 ? " member down" : " members down");
        return new Incident(fault, Incident.Kind.FAILURE, label, start, end, hit);
    }

    private static List<Effect> hit(List<Effect> members, double probability, RandomGenerator random) {
        int first = random.nextInt(members.size());
        List<Effect> hit = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            if (i == first || random.nextDouble() < probability) {
                hit.add(members.get(i));
            }
        }
        return hit;
    }

    private static Map<String, List<Effect>> members(Settings settings, Topology topology) {
        Map<String, List<Effect>> groups = new TreeMap<>();
        long restart = settings.restart().toNanos();
        if (settings.sharing() == Sharing.LISTED) {
            Elements elements = new Elements(topology);
            for (Group group : settings.groups()) {
                List<Effect> members = groups.computeIfAbsent(group.name(), name -> new ArrayList<>());
                if (!group.links().isEmpty()) {
                    elements.links(group.links(), List.of()).forEach(l -> members.add(new Effect.LinkDown(l)));
                }
                elements.nodes("nodes", group.nodes()).forEach(n -> members.add(new Effect.NodeDown(n, restart)));
            }
            return groups;
        }
        boolean bySite = settings.sharing() == Sharing.LINKS_OF_SITE || settings.sharing() == Sharing.NODES_OF_SITE;
        boolean links = settings.sharing() == Sharing.LINKS_OF_SITE || settings.sharing() == Sharing.LINKS_OF_REGION;
        if (links) {
            for (int link = 0; link < topology.links().size(); link++) {
                String from = place(topology.node(topology.arcSource(2 * link)), bySite);
                String to = place(topology.node(topology.arcTarget(2 * link)), bySite);
                add(groups, from, new Effect.LinkDown(link));
                if (to != null && !to.equals(from)) {
                    add(groups, to, new Effect.LinkDown(link));
                }
            }
        } else {
            for (int node = 0; node < topology.nodeCount(); node++) {
                add(groups, place(topology.node(node), bySite), new Effect.NodeDown(node, restart));
            }
        }
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("sharing needs nodes with a " + (bySite ? "site" : "region")
                    + ", but no node of topology \"" + topology.name() + "\" has one.");
        }
        return groups;
    }

    private static @Nullable String place(Node node, boolean bySite) {
        return bySite ? node.site() : node.region();
    }

    private static void add(Map<String, List<Effect>> groups, @Nullable String place, Effect member) {
        if (place != null) {
            groups.computeIfAbsent(place, name -> new ArrayList<>()).add(member);
        }
    }
}
