package org.longhaul.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Many flows into one port: their shares are unequal, and what the first leave the last have to grow into. */
@NullMarked
class IncastTest {

    private static final int RUNS = 20;

    /** A transfer to h0. */
    private record Sending(int sender, long bytes, double start) {}

    private static Topology star(int hosts, double mbit, double oneWayMillis, long queueBytes) {
        Topology.Builder star = Topology.builder("star").node(Node.switchOf("switch"));
        for (int host = 0; host < hosts; host++) {
            Bandwidth rate = new Bandwidth(Math.round(mbit * 1e6));
            Duration latency = Duration.ofNanos(Math.round(oneWayMillis * 5e5));
            star.node(Node.host("h" + host));
            star.link(
                    new Link("l" + host, "h" + host, "switch", rate, rate, latency, 0, new DataSize(queueBytes), null));
        }
        return star.build();
    }

    private static FlowSettings tcp(CongestionControl control) {
        return FlowSettings.tcp(control);
    }

    /** When each transfer ends, seconds; 0 for one that is left out. */
    private static double[] ends(FlowSettings settings, Topology star, long seed, Sending[] sendings, int leftOut) {
        EventLoop loop = new EventLoop();
        Network network = new FlowModel()
                .create(
                        settings,
                        new NetworkContext(star, Routings.shortestLatency(star), loop, new RandomStreams(seed)));
        double[] ends = new double[sendings.length];
        for (int i = 0; i < sendings.length; i++) {
            int at = i;
            Sending sending = sendings[i];
            if (i != leftOut) {
                loop.schedule(
                        Math.round(sending.start() * 1e9),
                        EventPriority.CHANGE,
                        begun -> network.send(
                                star.nodeIndex("h" + sending.sender()),
                                star.nodeIndex("h0"),
                                sending.bytes(),
                                0,
                                now -> ends[at] = now * 1e-9));
            }
        }
        loop.run();
        return ends;
    }

    private static Sending[] equal(int senders, long bytes) {
        Sending[] sendings = new Sending[senders];
        Arrays.setAll(sendings, i -> new Sending(i + 1, bytes, 0));
        return sendings;
    }

    /** Means over runs of the last and of the first end. */
    private static double[] lastAndFirst(
            CongestionControl control, int senders, long bytes, double oneWayMillis, long queueBytes) {
        Topology star = star(senders + 1, 100, oneWayMillis, queueBytes);
        double last = 0;
        double first = 0;
        for (int seed = 1; seed <= RUNS; seed++) {
            double[] ends = ends(tcp(control), star, seed, equal(senders, bytes), -1);
            last += Arrays.stream(ends).max().orElseThrow() / RUNS;
            first += Arrays.stream(ends).min().orElseThrow() / RUNS;
        }
        return new double[] {last, first};
    }

    @ParameterizedTest
    @CsvSource({
        // Means of four to six runs of Linux 6.18 over emulated links as in the validation, on a machine that was busy
        // with other work; runs with a mean lateness above 0.15 ms were left out. They check the form of the model;
        // no constant was set by them.
        "CUBIC, 8, 2500000, 10, 250000, 1.901, 1.255",
        "RENO, 8, 2500000, 10, 250000, 1.829, 1.231",
        "CUBIC, 16, 1250000, 10, 250000, 1.888, 1.285",
        "RENO, 16, 1250000, 10, 250000, 1.772, 1.177",
        "CUBIC, 2, 10000000, 10, 250000, 1.754, 1.697",
        "RENO, 4, 5000000, 10, 250000, 1.776, 1.482",
        "CUBIC, 8, 2500000, 10, 62500, 2.009, 1.198",
        "RENO, 8, 2500000, 2, 250000, 1.671, 1.274",
        "CUBIC, 8, 10000000, 10, 250000, 6.932, 4.828",
        "RENO, 8, 30000000, 10, 250000, 20.243, 16.007",
    })
    void theFirstAndTheLastEndAsInRealNetworks(
            CongestionControl control,
            int senders,
            long bytes,
            double oneWayMillis,
            long queueBytes,
            double last,
            double first) {
        double[] flow = lastAndFirst(control, senders, bytes, oneWayMillis, queueBytes);
        assertThat(flow[0]).as("last").isCloseTo(last, within(0.03 * last));
        assertThat(flow[1]).as("first").isCloseTo(first, within(0.13 * first));
    }

