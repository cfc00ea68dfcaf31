package org.longhaul.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

class MinimumCutTest {
    @Test
    void theLineBetweenTwoSitesBoundsThem() {
        Topology sites = Topologies.twoSites(
                4,
                Bandwidth.ofGigabitsPerSecond(100),
                Duration.ofNanos(500),
                Bandwidth.ofGigabitsPerSecond(10),
                Duration.ofMillis(5));
        int[] hosts = sites.hosts();
        MinimumCut cut = MinimumCut.between(
                sites, Set.of(hosts[0], hosts[1], hosts[2], hosts[3]), Set.of(hosts[4], hosts[5], hosts[6], hosts[7]));
        assertThat(cut.rate()).isEqualTo(Bandwidth.ofGigabitsPerSecond(10));
        assertThat(cut.arcs().stream().map(sites::arcName)).containsExactly("site0-switch -> site1-switch");
        // One pair of hosts is bound by the same line, since its own links are wider.
        assertThat(MinimumCut.between(sites, Set.of(hosts[0]), Set.of(hosts[4])).rate())
                .isEqualTo(Bandwidth.ofGigabitsPerSecond(10));
    }

    @Test
    void theCutIsTheLeastOfAllCuts() {
        int joined = 0;
        for (long seed = 0; seed < 200; seed++) {
            Topology topology = RandomTopologies.any(seed);
            int sink = topology.nodeCount() - 1;
            MinimumCut cut = MinimumCut.between(topology, Set.of(0), Set.of(sink));
            long least = Long.MAX_VALUE;
            for (int side = 0; side < 1 << topology.nodeCount(); side++) {
                if ((side & 1) == 1 && side >> sink == 0) {
                    least = Math.min(least, capacity(topology, side, sink));
                }
            }
            assertThat(cut.rate().bitsPerSecond()).as("seed %d", seed).isEqualTo(least);
            assertThat(cut.arcs().stream().mapToLong(topology::arcBitsPerSecond).sum())
                    .as("seed %d", seed)
                    .isEqualTo(least);
            joined += least > 0 ? 1 : 0;
        }
        assertThat(joined).isGreaterThan(80);
    }

    private static long capacity(Topology topology, int side, int sink) {
        long sum = 0;
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            int from = topology.arcSource(arc);
            int to = topology.arcTarget(arc);
            boolean usable = (from == 0 || topology.mayRelay(from)) && (to == sink || topology.mayRelay(to));
            if (usable && (side >> from & 1) == 1 && (side >> to & 1) == 0) {
                sum += topology.arcBitsPerSecond(arc);
            }
        }
        return sum;
    }

    @Test
    void nothingFlowsBetweenParts() {
        Topology apart = Topology.builder("apart")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .build();
        assertThat(MinimumCut.between(apart, Set.of(0), Set.of(1)))
                .isEqualTo(new MinimumCut(new Bandwidth(0), List.of()));
    }
}
