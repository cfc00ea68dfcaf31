package org.longhaul.simulator.network.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.analytic.AnalyticNetwork;
import org.longhaul.simulator.network.estimate.TermSeconds;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.fluid.RttBias;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** Each effect of TCP by itself, on top of the plain fluid. */
class FlowEffectsTest {

    private static final long RATE = 1_000_000_000L;
    private static final long LATENCY = 10_000_000L;

    private static FlowSettings with(boolean setup, boolean slowStart, long window, boolean headers) {
        return new FlowSettings(
                CongestionControl.CUBIC,
                setup,
                slowStart,
                10,
                true,
                window,
                headers,
                1500,
                52,
                false,
                false,
                false,
                false,
                RttBias.NONE);
    }

    private static double seconds(FlowSettings settings, Topology topology, long bytes) {
        Cases.Run run = new Cases.Run(settings, topology);
        double[] ends = new double[1];
        run.send("n0", "n1", bytes, 0, 0, ends, 0);
        run.loop.run();
        return ends[0];
    }

    @Test
    void aWindowAtItsMostCostsNoEventsHoweverLongTheTransferIs() {
        for (CongestionControl control : CongestionControl.values()) {
            Cases.Run run = new Cases.Run(FlowSettings.tcp(control), Cases.chain(100 * LATENCY, 10 * RATE));
            double[] ends = new double[1];
            // 64 MiB every two seconds: a year.
            run.send("n0", "n1", 1_000_000_000_000_000L, 0, 0, ends, 0);
            run.loop.run();
            assertThat(ends[0]).isCloseTo(1e15 / ((1 << 26) / 2.0), within(1e-4 * ends[0]));
            assertThat(run.loop.executedEvents()).isLessThan(200);
        }
    }

    /** BBR looks for the smallest round trip where it queues; below the link's rate every round trip is the smallest. */
    @Test
    void bbrBelowTheLinksRateNeverStopsToSeeThePath() {
        double[] whole = new double[1];
        Cases.Run one = new Cases.Run(FlowSettings.tcp(CongestionControl.BBR), Cases.chain(10 * LATENCY, 27 * RATE));
        one.send("n0", "n1", 80_000_000_000L, 0, 0, whole, 0);
        one.loop.run();
        double[] parts = new double[8];
        Cases.Run eight = new Cases.Run(FlowSettings.tcp(CongestionControl.BBR), Cases.chain(10 * LATENCY, 27 * RATE));
        for (int i = 0; i < parts.length; i++) {
            eight.send("n0", "n1", 10_000_000_000L, 0, 0, parts, i);
        }
        eight.loop.run();
        assertThat(parts[7]).isCloseTo(whole[0], within(1e-4 * whole[0]));
    }

    @Test
    void aWindowAtItsMostFollowsTheLinkAsSoonAsOthersFillIt() {
        Cases.Run run = new Cases.Run(FlowSettings.tcp(), Cases.chain(50 * LATENCY, RATE));
        double[] ends = new double[2];
        // 64 MiB a second is 54 % of the link, so two of them fill it.
        run.send("n0", "n1", 100_000_000_000L, 0, 0, ends, 0);
        run.send("n0", "n1", 100_000_000_000L, 1, 500, ends, 1);
        run.loop.run();
        double alone = (1 << 26) / 1.0;
        double wire = 1500.0 / 1448;
        double shared = RATE / 8.0 / wire;
        double most = (200e9 - 500 * alone) / shared + 500;
        assertThat(ends[1]).isBetween(most, most * 1.2);
        assertThat(ends[0]).isLessThan(ends[1]).isGreaterThan(100e9 / alone);
    }

    @Test
    void setUpTakesARoundTripOncePerConnection() {
        Cases.Run run = new Cases.Run(with(true, false, 0, false), Cases.chain(LATENCY, RATE));
        double[] ends = new double[2];
        run.send("n0", "n1", 125_000, 0, 0, ends, 0);
        run.send("n0", "n1", 125_000, 0, 1, ends, 1);
        run.loop.run();
        assertThat(ends[0]).isCloseTo(0.02 + 0.01 + 0.001, within(1e-9));
        assertThat(ends[1]).isCloseTo(1 + 0.01 + 0.001, within(1e-9));
    }

