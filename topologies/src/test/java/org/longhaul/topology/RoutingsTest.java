package org.longhaul.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.unit.Bandwidth;

class RoutingsTest {
    private static final Bandwidth FAST = Bandwidth.ofGigabitsPerSecond(10);

    @Test
    void pathsOfRandomNetworksAreValidAndShortest() {
        for (long seed = 0; seed < 1200; seed++) {
            Topology topology = seed % 2 == 0 ? RandomTopologies.any(seed) : RandomTopologies.twoWays(seed);
            long[][][] best = floydWarshall(topology);
            for (Routing routing : new Routing[] {
                Routings.shortestLatency(topology),
                Routings.equalCostMultipath(topology),
                Routings.destinationModulo(topology)
            }) {
                checkAllPairs(topology, routing, best, seed);
            }
        }
    }

    private static void checkAllPairs(Topology topology, Routing routing, long[][][] best, long seed) {
        for (int s = 0; s < topology.nodeCount(); s++) {
            for (int t = 0; t < topology.nodeCount(); t++) {
                String pair = "seed " + seed + " pair " + s + " " + t;
                if (best[s][t] == null) {
                    assertUnreachable(routing, s, t, pair);
                    continue;
                }
                int[] path = routing.route(s, t, seed * 31 + s);
                checkPath(topology, path, s, t, pair);
                if (latency(topology, path) != best[s][t][0] || path.length != best[s][t][1]) {
                    fail(pair + ": " + latency(topology, path) + " ns in " + path.length + " hops, best is "
                            + best[s][t][0] + " ns in " + best[s][t][1]);
                }
            }
        }
    }

    private static void assertUnreachable(Routing routing, int s, int t, String pair) {
        try {
            routing.route(s, t, 1);
        } catch (UnreachableException e) {
            return;
        }
        fail(pair + ": a path where there is none");
    }

    private static void checkPath(Topology topology, int[] path, int s, int t, String pair) {
        int at = s;
        Set<Integer> seen = new HashSet<>(Set.of(s));
        for (int arc : path) {
            if (topology.arcSource(arc) != at) {
                fail(pair + ": arc " + arc + " does not continue at node " + at);
            }
            boolean relays =
                    at == s || topology.relayingHosts() || !topology.node(at).isHost();
            assertThat(relays).as(pair).isTrue();
            at = topology.arcTarget(arc);
            assertThat(seen.add(at)).as(pair + " is free of loops").isTrue();
        }
        if (at != t) {
            fail(pair + ": ends at node " + at);
        }
    }

