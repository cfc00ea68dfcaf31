package org.longhaul.simulator.network.flow.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.Arrays;
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

/** BBR's transfers on one connection, each when the one before has been delivered: flows beside packets. */
class BbrSeriesTest {

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

    private static double[] flows(Topology topology, double pause, long... bytes) {
        NetworkContext context = context(topology);
        Network network = new FlowModel().create(FlowSettings.tcp(CongestionControl.BBR), context);
        return seconds(network, context, pause, bytes);
    }

    private static double[] packets(Topology topology, double pause, long... bytes) {
        NetworkContext context = context(topology);
        PacketSettings settings = PacketSettings.defaults().withCongestionControl("bbr");
        return seconds(new PacketModel().create(settings, context), context, pause, bytes);
    }

    private static NetworkContext context(Topology topology) {
        return new NetworkContext(topology, Routings.shortestLatency(topology), new EventLoop(), new RandomStreams(1));
    }

    private static double[] seconds(Network network, NetworkContext context, double pause, long... bytes) {
        double[] seconds = new double[bytes.length];
        send(network, context, bytes, Math.round(pause * 1e9), 0, seconds);
        context.loop().run();
        return seconds;
    }

    private static void send(
            Network network, NetworkContext context, long[] bytes, long pauseNanos, int index, double[] seconds) {
        long begun = context.loop().nowNanos();
        network.send(0, 1, bytes[index], 0, now -> {
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

    private static long[] equal(long bytes, int count) {
        long[] series = new long[count];
        Arrays.fill(series, bytes);
        return series;
    }

    /** A small transfer has measured less than the link's rate, and paces the next one. */
    @ParameterizedTest
    @CsvSource({"20, 50000, 150000", "80, 50000, 150000", "80, 15000, 15000", "20, 100000, 400000"})
    void whatATransferHasMeasuredPacesTheNextOne(double rttMillis, long first, long second) {
        Topology topology = link(100, rttMillis, 12_500 * rttMillis);
        double flows = flows(topology, 0, first, second)[1];
        assertThat(flows).isCloseTo(packets(topology, 0, first, second)[1], withPercentage(4));
    }

    /** Small ones get faster one by one, over 80 ms from 66 ms to 54; at the link's rate they would take 41. */
    @Test
    void smallTransfersGetFasterOneByOne() {
        Topology topology = link(100, 80, 1_000_000);
        double[] flows = flows(topology, 0, equal(15_000, 10));
        double[] packets = packets(topology, 0, equal(15_000, 10));
        for (int i = 0; i < 10; i++) {
            assertThat(flows[i]).as("transfer %d", i).isCloseTo(packets[i], withPercentage(3));
        }
        assertThat(packets[9]).isCloseTo(0.0537, withPercentage(1));
    }

    /** Two products go into a queue of one at 2.885 times the link's rate, until repairs have shown that the link is full. */
    @Test
    void startupOverflowsAQueueUntilItKnowsThatTheLinkIsFull() {
        Topology topology = link(100, 20, 250_000);
        double[] flows = flows(topology, 0, equal(500_000, 8));
        double[] packets = packets(topology, 0, equal(500_000, 8));
        assertThat(packets[1]).isGreaterThan(1.6 * packets[7]);
        for (int i = 0; i < 3; i++) {
            assertThat(flows[i]).as("transfer %d", i).isCloseTo(packets[i], withPercentage(4));
        }
        assertThat(Arrays.stream(flows).sum()).isCloseTo(Arrays.stream(packets).sum(), withPercentage(3));
    }

    /** Over several paths, sizes, queues and pauses; 259 and 311 of these 360 are as near if windows alone count. */
    @Test
    void transfersTakeWhatTheyTakeInPackets() {
        int within10 = 0;
        int within25 = 0;
        int count = 0;
        for (double rttMillis : new double[] {5, 40}) {
            for (double queue : new double[] {1, 4}) {
                for (double size : new double[] {0.1, 0.25, 0.5, 1, 2, 4}) {
                    for (double next : new double[] {0.1, size, 3}) {
                        double product = 12_500 * rttMillis;
                        Topology topology = link(100, rttMillis, queue * product);
                        long[] bytes = equal(Math.round(size * product), 6);
                        bytes[3] = Math.round(next * product);
                        double pause = count % 5 * 0.01;
                        double[] flows = flows(topology, pause, bytes);
                        double[] packets = packets(topology, pause, bytes);
                        for (int i = 1; i < 6; i++) {
                            double error = Math.abs(flows[i] / packets[i] - 1);
                            within10 += error <= 0.1 ? 1 : 0;
                            within25 += error <= 0.25 ? 1 : 0;
                            count++;
                        }
                    }
                }
            }
        }
        assertThat(count).isEqualTo(360);
        assertThat(within10).isGreaterThanOrEqualTo(340);
        assertThat(within25).isGreaterThanOrEqualTo(350);
    }
}