    @Test
    void headersTakeTheirPartOfTheWire() {
        long segments = 100_000;
        double seconds = seconds(with(false, false, 0, true), Cases.chain(0, RATE), segments * 1448);
        assertThat(seconds).isCloseTo(segments * 1500 * 8.0 / RATE, within(1e-9));
    }

    @Test
    void aWindowOfBytesMovesOncePerRoundTrip() {
        long window = 250_000;
        double seconds = seconds(with(false, false, window, false), Cases.chain(LATENCY, RATE), 100 * window);
        assertThat(seconds).isCloseTo(0.01 + 100 * 0.02, within(1e-6));
    }

    @Test
    void slowStartSendsTenSegmentsThenDoubles() {
        FlowSettings settings = with(false, true, 0, false);
        Topology chain = Cases.chain(LATENCY, RATE);
        double segment = 1448 * 8.0 / RATE;
        // Ten segments in the first round; the eleventh waits a round trip; the second round holds one of twenty back.
        assertThat(seconds(settings, chain, 10 * 1448)).isCloseTo(0.01 + 10 * segment, within(1e-9));
        assertThat(seconds(settings, chain, 11 * 1448)).isCloseTo(0.03 + segment, within(1e-9));
        assertThat(seconds(settings, chain, 29 * 1448)).isCloseTo(0.03 + 19 * segment, within(1e-9));
        assertThat(seconds(settings, chain, 30 * 1448)).isCloseTo(0.05 + segment, within(1e-9));
    }

    @Test
    void aWarmConnectionIsFasterAndAnIdleOneStartsSmallAgain() {
        Cases.Run run = new Cases.Run(FlowSettings.tcp(), Cases.chain(LATENCY, RATE));
        double[] ends = new double[3];
        run.send("n0", "n1", 20_000_000, 0, 0, ends, 0);
        run.send("n0", "n1", 20_000_000, 0, 1, ends, 1);
        run.send("n0", "n1", 20_000_000, 0, 10, ends, 2);
        run.loop.run();
        double cold = ends[0];
        double idleForLess = ends[1] - 1;
        double idleForLong = ends[2] - 10;
        assertThat(idleForLess).isLessThan(cold);
        assertThat(idleForLong)
                .isGreaterThan(0.01 + 20e6 * 8 / RATE * 1500 / 1448 + 2 * 0.02)
                .isLessThan(cold);
    }

    private static Topology lossy(double loss) {
        Bandwidth rate = new Bandwidth(RATE);
        return Topology.builder("lossy")
                .node(Node.host("n0"))
                .node(Node.host("n1"))
                .link(new Link("l", "n0", "n1", rate, rate, Duration.ofMillis(10), loss, null, null))
                .build();
    }

    @Test
    void randomLossBoundsRenoByTheSquareRootLaw() {
        double loss = 1e-3;
        Cases.Run run = new Cases.Run(FlowSettings.tcp(CongestionControl.RENO), lossy(loss));
        run.network.send(0, 1, 1L << 40, 0, now -> {});
        run.loop.runUntil(20_000_000_000L);
        long before = run.network.arcPayloadBytes(0);
        run.loop.runUntil(420_000_000_000L);
        double rate = (run.network.arcPayloadBytes(0) - before) / 400.0;
        // Mathis et al.: C / sqrt(p) segments a round trip, C between 1.22 (regular losses) and 1.31 (random ones).
        double law = 1448 / 0.02 / Math.sqrt(loss);
        assertThat(rate / law).isBetween(1.15, 1.45);
    }

    @Test
    void lossOrdersTheCongestionControls() {
        Map<CongestionControl, Long> bytes = new EnumMap<>(CongestionControl.class);
        for (CongestionControl control : CongestionControl.values()) {
            Cases.Run run = new Cases.Run(FlowSettings.tcp(control), lossy(1e-4));
            run.network.send(0, 1, 1L << 40, 0, now -> {});
            run.loop.runUntil(100_000_000_000L);
            bytes.put(control, run.network.arcPayloadBytes(0));
        }
        long reno = bytes.getOrDefault(CongestionControl.RENO, 0L);
        assertThat(bytes.get(CongestionControl.BBR)).isGreaterThan(3 * reno);
    }

