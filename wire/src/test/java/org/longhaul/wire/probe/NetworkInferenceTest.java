package org.longhaul.wire.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.format.YamlTreeReader;
import org.longhaul.topology.measured.MeasuredTopology;
import org.longhaul.topology.measured.NearHosts;
import org.longhaul.topology.unit.Bandwidth;

/** Networks that are known, measured by the flow model with noise, must be inferred back. */
class NetworkInferenceTest {
    private static final double NOISE = 0.01;
    private static final long MEGABIT = 1_000_000;

    /** A truth under construction. */
    private static final class Truth {
        final Topology.Builder builder = Topology.builder("truth").relayingHosts(false);
        int hosts;

        Truth host(String hub, double up, double down, double millis) {
            String host = "worker" + hosts++;
            builder.node(Node.host(host));
            return link(host, hub, up, down, millis);
        }

        Truth hub(String hub) {
            builder.node(Node.switchOf(hub));
            return this;
        }

        Truth link(String from, String to, double forward, double backward, double millis) {
            builder.link(new Link(
                    from + to,
                    from,
                    to,
                    new Bandwidth(Math.round(forward * MEGABIT)),
                    new Bandwidth(Math.round(backward * MEGABIT)),
                    Duration.ofNanos(Math.round(millis * 1e6)),
                    0,
                    null,
                    null));
            return this;
        }
    }

    private static HostFacts facts(@Nullable String machine) {
        return new HostFacts("test", null, 1, null, 1500, null, List.of(), List.of(), null, null, machine);
    }

