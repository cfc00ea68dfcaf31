package org.longhaul.topology.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.unit.Bandwidth;

class BuildersTest {
    private static final Bandwidth FAST = Bandwidth.ofGigabitsPerSecond(100);
    private static final Bandwidth SLOW = Bandwidth.ofGigabitsPerSecond(10);
    private static final Duration US = Duration.ofNanos(1000);
    private static final Duration MS = Duration.ofMillis(1);

    private static List<String> hops(Topology topology, int[] path) {
        return java.util.Arrays.stream(path).mapToObj(topology::arcName).toList();
    }

    @Test
    void aStarHasOneLinkAHost() {
        Topology star = Topologies.star(5, FAST, US);
        assertThat(star.hosts()).hasSize(5);
        assertThat(star.links()).hasSize(5);
        int[] path = Routings.shortestLatency(star).route(star.nodeIndex("host1"), star.nodeIndex("host4"), 0);
        assertThat(hops(star, path)).containsExactly("host1 -> switch", "switch -> host4");
    }

    @Test
    void twoSitesShareOneLine() {
        Topology topology = Topologies.twoSites(3, FAST, US, SLOW, MS);
        assertThat(topology.hosts()).hasSize(6);
        int[] path = Routings.shortestLatency(topology)
                .route(topology.nodeIndex("site0-host2"), topology.nodeIndex("site1-host0"), 0);
        assertThat(hops(topology, path))
                .containsExactly(
                        "site0-host2 -> site0-switch", "site0-switch -> site1-switch", "site1-switch -> site1-host0");
        assertThat(topology.arcBitsPerSecond(path[1])).isEqualTo(SLOW.bitsPerSecond());
        assertThat(topology.node(0).site()).isEqualTo("site0");
    }

