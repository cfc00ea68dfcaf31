package org.longhaul.topology.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.RandomTopologies;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyStatistics;
import org.longhaul.topology.unit.Bandwidth;

class SpanningTreeTest {
    @Test
    void noOtherLinkWouldMakeTheTreeShorterOrWider() {
        for (long seed = 0; seed < 40; seed++) {
            Topology topology = RandomTopologies.any(seed);
            check(topology, SpanningTree.leastLatency(topology), link -> link.latency()
                    .toNanos());
            check(topology, SpanningTree.widest(topology), link -> -link.forward()
                    .bitsPerSecond());
        }
    }

    /** The one-way line is nearer and wider, but nothing comes back over it; of the others the narrower direction counts. */
    @Test
    void aTreeLeadsBothWays() {
        Duration near = Duration.ofMillis(1);
        Duration far = Duration.ofMillis(2);
        Topology pair = Topology.builder("pair")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(new Link("one-way", "a", "b", rate(9), rate(0), Duration.ZERO, 0, null, null))
                .link(new Link("uneven", "a", "b", rate(8), rate(1), near, 0, null, null))
                .link(new Link("even", "a", "b", rate(2), rate(2), far, 0, null, null))
                .build();
        assertThat(SpanningTree.leastLatency(pair)).extracting(Link::id).containsExactly("uneven");
        assertThat(SpanningTree.widest(pair)).extracting(Link::id).containsExactly("even");
    }

    private static Bandwidth rate(long gigabits) {
        return Bandwidth.ofGigabitsPerSecond(gigabits);
    }

    private static void check(Topology topology, List<Link> tree, ToLongFunction<Link> weight) {
        int parts = TopologyStatistics.of(topology).parts();
        assertThat(tree).hasSize(topology.nodeCount() - parts);
        assertThat(parts(topology, tree)).isEqualTo(parts);
        for (Link gone : tree) {
            for (Link instead : topology.links()) {
                List<Link> other = new ArrayList<>(tree);
                other.remove(gone);
                other.add(instead);
                if (parts(topology, other) == parts) {
                    assertThat(weight.applyAsLong(instead)).isGreaterThanOrEqualTo(weight.applyAsLong(gone));
                }
            }
        }
    }

    private static int parts(Topology topology, List<Link> links) {
        Topology.Builder builder = Topology.builder("tree");
        topology.nodes().forEach(builder::node);
        links.stream().distinct().forEach(builder::link);
        return TopologyStatistics.of(builder.build()).parts();
    }
}
