package org.longhaul.simulator.network.flow.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.packet.PacketModel;
import org.longhaul.simulator.network.packet.PacketSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** The same bytes again and again on one connection, each when those before have been delivered: flows beside packets. */
class RestartsTest {

    private static Topology link(double mbit, double rttMillis, double queueBytes) {
        Bandwidth rate = new Bandwidth(Math.round(mbit * 1e6));
        return Topology.builder("link")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(new Link(
                        "ab",
                        "a",
                        "b",
                        rate,
                        rate,
                        Duration.ofNanos(Math.round(rttMillis * 5e5)),
                        0,
                        new DataSize(Math.round(queueBytes)),
                        null))
                .build();
    }

    private static double[] flows(CongestionControl control, Topology topology, long bytes, double pause, int count) {
        NetworkContext context = context(topology);
        return seconds(new FlowModel().create(FlowSettings.tcp(control), context), context, bytes, pause, count);
    }

    private static double[] packets(CongestionControl control, Topology topology, long bytes, double pause, int count) {
        NetworkContext context = context(topology);
        PacketSettings settings =
                PacketSettings.defaults().withCongestionControl(control.name().toLowerCase(Locale.ROOT));
        return seconds(new PacketModel().create(settings, context), context, bytes, pause, count);
    }

    private static NetworkContext context(Topology topology) {
        return new NetworkContext(topology, Routings.shortestLatency(topology), new EventLoop(), new RandomStreams(1));
    }

    private static double[] seconds(Network network, NetworkContext context, long bytes, double pause, int count) {
        double[] seconds = new double[count];
        send(network, context, bytes, Math.round(pause * 1e9), 0, seconds);
        context.loop().run();
        return seconds;
    }

    private static void send(
            Network network, NetworkContext context, long bytes, long pauseNanos, int index, double[] seconds) {
        long begun = context.loop().nowNanos();
        network.send(0, 1, bytes, 0, now -> {
            seconds[index] = (now - begun) * 1e-9;
            if (index + 1 < seconds.length) {
                context.loop()
                        .schedule(
                                now + pauseNanos,
                                EventPriority.CHANGE,
                                then -> send(network, context, bytes, pauseNanos, index + 1, seconds));
            }
        });
    }

    /**
     * A bandwidth-delay product, and a queue of as much: the third transfer goes into the queue at once, which does not hold it, and
     * the fourth one again. Acknowledgements of the second one keep HyStart from ending slow start before that.
     */
    @ParameterizedTest
    @CsvSource({"CUBIC, 260000", "CUBIC, 280000", "CUBIC, 300000", "RENO, 260000", "RENO, 280000", "RENO, 300000"})
    void aWindowThatAllowsAWholeTransferOverflowsTheQueue(CongestionControl control, long bytes) {
        Topology topology = link(100, 20, 250_000);
        double[] flows = flows(control, topology, bytes, 0, 10);
        double[] packets = packets(control, topology, bytes, 0, 10);
        assertThat(packets[2]).isGreaterThan(3 * packets[1]);
        for (int i = 0; i < 4; i++) {
            assertThat(flows[i]).as("transfer %d", i).isCloseTo(packets[i], withPercentage(2));
        }
        assertThat(Arrays.stream(flows).sum()).isCloseTo(Arrays.stream(packets).sum(), withPercentage(10));
    }

    /** Over many paths, sizes and queues; 51 and 53 of these 100 are as near if windows are taken to be spread. */
    @Test
    void seriesTakeWhatTheyTakeInPackets() {
        int within10 = 0;
        int within25 = 0;
        int count = 0;
        for (CongestionControl control : new CongestionControl[] {CongestionControl.CUBIC, CongestionControl.RENO}) {
            for (double rttMillis : new double[] {5, 40}) {
                for (double queue : new double[] {0.25, 0.5, 1, 2, 4}) {
                    for (double size : new double[] {0.5, 0.75, 1, 1.25, 2}) {
                        double product = 12_500 * rttMillis;
                        Topology topology = link(100, rttMillis, queue * product);
                        long bytes = Math.round(size * product);
                        double pause = count % 2 * 0.01;
                        double flows = Arrays.stream(flows(control, topology, bytes, pause, 8))
                                .sum();
                        double packets = Arrays.stream(packets(control, topology, bytes, pause, 8))
                                .sum();
                        double error = Math.abs(flows / packets - 1);
                        within10 += error <= 0.1 ? 1 : 0;
                        within25 += error <= 0.25 ? 1 : 0;
                        count++;
                    }
                }
            }
        }
        assertThat(count).isEqualTo(100);
        assertThat(within10).isGreaterThanOrEqualTo(76);
        assertThat(within25).isGreaterThanOrEqualTo(92);
    }

    /** What waited while the transfer before was sent follows at the pace of acknowledgements, and not at once. */
    @Test
    void whatWaitedTakesNoLongerThanOneTransferOfAll() {
        Topology topology = link(100, 10, 125_000);
        double whole = flows(CongestionControl.RENO, topology, 4 * 144_800, 0, 1)[0];
        NetworkContext context = context(topology);
        Network network = new FlowModel().create(FlowSettings.tcp(CongestionControl.RENO), context);
        double[] end = new double[1];
        for (int i = 0; i < 4; i++) {
            network.send(0, 1, 144_800, 0, now -> end[0] = now * 1e-9);
        }
        context.loop().run();
        assertThat(end[0]).isLessThanOrEqualTo(1.01 * whole);
    }
}
