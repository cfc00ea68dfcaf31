package org.longhaul.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.build.Clos;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.build.Torus;
import org.longhaul.topology.catalogue.Catalogue;
import org.longhaul.topology.unit.Bandwidth;

class TopologyStatisticsTest {
    private static final Bandwidth FAST = Bandwidth.ofGigabitsPerSecond(100);
    private static final Bandwidth SLOW = Bandwidth.ofGigabitsPerSecond(10);
    private static final Duration US = Duration.ofNanos(1000);
    private static final Duration MS = Duration.ofMillis(1);

    @Test
    void twoSitesAreHeldUpByTheirLine() {
        TopologyStatistics s = TopologyStatistics.of(Topologies.twoSites(4, FAST, US, SLOW, MS));
        assertThat(s.hosts()).isEqualTo(8);
        assertThat(s.switches()).isEqualTo(2);
        assertThat(s.parts()).isEqualTo(1);
        assertThat(s.exact()).isTrue();
        assertThat(s.diameterHops()).isEqualTo(3);
        assertThat(s.diameterLatency()).isEqualTo(MS.plusNanos(2000));
        // 3 hosts at 2 us, 4 at 1002 us.
        assertThat(s.meanLatency()).isEqualTo(Duration.ofNanos(Math.round((3 * 2000 + 4 * 1_002_000) / 7.0)));
        assertThat(s.bisection()).isEqualTo(SLOW);
        TopologyStatistics.Bottleneck worst = s.bottlenecks().get(0);
        assertThat(worst.name()).isEqualTo("site0-switch -> site1-switch");
        assertThat(worst.pairs()).isEqualTo(16);
        assertThat(worst.perPair()).isEqualTo(new Bandwidth(SLOW.bitsPerSecond() / 16));
        assertThat(s.bottlenecks().get(2).pairs()).isEqualTo(7);
    }

    /** The line has 100 Gbit/s one way and 10 the other, whichever site comes first. */
    @Test
    void theBisectionIsThatOfTheNarrowerDirection() {
        for (boolean narrowBack : new boolean[] {true, false}) {
            Topology.Builder sites = Topology.builder("sites");
            for (String host : List.of("a", "b", "c", "d")) {
                sites.node(Node.host(host));
            }
            sites.link(Link.of("ab", "a", "b", FAST, US)).link(Link.of("cd", "c", "d", FAST, US));
            sites.link(
                    new Link("wide", "a", "c", narrowBack ? FAST : SLOW, narrowBack ? SLOW : FAST, MS, 0, null, null));
            assertThat(TopologyStatistics.of(sites.build()).bisection()).isEqualTo(SLOW);
        }
    }

    /** a sends b in 12 ms and b sends a in 25 ms. */
    @Test
    void theMeanLatencyIsThatOfBothDirections() {
        Link link = new Link(
                "ab",
                "a",
                "b",
                FAST,
                FAST,
                MS.multipliedBy(12),
                0,
                null,
                null,
                WayBack.stated(MS.multipliedBy(25), null, MS, 0));
        TopologyStatistics s = TopologyStatistics.of(Topology.builder("two")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(link)
                .build());
        assertThat(s.meanLatency()).isEqualTo(Duration.ofNanos(18_500_000));
        assertThat(s.diameterLatency()).isEqualTo(MS.multipliedBy(25));
    }

    @Test
    void aFatTreeHasFullBisection() {
        TopologyStatistics s = TopologyStatistics.of(Topologies.fatTree(4, FAST, US));
        assertThat(s.bisection().bitsPerSecond()).isEqualTo(8 * FAST.bitsPerSecond());
        assertThat(s.diameterHops()).isEqualTo(6);
    }

    @Test
    void oversubscriptionDividesTheBisection() {
        Topology clos = new Clos().create(new Clos.Settings(4, 2, 8, 4, FAST, US));
        assertThat(TopologyStatistics.of(clos).bisection().bitsPerSecond()).isEqualTo(16 * FAST.bitsPerSecond() / 4);
    }

    @Test
    void aRingOfHostsIsCutTwice() {
        Topology ring = new Torus().create(new Torus.Settings(List.of(8), FAST, MS));
        TopologyStatistics s = TopologyStatistics.of(ring);
        assertThat(s.bisection().bitsPerSecond()).isEqualTo(2 * FAST.bitsPerSecond());
        assertThat(s.diameterHops()).isEqualTo(4);
        // Around a ring of 8: 2 x (1 + 2 + 3) + 4 ms over 7 others.
        assertThat(s.meanLatency()).isEqualTo(Duration.ofNanos(Math.round(16e6 / 7)));
    }

    @Test
    void loadsAddUpToTheLengthsOfAllPaths() {
        for (long seed = 0; seed < 200; seed++) {
            Topology topology = seed % 2 == 0 ? RandomTopologies.any(seed) : RandomTopologies.twoWays(seed);
            Routing routing = Routings.shortestLatency(topology);
            long[] load = new long[topology.arcCount()];
            int longest = 0;
            long latest = 0;
            for (int s : topology.hosts()) {
                for (int t : topology.hosts()) {
                    int[] path = pathOrNone(routing, s, t);
                    long nanos = 0;
                    for (int arc : path) {
                        load[arc]++;
                        nanos += topology.arcLatencyNanos(arc);
                    }
                    longest = Math.max(longest, path.length);
                    latest = Math.max(latest, nanos);
                }
            }
            TopologyStatistics statistics = TopologyStatistics.of(topology);
            assertThat(statistics.diameterHops()).as("seed %d", seed).isEqualTo(longest);
            assertThat(statistics.diameterLatency().toNanos())
                    .as("seed %d", seed)
                    .isEqualTo(latest);
            for (TopologyStatistics.Bottleneck b : statistics.bottlenecks()) {
                assertThat(b.pairs()).as("seed %d %s", seed, b.name()).isEqualTo(load[b.arc()]);
            }
        }
    }

    private static int[] pathOrNone(Routing routing, int s, int t) {
        try {
            return routing.route(s, t, 0);
        } catch (UnreachableException e) {
            return new int[0];
        }
    }

    @Test
    void partsAreCountedAndAloneMeansNoBisection() {
        Topology apart = Topology.builder("apart")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .build();
        TopologyStatistics s = TopologyStatistics.of(apart);
        assertThat(s.parts()).isEqualTo(2);
        assertThat(s.bisection().bitsPerSecond()).isZero();
        assertThat(s.bottlenecks()).isEmpty();
        assertThat(TopologyStatistics.of(
                                Topology.builder("one").node(Node.host("a")).build())
                        .diameterHops())
                .isZero();
    }

    @Test
    void abileneIsCutBetweenEastAndWest() {
        TopologyStatistics s = TopologyStatistics.of(Catalogue.named("abilene"));
        assertThat(s.hosts()).isEqualTo(11);
        assertThat(s.links()).isEqualTo(14);
        assertThat(s.bisection().bitsPerSecond()).isBetween(2 * 9_953_000_000L, 3 * 9_953_000_000L);
        assertThat(s.diameterHops()).isEqualTo(5);
    }
}
