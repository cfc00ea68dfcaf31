package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Extended generalised fat-tree XGFT(h; m1..mh; w1..wh), with parallel links.
 *
 * <p><b>Model.</b> Level 0 holds the hosts, levels 1 to h switches. A node of level i has mi children and each node of
 * level i - 1 has wi parents, joined by pi parallel links. Label a node by h digits, digit j below w(j+1) where j is less
 * than the level and below m(j+1) elsewhere; a parent and a child of neighbouring levels are joined when all digits agree
 * but the one at the child's level. A node's number within its level reads its digits with the first as the least. The
 * parameters {@code 2; 16,16; 1,16; 1,1} make 256 hosts, 16 leaf switches and 16 spines.
 *
 * <p><b>Differs from the source.</b> Parallel links are added, as InfiniBand fabrics use them.
 */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(
        id = "extended-fat-tree",
        description = "Extended generalised fat-tree of any number of levels, children, parents and parallel links.",
        source = "Oehring, Ibel, Das, Kumar, \"On generalized fat trees\", IPPS 1995")
public final class ExtendedFatTree implements TopologyBuilder<ExtendedFatTree.Settings> {
    /**
     * Settings of an extended generalised fat-tree; the lists run from the hosts upward.
     *
     * @param children m: how many children a node of each level has
     * @param parents w: how many parents a node of the level below has
     * @param parallel p: how many links join a parent and a child
     * @param bandwidth of every link, per direction
     * @param latency of every link, one way
     */
    public record Settings(
            @JsonPropertyDescription("children of a switch, one number a level from the lowest up")
                    List<Integer> children,
            @JsonPropertyDescription("parents of a node, one number a level from the hosts up") List<Integer> parents,
            @JsonPropertyDescription("parallel links between parent and child, one number a level from the lowest up")
                    List<Integer> parallel,
            @JsonPropertyDescription("bandwidth of every link, per direction") Bandwidth bandwidth,
            @JsonProperty(defaultValue = "1 us") @JsonPropertyDescription("one-way latency of every link")
                    Duration latency) {
        /** Checks the ranges and that the lists have one length. */
        public Settings {
            children = checked("children", children, children.size());
            parents = checked("parents", parents, children.size());
            parallel = checked("parallel", parallel, children.size());
            BuilderLimits.positive("bandwidth", bandwidth);
            BuilderLimits.latency("latency", latency);
            long nodes = 0;
            long links = 0;
            for (int level = 0; level <= children.size(); level++) {
                long size = size(children, parents, level);
                nodes += size;
                links += level == children.size() ? 0 : size * parents.get(level) * parallel.get(level);
            }
            BuilderLimits.nodes("children and parents", nodes);
            BuilderLimits.nodes("links of children, parents and parallel", links / 10);
        }

        private static List<Integer> checked(String name, List<Integer> values, int levels) {
            if (values.size() != levels || levels < 1 || levels > 8) {
                throw new TopologyException(name + " has " + values.size()
                        + " entries; allowed: 1 to 8 levels, the same number in children, parents and parallel");
            }
            for (int value : values) {
                BuilderLimits.range("each entry of " + name, value, 1, BuilderLimits.MOST_NODES);
            }
            return List.copyOf(values);
        }
    }

    /** For the service loader. */
    public ExtendedFatTree() {}

    @Override
    public Topology create(Settings s) {
        int levels = s.children.size();
        Wiring wiring = new Wiring(s, levels == 2 ? List.of("host", "leaf", "spine") : names(levels));
        Topology.Builder builder = Topology.builder("fat-tree").relayingHosts(false);
        wiring.addTo(builder);
        return builder.build();
    }

    private static List<String> names(int levels) {
        String[] names = new String[levels + 1];
        names[0] = "host";
        for (int level = 1; level <= levels; level++) {
            names[level] = "level" + level + "-switch";
        }
        return List.of(names);
    }

    /** Returns how many nodes {@code level} has. */
    static long size(List<Integer> children, List<Integer> parents, int level) {
        long size = 1;
        for (int j = 0; j < children.size(); j++) {
            size *= j < level ? parents.get(j) : children.get(j);
            // Stops before the product can overflow; the caller refuses it.
            size = Math.min(size, 1L << 40);
        }
        return size;
    }

    /** The wiring rule, with a name prefix for each level. */
    record Wiring(Settings settings, List<String> levelNames) {
        void addTo(Topology.Builder builder) {
            int levels = settings.children.size();
            for (int level = 0; level <= levels; level++) {
                long size = size(settings.children, settings.parents, level);
                for (int number = 0; number < size; number++) {
                    String id = levelNames.get(level) + number;
                    builder.node(level == 0 ? Node.host(id) : Node.switchOf(id));
                }
            }
            for (int level = 0; level < levels; level++) {
                addLinksAbove(builder, level);
            }
        }

        private void addLinksAbove(Topology.Builder builder, int level) {
            Line line = Line.of(settings.bandwidth, settings.latency);
            long size = size(settings.children, settings.parents, level);
            long below = 1;
            for (int j = 0; j < level; j++) {
                below *= settings.parents.get(j);
            }
            int m = settings.children.get(level);
            int w = settings.parents.get(level);
            int p = settings.parallel.get(level);
            for (long child = 0; child < size; child++) {
                // The child's number is (above, digit below m, lower digits); a parent's has a digit below w instead.
                long low = child % below;
                long above = child / below / m;
                for (int digit = 0; digit < w; digit++) {
                    long parent = (above * w + digit) * below + low;
                    String from = levelNames.get(level) + child;
                    String to = levelNames.get(level + 1) + parent;
                    for (int link = 0; link < p; link++) {
                        String id = from + "--" + to + (p == 1 ? "" : "--" + link);
                        builder.link(line.named(id, from, to));
                    }
                }
            }
        }
    }
}
