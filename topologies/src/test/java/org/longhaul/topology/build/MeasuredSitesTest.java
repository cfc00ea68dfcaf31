package org.longhaul.topology.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.IdleLinks;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.unit.Bandwidth;

/** Sites between which people measured: round trips, diagonals, two directions. */
class MeasuredSitesTest {
    private static final List<String> SITES = List.of("a", "b", "c");

    private static List<List<Bandwidth>> rates(String... rows) {
        List<List<Bandwidth>> all = new ArrayList<>();
        for (String row : rows) {
            all.add(Arrays.stream(row.split(" ", -1))
                    .map(n -> new Bandwidth(Long.parseLong(n) * 1_000_000))
                    .toList());
        }
        return all;
    }

    private static List<List<Duration>> millis(String... rows) {
        List<List<Duration>> all = new ArrayList<>();
        for (String row : rows) {
            all.add(Arrays.stream(row.split(" ", -1))
                    .map(n -> Duration.ofNanos(Math.round(Double.parseDouble(n) * 1e6)))
                    .toList());
        }
        return all;
    }

    private static Topology mesh(
            @Nullable List<List<Duration>> latency,
            @Nullable List<List<Duration>> roundTrip,
            int hosts,
            @Nullable String access,
            String... rates) {
        return new FullMesh()
                .create(new FullMesh.Settings(
                        SITES,
                        rates(rates),
                        latency,
                        0,
                        null,
                        null,
                        hosts,
                        access == null ? null : Bandwidth.parse(access),
                        Duration.ofNanos(10_000),
                        roundTrip,
                        null));
    }

    @Test
    void sitesMayTakeMoreThanTheySend() {
        FullMesh.Settings settings = new FullMesh.Settings(
                SITES,
                rates("0 5 5", "5 0 5", "5 5 0"),
                millis("0 1 1", "1 0 1", "1 1 0"),
                0,
                null,
                null,
                2,
                Bandwidth.parse("20 Mbit/s"),
                Duration.ofNanos(10_000),
                null,
                Bandwidth.parse("100 Mbit/s"));
        Topology topology = new FullMesh().create(settings);
        int up = topology.outArc(topology.nodeIndex("a-host0"), 0);
        assertThat(topology.arcBitsPerSecond(up)).isEqualTo(20_000_000);
        assertThat(topology.arcBitsPerSecond(up ^ 1)).isEqualTo(100_000_000);
        assertThatThrownBy(() -> new FullMesh.Settings(
                        SITES,
                        rates("0 5 5", "5 0 5", "5 5 0"),
                        millis("0 1 1", "1 0 1", "1 1 0"),
                        0,
                        null,
                        null,
                        1,
                        null,
                        Duration.ZERO,
                        null,
                        Bandwidth.parse("100 Mbit/s")))
                .hasMessageContaining("accessDown is 100 Mbit/s and access is missing");
    }

    /** a to b takes 30 ms, over c only 20: measured pairs often break the triangle inequality. */
    @Test
    void trafficOfAPairStaysOnItsLineAndMovesOnlyWhenThatIsDown() {
        Topology topology =
                mesh(millis("0 30 10", "30 0 10", "10 10 0"), null, 1, "1 Gbit/s", "0 5 5", "5 0 5", "5 5 0");
        Routing routing = Routings.shortestLatency(topology);
        int from = topology.nodeIndex("a-host0");
        int to = topology.nodeIndex("b-host0");
        int line = topology.links().stream().map(Link::id).toList().indexOf("a--b");
        assertThat(routing.route(from, to, 0)).hasSize(3).contains(2 * line);
        assertThat(routing.route(to, from, 0)).contains(2 * line + 1);
        BitSet down = new BitSet();
        down.set(line);
        assertThat(Routings.withoutLinks(routing, down).route(from, to, 0)).hasSize(4);
    }

    @Test
    void aLineThatNoPathTakesIsNamed() {
        Topology.Builder builder = Topology.builder("t").node(Node.switchOf("s"));
        Bandwidth rate = Bandwidth.parse("1 Gbit/s");
        for (String host : SITES) {
            builder.node(Node.host(host)).link(Link.of(host + "-s", host, "s", rate, Duration.ofMillis(1)));
        }
        Topology topology = builder.link(Link.of("slow", "a", "b", rate, Duration.ofMillis(9)))
                .build();
        assertThat(IdleLinks.of(topology)).extracting(Link::id).containsExactly("slow");
        assertThat(IdleLinks.warning(topology)).startsWith("warning: no path between hosts takes link slow;");
        assertThat(IdleLinks.warning(
                        mesh(millis("0 30 10", "30 0 10", "10 10 0"), null, 1, "1 Gbit/s", "0 5 5", "5 0 5", "5 5 0")))
                .isEmpty();
    }