    @Test
    void whoGetsMoreIsDrawnForEveryConnectionByItself() {
        Topology star = star(9, 100, 10, 250_000);
        Sending[] sendings = equal(8, 2_500_000);
        double[] ends = ends(tcp(CongestionControl.RENO), star, 1, sendings, -1);
        assertThat(ends(tcp(CongestionControl.RENO), star, 1, sendings, -1)).isEqualTo(ends);
        assertThat(ends(tcp(CongestionControl.RENO), star, 2, sendings, -1)).isNotEqualTo(ends);
        Topology larger = star(40, 100, 10, 250_000);
        assertThat(ends(tcp(CongestionControl.RENO), larger, 1, sendings, -1)).isEqualTo(ends);
    }

    @Test
    void sharesStayEqualWhereNoQueueOverflows() {
        Topology star = star(9, 100, 10, 250_000);
        Sending[] sendings = equal(8, 2_500_000);
        for (FlowSettings settings : new FlowSettings[] {
            tcp(CongestionControl.BBR), tcp(CongestionControl.CUBIC).withMaximumWindow(30_000)
        }) {
            double[] ends = ends(settings, star, 1, sendings, -1);
            double last = Arrays.stream(ends).max().orElseThrow();
            assertThat(Arrays.stream(ends).min().orElseThrow()).isCloseTo(last, within(1e-6 * last));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = CongestionControl.class,
            names = {"RENO", "CUBIC"})
    void whatAFlowLeavesIsRegainedByTheGrowthOfTheOthers(CongestionControl control) {
        // Of path and queue of 1,042 segments each the first has half for 0.4 s, and the other's window then grows.
        Sending[] both = {new Sending(1, 100_000_000, 0), new Sending(2, 20_000_000, 0)};
        double[] deep = ends(tcp(control), star(3, 1000, 6.25, 6_250_000), 3, both, -1);
        double[] shallow = ends(tcp(control), star(3, 1000, 6.25, 390_625), 3, both, -1);
        double fluid = 120e6 * 8 / 1e9 * 1500 / 1448;
        assertThat(deep[0]).isBetween(fluid, 1.1 * fluid);
        assertThat(shallow[0]).isGreaterThan(1.15 * fluid).isLessThan(2 * fluid);
    }

    @Test
    void messagesRightBehindEachOtherAreOneFlow() {
        Topology star = star(3, 1000, 1, 125_000);
        double[] whole = ends(
                tcp(CongestionControl.CUBIC),
                star,
                1,
                new Sending[] {new Sending(1, 40_000_000, 0), new Sending(2, 40_000_000, 0)},
                -1);
        Sending[] parts = new Sending[80];
        Arrays.setAll(parts, i -> new Sending(1 + i % 2, 1_000_000, 0));
        double[] cut = ends(tcp(CongestionControl.CUBIC), star, 1, parts, -1);
        assertThat(Arrays.stream(cut).max().orElseThrow())
                .isCloseTo(Arrays.stream(whole).max().orElseThrow(), within(0.02));
    }

    @Test
    void oneSenderLessDelaysNoOther() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            double mbit = 100 * (1 + random.nextInt(20));
            double oneWayMillis = 1 + random.nextInt(20);
            Topology star = star(7, mbit, oneWayMillis, Math.round(mbit * oneWayMillis * 375));
            Sending[] sendings = new Sending[6];
            Arrays.setAll(sendings, i -> new Sending(i + 1, 5_000_000 + random.nextInt(20_000_000), 0));
            CongestionControl control = random.nextBoolean() ? CongestionControl.CUBIC : CongestionControl.RENO;
            double[] all = ends(tcp(control), star, seed, sendings, -1);
            int leftOut = random.nextInt(6);
            double[] fewer = ends(tcp(control), star, seed, sendings, leftOut);
            for (int i = 0; i < 6; i++) {
                assertThat(fewer[i])
                        .as("%d of %d without %d, %s", i, seed, leftOut, control)
                        .isLessThanOrEqualTo(1.01 * all[i]);
            }
        }
    }
}
