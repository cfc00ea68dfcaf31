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
    void aFullMeshTakesALatencyForEachDirection() {
        List<List<Bandwidth>> bandwidth = List.of(List.of(FAST, FAST), List.of(FAST, FAST));
        Topology topology =
                Topologies.fullMesh(List.of("a", "b"), bandwidth, List.of(List.of(US, MS), List.of(US, US)));
        assertThat(topology.links()).singleElement().satisfies(link -> {
            assertThat(link.latency()).isEqualTo(MS);
            assertThat(link.backwardLatency()).isEqualTo(US);
        });
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
        assertThatThrownBy(() ->
                        Topologies.fullMesh(sites, bandwidth, List.of(List.of(US, MS.negated()), List.of(US, US))))
                .hasMessageContaining("latency from \"a\" to \"b\"");
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

    @Test
    void torusDistancesAreSumsOfRingDistances() {
        List<Integer> sizes = List.of(4, 3, 2);
        Topology topology = new Torus().create(new Torus.Settings(sizes, FAST, US));
        assertThat(topology.hosts()).hasSize(24);
        assertThat(topology.links()).hasSize(24 * 3);
        Routing routing = Routings.shortestLatency(topology);
        for (int a = 0; a < 24; a++) {
            for (int b = 0; b < 24; b++) {
                int distance = 0;
                int stride = 1;
                for (int size : sizes) {
                    int apart = Math.abs(a / stride % size - b / stride % size);
                    distance += Math.min(apart, size - apart);
                    stride *= size;
                }
                assertThat(routing.route(a, b, 0)).hasSize(distance);
            }
        }
    }

    @Test
    void aDragonflyIsAtMostFiveLinksWideBetweenItsRouters() {
        Dragonfly.Settings settings = new Dragonfly.Settings(5, 2, 3, 2, 4, 3, 1, SLOW, US);
        Topology topology = new Dragonfly().create(settings);
        int routers = 5 * 2 * 3;
        assertThat(topology.hosts()).hasSize(routers * 2);
        // Hosts; within a chassis 3 pairs; between chassis 3 pairs a group; 10 pairs of groups.
        assertThat(topology.links()).hasSize(routers * 2 + 5 * 2 * 3 + 5 * 3 + 10);
        Routing routing = Routings.shortestLatency(topology);
        int longest = 0;
        for (int s : topology.hosts()) {
            for (int t : topology.hosts()) {
                longest = Math.max(longest, routing.route(s, t, 0).length);
            }
        }
        assertThat(longest).isEqualTo(2 + 5);
        long widest = topology.links().stream()
                .mapToLong(l -> l.forward().bitsPerSecond())
                .max()
                .orElse(0);
        assertThat(widest).isEqualTo(4 * SLOW.bitsPerSecond());
    }

    @Test
    void aClosNetworkHasTheOversubscriptionAsked() {
        Topology topology = new Clos().create(new Clos.Settings(4, 2, 12, 3, FAST, US));
        int leaf = topology.nodeIndex("leaf1");
        long up = 0;
        long down = 0;
        for (int i = 0; i < topology.degree(leaf); i++) {
            int arc = topology.outArc(leaf, i);
            boolean host = topology.node(topology.arcTarget(arc)).isHost();
            down += host ? topology.arcBitsPerSecond(arc) : 0;
            up += host ? 0 : topology.arcBitsPerSecond(arc);
        }
        assertThat(down).isEqualTo(3 * up);
        assertThatThrownBy(() -> new Clos.Settings(4, 2, 12, Double.NaN, FAST, US))
                .hasMessageContaining("oversubscription is NaN");
    }

    @Test
    void waxmanNetworksAreConnectedSeededAndDenserWithMoreBeta() {
        int sparse = 0;
        int dense = 0;
        for (long seed = 0; seed < 60; seed++) {
            Topology few = new Waxman().create(new Waxman.Settings(40, 0.05, 0.1, 1000, FAST, seed));
            Topology many = new Waxman().create(new Waxman.Settings(40, 0.3, 0.9, 1000, FAST, seed));
            sparse += few.links().size();
            dense += many.links().size();
            Routing routing = Routings.shortestLatency(few);
            for (int t : few.hosts()) {
                routing.route(0, t, 0);
            }
        }
        assertThat(sparse).isGreaterThanOrEqualTo(60 * 39).isLessThan(dense);
        Waxman.Settings settings = new Waxman.Settings(30, 0.2, 0.4, 1000, FAST, 7);
        assertThat(new Waxman().create(settings).links())
                .isEqualTo(new Waxman().create(settings).links());
    }

    @Test
    void spokesReachEachOtherThroughTheHub() {
        Topology topology = new HubAndSpoke()
                .create(new HubAndSpoke.Settings(3, 2, 1, FAST, US, SLOW, FAST, MS, 0, null, null, null));
        int[] path = Routings.shortestLatency(topology)
                .route(topology.nodeIndex("spoke0-host0"), topology.nodeIndex("spoke2-host1"), 0);
        assertThat(hops(topology, path)).contains("spoke0-switch -> hub-switch", "hub-switch -> spoke2-switch");
        assertThat(topology.arcBitsPerSecond(path[1])).isEqualTo(SLOW.bitsPerSecond());
        assertThat(topology.arcBitsPerSecond(path[2])).isEqualTo(FAST.bitsPerSecond());
    }

    @Test
    void aFederationTreeHasItsHostsAtTheLeaves() {
        Topology topology = new FederationTree()
                .create(new FederationTree.Settings(
                        List.of(2, 3, 4), List.of(SLOW, FAST, FAST), List.of(MS, MS, US), null));
        assertThat(topology.hosts()).hasSize(24);
        assertThat(topology.nodeCount()).isEqualTo(1 + 2 + 6 + 24);
        int from = topology.nodeIndex("n0.0.0");
        Routing routing = Routings.shortestLatency(topology);
        assertThat(routing.route(from, topology.nodeIndex("n0.0.3"), 0)).hasSize(2);
        assertThat(routing.route(from, topology.nodeIndex("n0.2.0"), 0)).hasSize(4);
        assertThat(routing.route(from, topology.nodeIndex("n1.2.0"), 0)).hasSize(6);
        assertThat(topology.node(from).site()).isEqualTo("n0.0");
        assertThat(topology.node(from).region()).isEqualTo("n0");
    }

    private static Topology twoLevels() {
        return new ExtendedFatTree()
                .create(new ExtendedFatTree.Settings(List.of(16, 16), List.of(1, 16), List.of(1, 1), SLOW, US));
    }
}