    @Test
    void settingsRefuseWhatCannotBe() {
        assertThatThrownBy(() -> new FlowSettings(
                        CongestionControl.RENO,
                        true,
                        true,
                        0,
                        true,
                        0,
                        true,
                        1500,
                        52,
                        true,
                        true,
                        true,
                        true,
                        RttBias.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("initialWindow (0)");
        assertThatThrownBy(() -> AnalyticNetwork.Settings.alphaBeta(1.5, true))
                .hasMessageContaining("efficiency (1.5)");
    }

    /** LogGP: o + L + S G + o; the next message of the connection follows its bytes. */
    @Test
    void overheadOfTheClosedFormsIsTakenAtBothEnds() {
        Topology topology = Topologies.star(2, Bandwidth.parse("1 Gbit/s"), Duration.ofMillis(5));
        EventLoop loop = new EventLoop();
        Network network = new AnalyticNetwork(
                new AnalyticNetwork.Settings(1, true, Duration.ofMillis(2), 0),
                new NetworkContext(topology, Routings.shortestLatency(topology), loop, new RandomStreams(1)));
        long[] ends = new long[3];
        int[] hosts = topology.hosts();
        network.send(hosts[0], hosts[1], 1_000_000, 0, now -> ends[0] = now);
        network.send(hosts[0], hosts[1], 1_000_000, 0, now -> ends[1] = now);
        network.send(hosts[0], hosts[0], 1_000_000, 0, now -> ends[2] = now);
        loop.run();
        long latency = pathNanos(topology, hosts);
        assertThat(ends[0]).isEqualTo(2_000_000 + latency + 8_000_000 + 2_000_000);
        assertThat(ends[1]).isEqualTo(ends[0] + 8_000_000);
        assertThat(ends[2]).isZero();
        assertThatThrownBy(() -> new AnalyticNetwork.Settings(1, true, Duration.ofMillis(-1), 0))
                .hasMessageContaining("overhead (-1 ms)");
    }

    /** A transfer moves a window a round trip where that is less than the slowest link's rate, by the estimate as well. */
    @Test
    void aWindowBoundsTheClosedForms() {
        Topology topology = Topologies.star(2, Bandwidth.parse("1 Gbit/s"), Duration.ofMillis(25));
        EventLoop loop = new EventLoop();
        NetworkContext context =
                new NetworkContext(topology, Routings.shortestLatency(topology), loop, new RandomStreams(1));
        AnalyticNetwork.Model model = new AnalyticNetwork.Model();
        int[] hosts = topology.hosts();
        double[] seconds = new double[3];
        for (int connections = 1; connections <= 2; connections++) {
            AnalyticNetwork.Settings settings = model.onHosts(model.defaults(), HostBuffers.LINUX_DEFAULT, connections);
            Network network = new AnalyticNetwork(settings, context);
            int index = connections;
            long start = loop.nowNanos();
            network.send(hosts[0], hosts[1], 30_000_000, 0, now -> seconds[index] = (now - start) * 1e-9);
            loop.run();
            TermSeconds terms = new TermSeconds();
            network.estimate()
                    .path(topology, context.routing(), hosts[0], hosts[1], connections)
                    .transfer(0, 30_000_000, 0.24, 1, 0, terms);
            assertThat(terms.total()).isCloseTo(seconds[index], within(1e-6));
        }
        // 3 MB in 100 ms are 240 Mbit/s.
        assertThat(seconds[1]).isCloseTo(0.05 + 1.0, within(1e-3));
        assertThat(seconds[2]).isCloseTo(0.05 + 0.5, within(1e-3));
        assertThatThrownBy(() -> new AnalyticNetwork.Settings(1, true, Duration.ZERO, -1))
                .hasMessageContaining("maximumWindow (-1)");
    }

    private static long pathNanos(Topology topology, int[] hosts) {
        long nanos = 0;
        for (int arc : Routings.shortestLatency(topology).route(hosts[0], hosts[1], 0)) {
            nanos += topology.arcLatencyNanos(arc);
        }
        return nanos;
    }
}
