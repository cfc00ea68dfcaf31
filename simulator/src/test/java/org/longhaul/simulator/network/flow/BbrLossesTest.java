package org.longhaul.simulator.network.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.estimate.TermSeconds;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.tcp.TcpEstimate;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.DataSize;

/** BBR over links that lose packets at random, beside packets: it cuts no window, and yet losses cost it. */
final class BbrLossesTest {
    private static final FlowSettings SETTINGS = FlowSettings.tcp(CongestionControl.BBR);

    private static double flow(Topology topology, long bytes, int runs) {
        return LossyLink.meanSeconds(LossyLink.flow(CongestionControl.BBR), topology, bytes, runs);
    }

    private static double packet(Topology topology, long bytes, int runs) {
        return LossyLink.meanSeconds(LossyLink.packet(CongestionControl.BBR), topology, bytes, runs);
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
        Topology topology = LossyLink.of(megabits, loss, rttMillis);
        long bytes = Math.round(megabits * 1e6 / 8 * 20);
        double packet = packet(topology, bytes, 1);
        assertThat(flow(topology, bytes, 1)).isCloseTo(packet, within(0.05 * packet));
    }

    /** At a fifth probes no longer make up for losses, which look like a policer's, too. */
    @Test
    void aFifthLostIsACliff() {
        Topology topology = LossyLink.of(100, 0.2, 20);
        long bytes = 25_000_000;
        double before = 3 * flow(LossyLink.of(100, 0.1, 20), bytes, 4);
        double packet = packet(topology, bytes, 4);
        assertThat(packet).isGreaterThan(before);
        assertThat(flow(topology, bytes, 4)).isBetween(before, packet);
        assertThat(new FlowWeaknesses(SETTINGS, topology).of(new int[] {0}, new int[] {1}))
                .anyMatch(sentence -> sentence.contains("BBR's rate"));
        assertThat(new FlowWeaknesses(SETTINGS, LossyLink.of(100, 0.1, 20)).of(new int[] {0}, new int[] {1}))
                .isEmpty();
    }

    /** Startup that recovers does not grow, and what is lost at the end comes late; without either these took 30 % less. */
    @ParameterizedTest
    @CsvSource({"150000, 0.03, 80", "500000, 0.03, 20", "500000, 0.01, 80", "3000000, 0.03, 20"})
    void shortTransfersWaitForWhatTheyLose(long bytes, double loss, double rttMillis) {
        Topology topology = LossyLink.of(100, loss, rttMillis);
        double packet = packet(topology, bytes, 400);
        assertThat(flow(topology, bytes, 400)).isCloseTo(packet, within(0.15 * packet));
    }

    /** Losses that come and go in the midst of a transfer count for what is sent meanwhile, also where no queue overflows. */
    @ParameterizedTest
    @ValueSource(longs = {250_000, 25_000_000})
    void lossesCountWhileTheyLast(long queueBytes) {
        Topology topology = LossyLink.of(100, 0, 20, DataSize.ofBytes(queueBytes));
        double flow = secondsOfTwoSpells(LossyLink.flow(CongestionControl.BBR), topology);
        double packet = secondsOfTwoSpells(LossyLink.packet(CongestionControl.BBR), topology);
        // 12 s at the link's whole rate.
        assertThat(packet).isGreaterThan(13);
        assertThat(flow).isCloseTo(packet, within(0.03 * packet));
    }

    private static double secondsOfTwoSpells(Function<NetworkContext, Network> model, Topology topology) {
        NetworkContext context = LossyLink.context(topology, 1);
        Network network = model.apply(context);
        ArcState whole = ArcState.of(topology, 0);
        EventLoop loop = context.loop();
        for (long second = 1; second <= 6; second += 5) {
            long from = second * 1_000_000_000L;
            loop.schedule(from, EventPriority.CHANGE, now -> network.setArc(0, losing(whole, 0.1)));
            loop.schedule(from + 4_000_000_000L, EventPriority.CHANGE, now -> network.setArc(0, whole));
        }
        double[] end = new double[1];
        network.send(0, 1, 150_000_000, 0, now -> end[0] = now * 1e-9);
        loop.run();
        return end[0];
    }

    private static ArcState losing(ArcState state, double lossRate) {
        return new ArcState(true, state.bitsPerSecond(), state.latencyNanos(), lossRate);
    }

    @Test
    void plansKnowIt() {
        long bytes = 250_000_000;
        for (double loss : new double[] {0.01, 0.05, 0.1}) {
            Topology topology = LossyLink.of(100, loss, 20);
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
            double flow = flow(topology, bytes, 2);
            assertThat(terms.total() / flow).as("loss " + loss).isBetween(0.95, 1.05);
        }
    }
}
