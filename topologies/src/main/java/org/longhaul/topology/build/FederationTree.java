package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.unit.Bandwidth;

/**
 * A tree of federations: switches at the root and the inner nodes, hosts at the leaves, links slower towards the root if so
 * set. A host's site is its parent, its region the root's child above it; ids are the path, such as {@code n0.2.1}.
 */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(
        id = "federation-tree",
        description = "A tree of federations with hosts at the leaves and links set level by level.",
        source = "hierarchical federations as in WorldLM (Iacob et al., arXiv 2405.14446)")
public final class FederationTree implements TopologyBuilder<FederationTree.Settings> {
    /**
     * Settings of a federation tree; the lists run from the root down and have one length.
     *
     * @param branching children of a node of each level
     * @param bandwidth of the links below each level, per direction
     * @param latency of the links below each level, one way
     * @param down bandwidth from a parent to its children, a level each, or null: as bandwidth
     */
    public record Settings(
            @JsonPropertyDescription("children of a node, one number a level from the root down")
                    List<Integer> branching,
            @JsonPropertyDescription("bandwidth of the links below each level, per direction, from the root down")
                    List<Bandwidth> bandwidth,
            @JsonPropertyDescription("one-way latency of the links below each level, from the root down")
                    List<Duration> latency,
            @JsonPropertyDescription("bandwidth from a parent to its children, one a level; absent: as bandwidth")
                    @Nullable
                    List<Bandwidth> down) {
        /** Checks the ranges and that the lists have one length. */
        public Settings {
            branching = List.copyOf(branching);
            bandwidth = List.copyOf(bandwidth);
            latency = List.copyOf(latency);
            down = down == null ? null : List.copyOf(down);
            int levels = branching.size();
            if (levels < 1 || levels > 10 || bandwidth.size() != levels || latency.size() != levels) {
                throw new TopologyException("branching, bandwidth and latency have " + levels + ", " + bandwidth.size()
                        + " and " + latency.size() + " entries; allowed: the same number, 1 to 10");
            }
            if (down != null && down.size() != levels) {
                throw new TopologyException(
                        "down has " + down.size() + " entries; allowed: as many as branching, " + levels);
            }
            long width = 1;
            long nodes = 1;
            for (int level = 0; level < levels; level++) {
                BuilderLimits.range("each entry of branching", branching.get(level), 1, BuilderLimits.MOST_NODES);
                width *= branching.get(level);
                nodes += width;
                BuilderLimits.nodes("branching", nodes);
                BuilderLimits.positive("each entry of bandwidth", bandwidth.get(level));
                BuilderLimits.positive("each entry of down", down == null ? null : down.get(level));
                BuilderLimits.latency("each entry of latency", latency.get(level));
            }
        }
    }

    /** For the service loader. */
    public FederationTree() {}

    @Override
    public Topology create(Settings s) {
        Topology.Builder builder = Topology.builder("federation-tree").relayingHosts(false);
        builder.node(Node.switchOf("root"));
        addChildren(builder, s, "root", "root", 0);
        return builder.build();
    }

    private static void addChildren(Topology.Builder builder, Settings s, String parent, String region, int level) {
        boolean leaves = level == s.branching.size() - 1;
        Line line = Line.of(s.bandwidth.get(level), s.latency.get(level));
        for (int child = 0; child < s.branching.get(level); child++) {
            String id = level == 0 ? "n" + child : parent + "." + child;
            String above = level == 0 ? id : region;
            Node.Kind kind = leaves ? Node.Kind.HOST : Node.Kind.SWITCH;
            // A switch heads the site of its own hosts; other switches belong to none.
            boolean heads = level == s.branching.size() - 2;
            builder.node(new Node(id, kind, leaves ? parent : heads ? id : null, above, null));
            builder.link(line.between(
                    id, parent, id + "--" + parent, s.down == null ? line.bandwidth() : s.down.get(level)));
            if (!leaves) {
                addChildren(builder, s, id, above, level + 1);
            }
        }
    }
}