    /** All-pairs (latency, hops), null where no path exists; independent of the code under test. */
    private static long[][][] floydWarshall(Topology topology) {
        int n = topology.nodeCount();
        long[][][] best = new long[n][n][];
        for (int v = 0; v < n; v++) {
            best[v][v] = new long[] {0, 0};
        }
        for (Link link : topology.links()) {
            int a = topology.nodeIndex(link.from());
            int b = topology.nodeIndex(link.to());
            best[a][b] = lower(best[a][b], new long[] {link.latency().toNanos(), 1});
            best[b][a] = lower(best[b][a], new long[] {link.backwardLatency().toNanos(), 1});
        }
        for (int k = 0; k < n; k++) {
            if (topology.node(k).isHost() && !topology.relayingHosts()) {
                continue;
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    if (best[i][k] != null && best[k][j] != null) {
                        long[] via = {best[i][k][0] + best[k][j][0], best[i][k][1] + best[k][j][1]};
                        best[i][j] = lower(best[i][j], via);
                    }
                }
            }
        }
        return best;
    }

    private static long[] lower(long[] a, long[] b) {
        if (a == null) {
            return b;
        }
        return b[0] < a[0] || (b[0] == a[0] && b[1] < a[1]) ? b : a;
    }

    private static long latency(Topology topology, int[] path) {
        long sum = 0;
        for (int arc : path) {
            sum += topology.arcLatencyNanos(arc);
        }
        return sum;
    }

    /** By the fewest links, latency decides among equals; between switches the way back has its own. */
    @Test
    void fewestLinksCountTheLatencyOfTheirOwnWay() {
        Topology.Builder builder = Topology.builder("two").relayingHosts(false).paths(PathRule.FEWEST_LINKS);
        for (String end : List.of("a", "b")) {
            builder.node(Node.host(end)).node(Node.switchOf("s" + end));
            builder.link(Link.of(end, end, "s" + end, FAST, Duration.ofMillis(1)));
        }
        WayBack slow = new WayBack(Duration.ofMillis(30), 0);
        builder.link(new Link("one", "sa", "sb", FAST, FAST, Duration.ofMillis(10), 0, null, null, slow));
        builder.link(Link.of("other", "sa", "sb", FAST, Duration.ofMillis(20)));
        Topology topology = builder.build();
        Routing routing = Routings.shortestLatency(topology);
        int a = topology.nodeIndex("a");
        int b = topology.nodeIndex("b");

        assertThat(latency(topology, routing.route(a, b, 0))).isEqualTo(12_000_000);
        assertThat(latency(topology, routing.route(b, a, 0))).isEqualTo(22_000_000);
    }

    @Test
    void relabellingNodesKeepsLatencies() {
        for (long seed = 0; seed < 1000; seed++) {
            Topology topology = RandomTopologies.any(seed);
            Topology other = RandomTopologies.shuffled(topology, seed);
            Routing routing = Routings.shortestLatency(topology);
            Routing otherRouting = Routings.shortestLatency(other);
            for (int s = 0; s < topology.nodeCount(); s++) {
                for (int t = 0; t < topology.nodeCount(); t++) {
                    int os = other.nodeIndex(topology.node(s).id());
                    int ot = other.nodeIndex(topology.node(t).id());
                    long there = latencyOrMinusOne(other, otherRouting, os, ot);
                    if (there != latencyOrMinusOne(topology, routing, s, t)) {
                        fail("seed " + seed + " pair " + s + " " + t + ": " + there + " ns after relabelling");
                    }
                }
            }
        }
    }

    private static long latencyOrMinusOne(Topology topology, Routing routing, int s, int t) {
        try {
            return latency(topology, routing.route(s, t, 0));
        } catch (UnreachableException e) {
            return -1;
        }
    }

    @Test
    void tiesGoToTheLowestNodeThenTheLowestArc() {
        Topology topology = diamond();
        int[] path = Routings.shortestLatency(topology).route(0, 3, 99);
        assertThat(topology.arcTarget(path[0])).isEqualTo(topology.nodeIndex("b"));
        assertThat(path[0]).isEqualTo(0);
    }

    @Test
    void equalCostMultipathSpreadsFlowsAndKeepsEachOnItsPath() {
        Topology topology = diamond();
        Routing routing = Routings.equalCostMultipath(topology);
        int viaB = 0;
        for (long key = 0; key < 4000; key++) {
            int[] path = routing.route(0, 3, key);
            assertThat(path).isEqualTo(routing.route(0, 3, key));
            viaB += topology.arcTarget(path[0]) == topology.nodeIndex("b") ? 1 : 0;
        }
        // Two of the three first arcs lead to b, since a and b are joined twice.
        assertThat(viaB).isBetween(2540, 2790);
    }

    private static Topology diamond() {
        Duration ms = Duration.ofMillis(1);
        return Topology.builder("diamond")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .node(Node.host("c"))
                .node(Node.host("d"))
                .link(Link.of("ab", "a", "b", FAST, ms))
                .link(Link.of("ba", "b", "a", FAST, ms))
                .link(Link.of("ac", "a", "c", FAST, ms))
                .link(Link.of("bd", "b", "d", FAST, ms))
                .link(Link.of("cd", "c", "d", FAST, ms))
                .build();
    }

    @Test
    void namesBothEndsAndBothSidesOfACut() {
        Topology topology = Topology.builder("cut")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .node(Node.host("c"))
                .link(Link.of("ab", "a", "b", FAST, Duration.ZERO))
                .build();
        assertThatThrownBy(() -> Routings.shortestLatency(topology).route(0, 2, 0))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("no path from \"a\" to \"c\" in topology \"cut\": \"a\" reaches only 2 of 3 nodes (a, b); "
                        + "\"c\" is reached by no other node. Allowed: a chain of links between them");
    }

    @Test
    void pathsStayTheSameWhenTreesWereDropped() {
        int n = 40;
        Topology.Builder builder = Topology.builder("ring");
        for (int i = 0; i < n; i++) {
            builder.node(Node.host("n" + i)).link(Link.of("l" + i, "n" + i, "n" + (i + 1) % n, FAST, Duration.ZERO));
        }
        Topology topology = builder.build();
        Routing roomy = Routings.shortestLatency(topology);
        Routing cramped = new TreeRouting(topology, NextHop.FIRST, 0);
        for (int round = 0; round < 3; round++) {
            for (int target = 0; target < n; target++) {
                assertThat(cramped.route(0, target, 0)).isEqualTo(roomy.route(0, target, 0));
            }
        }
    }

    @Test
    void aRouteToItselfIsEmpty() {
        assertThat(Routings.shortestLatency(diamond()).route(2, 2, 0)).isEmpty();
    }

    /** Routing without links is routing on the network that has not got them. */
    @Test
    void linksThatAreDownAreAsGoodAsAbsent() {
        int compared = 0;
        int cut = 0;
        for (long seed = 0; seed < 60; seed++) {
            Topology whole = RandomTopologies.any(seed);
            Random random = new Random(seed);
            BitSet down = new BitSet();
            Topology.Builder builder = Topology.builder(whole.name()).relayingHosts(whole.relayingHosts());
            whole.nodes().forEach(builder::node);
            for (int link = 0; link < whole.links().size(); link++) {
                if (random.nextInt(5) == 0) {
                    down.set(link);
                } else {
                    builder.link(whole.links().get(link));
                }
            }
            Topology left = builder.build();
            Routing without = Routings.withoutLinks(Routings.shortestLatency(whole), down);
            Routing on = Routings.shortestLatency(left);
            for (int i = 0; i < 60; i++) {
                int source = random.nextInt(whole.nodeCount());
                int target = random.nextInt(whole.nodeCount());
                List<String> expected = links(left, on, source, target);
                assertThat(links(whole, without, source, target)).isEqualTo(expected);
                compared++;
                cut += expected.equals(List.of("no path")) ? 1 : 0;
            }
        }
        assertThat(cut).isBetween(50, compared - 500);
    }

    private static List<String> links(Topology topology, Routing routing, int source, int target) {
        try {
            return Arrays.stream(routing.route(source, target, 0))
                    .mapToObj(arc -> topology.links().get(arc >> 1).id())
                    .toList();
        } catch (UnreachableException e) {
            return List.of("no path");
        }
    }

    @Test
    void withoutItsOnlyLinkANodeIsUnreachable() {
        Topology topology = diamond();
        BitSet all = new BitSet();
        all.set(0, topology.links().size());
        Routing none = Routings.withoutLinks(Routings.equalCostMultipath(topology), all);
        assertThatThrownBy(() -> none.route(0, topology.nodeCount() - 1, 0))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("reaches no other node")
                .hasMessageContaining(topology.links().size() + " links are down");
    }
}