    @Test
    void roundTripsAreHalvedAndTwoMeasurementsOfAPairAveraged() {
        Topology topology = mesh(null, millis("0 31 10", "29 0 8", "10 8 0"), 1, null, "0 5 5", "6 0 5", "5 5 0");
        assertThat(topology.links().get(0).latency()).isEqualTo(Duration.ofMillis(15));
        assertThat(topology.links().get(0).backward()).hasToString("6 Mbit/s");
        assertThat(topology.links().get(1).latency()).isEqualTo(Duration.ofMillis(5));
        assertThat(topology.departures()).isEmpty();
        assertThatThrownBy(() -> mesh(
                        millis("0 1 1", "1 0 1", "1 1 0"),
                        millis("0 1 1", "1 0 1", "1 1 0"),
                        1,
                        null,
                        "0 5 5",
                        "5 0 5",
                        "5 5 0"))
                .hasMessage("latency and roundTrip are both stated; allowed: one of them");
        assertThatThrownBy(() -> mesh(null, null, 1, null, "0 5 5", "5 0 5", "5 5 0"))
                .hasMessageStartingWith("latency is missing, and roundTrip as well");
    }

    @Test
    void diagonalsAreWhatLiesWithinASite() {
        Topology topology =
                mesh(millis("0.4 30 10", "30 0.2 10", "10 10 0"), null, 2, null, "900 5 5", "5 800 5", "5 5 700");
        int host = topology.nodeIndex("a-host0");
        int[] within = Routings.shortestLatency(topology).route(host, topology.nodeIndex("a-host1"), 0);
        assertThat(within).hasSize(2);
        assertThat(topology.arcBitsPerSecond(within[0])).isEqualTo(900_000_000L);
        assertThat(topology.arcLatencyNanos(within[0]) + topology.arcLatencyNanos(within[1]))
                .isEqualTo(400_000);
        assertThat(topology.departures())
                .extracting(TopologyNote::text)
                .singleElement()
                .asString()
                .contains("3 bandwidths and 2 latencies");
        Topology single = mesh(millis("0.4 30 10", "30 0.2 10", "10 10 0"), null, 1, null, "900 5 5", "5 0 5", "5 5 0");
        assertThat(single.departures())
                .extracting(TopologyNote::text)
                .singleElement()
                .asString()
                .contains("each site is one host");
        assertThatThrownBy(
                        () -> mesh(millis("0 30 10", "30 0 10", "10 10 0"), null, 2, null, "900 5 5", "5 0 5", "5 5 0"))
                .hasMessageContaining(
                        "hostsPerSite is 2 and access is missing, with 1 of 3 bandwidths on the diagonal");
    }

    @Test
    void linesHaveTwoDirectionsAndRoundTripsInEveryBuilderOfSites() {
        Bandwidth fast = Bandwidth.parse("1 Gbit/s");
        Bandwidth slow = Bandwidth.parse("100 Mbit/s");
        Duration us = Duration.ofNanos(1000);
        Duration ms = Duration.ofMillis(30);
        Topology two = new TwoSites()
                .create(new TwoSites.Settings(
                        1, fast, us, fast, null, 0, null, null, null, ms, slow, slow, null, null));
        Link wide = two.links().stream()
                .filter(l -> l.id().equals("wide"))
                .findFirst()
                .orElseThrow();
        assertThat(wide.latency()).isEqualTo(Duration.ofMillis(15));
        assertThat(wide.backward()).isEqualTo(slow);
        assertThat(two.links().get(0).backward()).isEqualTo(slow);
        Topology ring = new RingOfSites()
                .create(new RingOfSites.Settings(3, 1, fast, us, fast, null, 0, null, null, null, ms, slow, null));
        assertThat(ring.links())
                .filteredOn(l -> l.backward().equals(slow))
                .hasSize(3)
                .allMatch(l -> l.latency().equals(ms.dividedBy(2)));
        Topology hub = new HubAndSpoke()
                .create(new HubAndSpoke.Settings(2, 1, 1, fast, us, fast, slow, null, 0, null, ms, slow));
        assertThat(hub.links()).allMatch(l -> l.backward().equals(slow));
        Topology star = new Star().create(new Star.Settings(2, fast, null, 0, null, ms, slow));
        assertThat(star.links())
                .allMatch(
                        l -> l.latency().equals(ms.dividedBy(4)) && l.backward().equals(slow));
        Topology tree = new FederationTree()
                .create(new FederationTree.Settings(
                        List.of(2, 2), List.of(fast, fast), List.of(us, us), List.of(slow, fast)));
        assertThat(tree.links()).filteredOn(l -> l.backward().equals(slow)).hasSize(2);
        assertThatThrownBy(() ->
                        new TwoSites.Settings(1, fast, us, fast, ms, 0, null, null, null, ms, null, null, null, null))
                .hasMessage("wideLatency and wideRoundTrip are both stated; allowed: one of them");
        assertThatThrownBy(() -> new TwoSites.Settings(
                        1, fast, us, fast, null, 0, null, null, null, null, null, null, null, null))
                .hasMessage("wideLatency is missing, and wideRoundTrip as well; allowed: one of them");
    }
}