    @Test
    void aRingGoesTheShorterWayRound() {
        Topology topology = Topologies.ringOfSites(6, 1, FAST, US, SLOW, MS);
        Routing routing = Routings.shortestLatency(topology);
        int[] hosts = topology.hosts();
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                int around = Math.min(Math.floorMod(i - j, 6), Math.floorMod(j - i, 6));
                assertThat(routing.route(hosts[i], hosts[j], 0)).hasSize(i == j ? 0 : around + 2);
            }
        }
    }

    @Test
    void aFullMeshTakesEachPairsOwnLineInBothDirections() {
        List<String> sites = List.of("a", "b", "c");
        // The detour a-c-b would be shorter; a mesh of hosts does not take it.
        List<List<Duration>> latency =
                List.of(List.of(MS, MS.multipliedBy(9), MS), List.of(MS.multipliedBy(9), MS, MS), List.of(MS, MS, MS));
        List<List<Bandwidth>> bandwidth =
                List.of(List.of(FAST, SLOW, FAST), List.of(FAST, FAST, FAST), List.of(FAST, FAST, FAST));
        Topology topology = Topologies.fullMesh(sites, bandwidth, latency);
        Routing routing = Routings.shortestLatency(topology);
        int[] there = routing.route(0, 1, 0);
        assertThat(there).hasSize(1);
        assertThat(topology.arcBitsPerSecond(there[0])).isEqualTo(SLOW.bitsPerSecond());
        assertThat(topology.arcBitsPerSecond(routing.route(1, 0, 0)[0])).isEqualTo(FAST.bitsPerSecond());
    }

    @Test
    void aFullMeshRefusesMatricesThatDoNotFit() {
        List<String> sites = List.of("a", "b");
        List<List<Duration>> latency = List.of(List.of(US, MS), List.of(MS, US));
        List<List<Bandwidth>> bandwidth = List.of(List.of(FAST, FAST), List.of(FAST, FAST));
        assertThatThrownBy(() -> Topologies.fullMesh(sites, List.of(List.of(FAST)), latency))
                .isInstanceOf(TopologyException.class)
                .hasMessage("bandwidth has 1 rows; allowed: one for each of the 2 sites");
        assertThatThrownBy(() -> Topologies.fullMesh(sites, List.of(List.of(FAST), List.of(FAST)), latency))
                .hasMessageContaining("row of \"a\"");
        assertThatThrownBy(() -> Topologies.fullMesh(sites, bandwidth, List.of(List.of(US, MS), List.of(US, US))))
                .hasMessageContaining("latency from \"b\" to \"a\"");
        List<List<Bandwidth>> zero = List.of(List.of(FAST, new Bandwidth(0)), List.of(FAST, FAST));
        assertThatThrownBy(() -> Topologies.fullMesh(sites, zero, latency))
                .hasMessage("bandwidth from \"a\" to \"b\" is 0 bit/s; allowed: more than 0 bit/s");
    }

    @Test
    void leavesReachEachOtherOverEverySpine() {
        Topology topology = Topologies.leafSpine(4, 3, 5, FAST, US);
        assertThat(topology.hosts()).hasSize(20);
        assertThat(topology.links()).hasSize(20 + 12);
        Routing routing = Routings.equalCostMultipath(topology);
        Set<String> spines = new TreeSet<>();
        for (long key = 0; key < 100; key++) {
            spines.add(topology.node(topology.arcTarget(routing.route(0, 19, key)[1]))
                    .id());
        }
        assertThat(spines).containsExactly("spine0", "spine1", "spine2");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 6, 8})
    void aFatTreeHasTheSizesOfItsPaper(int k) {
        Topology topology = Topologies.fatTree(k, FAST, US);
        assertThat(topology.hosts()).hasSize(k * k * k / 4);
        assertThat(topology.nodeCount() - topology.hosts().length).isEqualTo(5 * k * k / 4);
        assertThat(topology.links()).hasSize(3 * k * k * k / 4);
        for (int v = 0; v < topology.nodeCount(); v++) {
            assertThat(topology.degree(v)).isEqualTo(topology.node(v).isHost() ? 1 : k);
        }
        Routing routing = Routings.shortestLatency(topology);
        int half = k / 2;
        for (int t = 1; t < topology.hosts().length; t++) {
            int expected = t < half ? 2 : t < half * half ? 4 : 6;
            assertThat(routing.route(0, t, 0)).hasSize(expected);
        }
    }

    @Test
    void theTwoLevelFormHasOneLeafAPod() {
        Topology topology = twoLevels();
        assertThat(topology.hosts()).hasSize(256);
        assertThat(topology.nodeCount()).isEqualTo(256 + 16 + 16);
        assertThat(topology.links()).hasSize(256 + 256);
        Routing routing = Routings.destinationModulo(topology);
        for (int s = 0; s < 256; s += 7) {
            for (int t = 0; t < 256; t++) {
                int[] path = routing.route(s, t, 0);
                if (s == t) {
                    assertThat(path).isEmpty();
                } else if (s / 16 == t / 16) {
                    assertThat(hops(topology, path))
                            .containsExactly("host" + s + " -> leaf" + s / 16, "leaf" + s / 16 + " -> host" + t);
                } else {
                    assertThat(hops(topology, path))
                            .containsExactly(
                                    "host" + s + " -> leaf" + s / 16,
                                    "leaf" + s / 16 + " -> spine" + t % 16,
                                    "spine" + t % 16 + " -> leaf" + t / 16,
                                    "leaf" + t / 16 + " -> host" + t);
                }
            }
        }
    }

    @Test
    void destinationModuloGivesEachTargetOfAFatTreeOneWayDown() {
        Topology topology = Topologies.fatTree(6, FAST, US);
        Routing routing = Routings.destinationModulo(topology);
        int[] hosts = topology.hosts();
        for (int t : hosts) {
            Set<Integer> cores = new TreeSet<>();
            for (int s : hosts) {
                int[] path = routing.route(s, t, 0);
                if (path.length == 6) {
                    cores.add(topology.arcTarget(path[2]));
                }
            }
            assertThat(cores).hasSize(1);
        }
    }

    private static Topology twoLevels() {
        return new ExtendedFatTree()
                .create(new ExtendedFatTree.Settings(List.of(16, 16), List.of(1, 16), List.of(1, 1), SLOW, US));
    }
}
