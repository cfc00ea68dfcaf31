package org.longhaul.simulator.network.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.estimate.TermSeconds;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.tcp.TcpEstimate;
import org.longhaul.simulator.network.packet.PacketModel;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** BBR over links that lose packets at random, beside packets: it cuts no window, and yet losses cost it. */
final class BbrLossesTest {
    private static final FlowSettings SETTINGS = FlowSettings.tcp(CongestionControl.BBR);

    private static Topology link(double megabits, double loss, double rttMillis) {
        Bandwidth rate = new Bandwidth(Math.round(megabits * 1e6));
        return Topology.builder("lossy")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(new Link(
                        "l", "a", "b", rate, rate, Duration.ofNanos(Math.round(rttMillis * 5e5)), loss, null, null))
                .build();
    }

    private static Network flow(NetworkContext context) {
        return new FlowNetwork(SETTINGS, context);
    }

    private static Network packet(NetworkContext context) {
        PacketModel model = new PacketModel();
        return model.create(model.defaults().withCongestionControl("bbr"), context);
    }

    private static NetworkContext context(Topology topology, int seed) {
        return new NetworkContext(
                topology, Routings.shortestLatency(topology), new EventLoop(), new RandomStreams(seed));
    }

    private static double seconds(Function<NetworkContext, Network> model, Topology topology, long bytes, int runs) {
        double sum = 0;
        for (int seed = 1; seed <= runs; seed++) {
            NetworkContext context = context(topology, seed);
            double[] end = new double[1];
            model.apply(context).send(0, 1, bytes, 0, now -> end[0] = now * 1e-9);
            context.loop().run();
            sum += end[0];
        }
        return sum / runs;
    }

    /** A flow that delivered what it lost took 9 and 26 % less at 5 and 10 %. */
    @ParameterizedTest
    @CsvSource({
        "20, 0.01, 2",
        "20, 0.1, 2",
        "100, 0.01, 20",
        "100, 0.05, 20",
        "100, 0.1, 20",
        "100, 0.1, 100",
        "500, 0.03, 20",
        "500, 0.1, 100"
    })
    void whatIsLostIsSentAgainAndMeasuredAsLess(double megabits, double loss, double rttMillis) {
        Topology topology = link(megabits, loss, rttMillis);
        long bytes = Math.round(megabits * 1e6 / 8 * 20);
        double packet = seconds(BbrLossesTest::packet, topology, bytes, 1);
        assertThat(seconds(BbrLossesTest::flow, topology, bytes, 1)).isCloseTo(packet, within(0.05 * packet));
    }

    /** At a fifth probes no longer make up for losses, which look like a policer's, too. */
    @Test
    void aFifthLostIsACliff() {
        Topology topology = link(100, 0.2, 20);
        long bytes = 25_000_000;
        double before = 3 * seconds(BbrLossesTest::flow, link(100, 0.1, 20), bytes, 4);
        double packet = seconds(BbrLossesTest::packet, topology, bytes, 4);
        assertThat(packet).isGreaterThan(before);
        assertThat(seconds(BbrLossesTest::flow, topology, bytes, 4)).isBetween(before, packet);
        assertThat(new FlowWeaknesses(SETTINGS, topology).of(new int[] {0}, new int[] {1}))
                .anyMatch(sentence -> sentence.contains("BBR's rate"));
        assertThat(new FlowWeaknesses(SETTINGS, link(100, 0.1, 20)).of(new int[] {0}, new int[] {1}))
                .isEmpty();
    }

    /** Startup that recovers does not grow, and what is lost at the end comes late; without either these took 30 % less. */
    @ParameterizedTest
    @CsvSource({"150000, 0.03, 80", "500000, 0.03, 20", "500000, 0.01, 80", "3000000, 0.03, 20"})
    void shortTransfersWaitForWhatTheyLose(long bytes, double loss, double rttMillis) {
        Topology topology = link(100, loss, rttMillis);
        double packet = seconds(BbrLossesTest::packet, topology, bytes, 400);
        assertThat(seconds(BbrLossesTest::flow, topology, bytes, 400)).isCloseTo(packet, within(0.15 * packet));
    }

    /** Losses that come and go in the midst of a transfer count for what is sent meanwhile. */
    @Test
    void lossesCountWhileTheyLast() {
        double[] seconds = new double[2];
        for (int model = 0; model < 2; model++) {
            Topology topology = link(100, 0, 20);
            NetworkContext context = context(topology, 1);
            Network network = model == 0 ? flow(context) : packet(context);
            ArcState whole = ArcState.of(topology, 0);
            EventLoop loop = context.loop();
            for (int second = 1; second <= 3; second += 2) {
                loop.schedule(
                        second * 1_000_000_000L, EventPriority.CHANGE, now -> network.setArc(0, losing(whole, 0.1)));
                loop.schedule(
                        second * 1_000_000_000L + 1_000_000_000L,
                        EventPriority.CHANGE,
                        now -> network.setArc(0, whole));
            }
            int at = model;
            network.send(0, 1, 60_000_000, 0, now -> seconds[at] = now * 1e-9);
            loop.run();
        }
        // 4.8 s at the link's whole rate.
        assertThat(seconds[1]).isGreaterThan(5.2);
        assertThat(seconds[0]).isCloseTo(seconds[1], within(0.03 * seconds[1]));
    }

    private static ArcState losing(ArcState state, double lossRate) {
        return new ArcState(true, state.bitsPerSecond(), state.latencyNanos(), lossRate);
    }

    @Test
    void plansKnowIt() {
        long bytes = 250_000_000;
        for (double loss : new double[] {0.01, 0.05, 0.1}) {
            Topology topology = link(100, loss, 20);
            TermSeconds terms = new TermSeconds();
            new TcpEstimate(
                            SETTINGS,
                            SETTINGS.congestionControl(),
                            Double.POSITIVE_INFINITY,
                            topology,
                            new int[] {0},
                            new int[] {1},
                            1)
                    .transfer(0, bytes, bytes * 8e-8, 1, 0, terms);
            double flow = seconds(BbrLossesTest::flow, topology, bytes, 2);
            assertThat(terms.total() / flow).as("loss " + loss).isBetween(0.95, 1.05);
        }
    }
}