    /** What members would measure on a network without any effect of TCP, give or take some per cent. */
    private static MeasuredNetwork measured(Topology truth, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = truth.hosts().length;
        List<MeasuredNetwork.Host> hosts = new ArrayList<>();
        List<MeasuredNetwork.RoundTrip> roundTrips = new ArrayList<>();
        long[][] least = new long[n][n];
        List<@Nullable String> machines = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            machines.add("machine" + i);
            hosts.add(new MeasuredNetwork.Host("worker" + i, 1500, 52, facts("machine" + i)));
            for (int j = i + 1; j < n; j++) {
                least[i][j] = roundTrip(truth, i, j) + 40_000 + random.nextLong(10_000);
                least[j][i] = least[i][j];
                roundTrips.add(new MeasuredNetwork.RoundTrip(i, j, least[i][j], least[i][j] + 20_000, 32));
            }
        }
        AllowedRates rates = new AllowedRates(truth);
        List<MeasuredNetwork.RateTest> tests = new ArrayList<>();
        for (RatePlan.Test plan : RatePlan.of(n, NearHosts.groups(least, machines))) {
            List<MeasuredNetwork.Flow> flows = new ArrayList<>();
            double all = 0;
            double[] exact = rates.of(ends(truth, plan, 0), ends(truth, plan, 1), 2);
            double off = 1 - NOISE + 2 * NOISE * random.nextDouble();
            for (int f = 0; f < exact.length; f++) {
                double rate = exact[f] * off;
                int[] flow = plan.flows().get(f);
                flows.add(new MeasuredNetwork.Flow(flow[0], flow[1], rate / 8 * 1448 / 1500, Math.round(rate)));
                all += rate;
            }
            tests.add(new MeasuredNetwork.RateTest(
                    plan.kind(), flows, all / 8 * 1448 / 1500, Math.round(all), 1, 1000, 2, true));
        }
        return new MeasuredNetwork("2026-05-03T10:00:00Z", hosts, roundTrips, tests, List.of(), 1000, 10);
    }

    private static int[] ends(Topology truth, RatePlan.Test plan, int end) {
        return plan.flows().stream()
                .mapToInt(flow -> truth.nodeIndex("worker" + flow[end]))
                .toArray();
    }

    private static long roundTrip(Topology topology, int i, int j) {
        long nanos = 0;
        for (int arc : Routings.shortestLatency(topology)
                .route(topology.nodeIndex("worker" + i), topology.nodeIndex("worker" + j), 0)) {
            nanos += topology.arcLatencyNanos(arc) + topology.arcLatencyNanos(arc ^ 1);
        }
        return nanos;
    }

    /** Holds that any flows at once get on the inferred network what they get on the true one. */
    private static MeasuredTopology assertInferred(Topology truth, long seed) {
        MeasuredNetwork measured = measured(truth, seed);
        MeasuredTopology made = measured.topology("inferred");
        int n = truth.hosts().length;
        AllowedRates right = new AllowedRates(truth);
        AllowedRates found = new AllowedRates(made.topology());
        SplittableRandom random = new SplittableRandom(seed);
        for (int trial = 0; trial < 30; trial++) {
            List<int[]> flows = new ArrayList<>();
            int[] order = IntStream.range(0, n).toArray();
            for (int i = 0; i < n; i++) {
                int other = random.nextInt(n);
                if (other != i && (trial < 15 || random.nextBoolean())) {
                    flows.add(new int[] {order[i], other});
                }
            }
            if (flows.isEmpty()) {
                continue;
            }
            double wanted = 0;
            double got = 0;
            double[] a = right.of(indices(truth, flows, 0), indices(truth, flows, 1), 1);
            double[] b = found.of(indices(made.topology(), flows, 0), indices(made.topology(), flows, 1), 1);
            for (int f = 0; f < a.length; f++) {
                wanted += a[f];
                got += b[f];
                assertThat(b[f]).isCloseTo(a[f], within(0.08 * a[f]));
            }
            assertThat(got).isCloseTo(wanted, within(0.04 * wanted));
        }
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                assertThat((double) roundTrip(made.topology(), i, j))
                        .isCloseTo(roundTrip(truth, i, j), within(200_000.0));
            }
        }
        assertThat(made.warnings()).isEmpty();
        return made;
    }

    private static int[] indices(Topology topology, List<int[]> flows, int end) {
        return flows.stream()
                .mapToInt(flow -> topology.nodeIndex("worker" + flow[end]))
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aStarWithUnlikeLines(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Truth star = new Truth().hub("hub");
        int hosts = 3 + random.nextInt(4);
        for (int i = 0; i < hosts; i++) {
            star.host("hub", 50 + random.nextInt(1000), 50 + random.nextInt(1000), 0.4 * random.nextDouble());
        }
        MeasuredTopology made = assertInferred(star.builder.build(), seed);
        assertThat(made.topology().links()).hasSize(hosts);
    }

    @Test
    void aSlowUplinkIsOfItsHostAlone() {
        Truth star = new Truth().hub("hub").host("hub", 20, 100, 0);
        star.host("hub", 100, 100, 0).host("hub", 100, 100, 0).host("hub", 100, 100, 0);
        MeasuredTopology made = assertInferred(star.builder.build(), 7);
        Link slow = made.topology().links().get(0);
        assertThat(slow.forward().bitsPerSecond()).isBetween(19_400_000L, 20_600_000L);
        assertThat(slow.backward().bitsPerSecond()).isBetween(97_000_000L, 103_000_000L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void twoSitesWithALineThatTheirHostsShare(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Truth sites = new Truth().hub("a").hub("b");
        int first = 2 + random.nextInt(2);
        int second = 2 + random.nextInt(3);
        for (int i = 0; i < first + second; i++) {
            sites.host(i < first ? "a" : "b", 500 + random.nextInt(500), 500 + random.nextInt(500), 0.05);
        }
        sites.link("a", "b", 100 + random.nextInt(300), 100 + random.nextInt(300), 5 + random.nextInt(60));
        MeasuredTopology made = assertInferred(sites.builder.build(), seed);
        assertThat(made.topology().links()).hasSize(first + second + 1);
        assertThat(made.topology().departures())
                .anySatisfy(note -> assertThat(note.text()).contains("places by round trips: worker0, worker1"));
        StringBuilder text = new StringBuilder();
        made.write(text);
        assertThat(text.toString()).contains("# Measured at 2026-05-03T10:00:00Z", "of all their hosts at once");
        Topology again = new YamlTreeReader().read(new StringReader(text.toString()), "mine.yaml");
        assertThat(again.links()).isEqualTo(made.topology().links());
    }

    @Test
    void threeSitesOfWhichOneSharesItsWayOut() {
        Truth sites = new Truth().hub("a").hub("b").hub("c").hub("core");
        for (int i = 0; i < 6; i++) {
            sites.host(i < 2 ? "a" : i < 4 ? "b" : "c", 1000, 1000, 0.02);
        }
        sites.link("a", "core", 100, 200, 5).link("b", "core", 900, 900, 10).link("c", "core", 400, 400, 15);
        MeasuredTopology made = assertInferred(sites.builder.build(), 3);
        assertThat(made.topology().hasNode("site0-gate")).isTrue();
    }

    @Test
    void aHostFarFromTheOthersIsTestedAgainstThemOnce() {
        Truth sites = new Truth().hub("a").hub("b").host("a", 800, 800, 0.05);
        sites.host("b", 600, 600, 0.05).host("b", 700, 700, 0.05).link("a", "b", 150, 250, 20);
        assertThat(measured(sites.builder.build(), 4).rates().stream().map(test -> test.flows().stream()
                        .map(flow -> flow.from() + "-" + flow.to())
                        .toList()))
                .doesNotHaveDuplicates()
                .hasSize(6 + 6 + 3 + 1);
        MeasuredTopology made = assertInferred(sites.builder.build(), 4);
        assertThat(made.topology().links()).hasSize(3 + 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void hostsThatAreAllFarApart(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Truth far = new Truth().hub("core");
        for (int i = 0; i < 4; i++) {
            far.host("core", 50 + random.nextInt(200), 50 + random.nextInt(200), 10 + random.nextInt(40));
        }
        MeasuredTopology made = assertInferred(far.builder.build(), seed);
        assertThat(made.topology().links()).hasSize(4 + 6);
    }

    @Test
    void twoHostsHaveOneLine() throws IOException {
        Truth pair = new Truth().hub("hub").host("hub", 30, 80, 5).host("hub", 300, 400, 7);
        MeasuredTopology made = measured(pair.builder.build(), 5).topology("pair");
        Link line = made.topology().links().get(0);
        assertThat(made.topology().links()).hasSize(1);
        assertThat(line.forward().bitsPerSecond()).isBetween(29_700_000L, 30_300_000L);
        assertThat(line.backward().bitsPerSecond()).isBetween(79_200_000L, 80_800_000L);
        assertThat(line.latency().toNanos()).isBetween(12_000_000L, 12_030_000L);
        StringBuilder text = new StringBuilder();
        made.write(text);
        assertThat(text.toString())
                .contains("# Source: measurements.json, 2026-05-03T10:00:00Z")
                .doesNotContain("iperf3", "longhaul topology measured");
    }

    @Test
    void whatTheNetworkDoesNotAllowIsSaid() {
        Truth star = new Truth()
                .hub("hub")
                .host("hub", 100, 100, 1)
                .host("hub", 100, 100, 1)
                .host("hub", 100, 100, 1);
        MeasuredNetwork right = measured(star.builder.build(), 1);
        List<MeasuredNetwork.RateTest> tests = new ArrayList<>(right.rates());
        for (int i = 0; i < tests.size(); i++) {
            MeasuredNetwork.RateTest each = tests.get(i);
            MeasuredNetwork.Flow flow = each.flows().get(0);
            if (each.kind() == MeasuredNetwork.Kind.ALONE && flow.from() == 0 && flow.to() == 2) {
                tests.set(
                        i,
                        new MeasuredNetwork.RateTest(
                                each.kind(), each.flows(), 5e6, 42_000_000, 1, 1, each.streams(), false));
            }
        }
        MeasuredNetwork odd = new MeasuredNetwork(
                right.measuredAt(), right.hosts(), right.roundTrips(), tests, List.of("worker1 -> worker0"), 1, 1);
        assertThat(odd.topology("odd").warnings())
                .anySatisfy(each -> assertThat(each)
                        .startsWith(
                                "slower than the network that was inferred allows: worker0 -> worker2: 42.00 or more"))
                .anySatisfy(each -> assertThat(each).endsWith("no time or bytes were left: worker1 -> worker0"))
                .hasSize(2);
        assertThat(MeasuredNetwork.parse(odd.json())).isEqualTo(odd);
    }

    @Test
    void oneMachineIsNoNetwork() {
        Truth star = new Truth().hub("hub");
        for (int i = 0; i < 4; i++) {
            star.host("hub", 20_000, 200_000, 0.005);
        }
        MeasuredNetwork apart = measured(star.builder.build(), 1);
        List<MeasuredNetwork.Host> hosts = apart.hosts().stream()
                .map(each -> new MeasuredNetwork.Host(each.name(), 65_536, 52, facts("one")))
                .toList();
        MeasuredTopology made = new MeasuredNetwork(
                        // A limit that ends early has left out the pairs.
                        apart.measuredAt(),
                        hosts,
                        apart.roundTrips(),
                        apart.rates().subList(0, 9),
                        List.of(),
                        1,
                        1)
                .topology("local");
        assertThat(made.warnings()).hasSize(1).first().asString().startsWith("all members are on one machine");
        assertThat(made.topology().links()).hasSize(4).allSatisfy(each -> assertThat(
                        each.backward().bitsPerSecond())
                .isBetween(19_000_000_000L, 21_000_000_000L));
    }
}
