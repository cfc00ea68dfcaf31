package org.longhaul.simulator.network.flow.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.extension.RecordValues;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.network.estimate.PathEstimate;
import org.longhaul.simulator.network.estimate.TermSeconds;
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

/** Windows that overflow queues, and queues that hold what running transfers have put there, against single packets. */
class QueueOverflowTest {

    private static final int RINGS = 3;
    private static final int SEEDS = 2;

    private static Link link(String id, String from, String to, double mbit, double oneWayMillis, long queueBytes) {
        Bandwidth rate = new Bandwidth(Math.round(mbit * 1e6));
        @Nullable DataSize queue = queueBytes < 0 ? null : new DataSize(queueBytes);
        return new Link(id, from, to, rate, rate, Duration.ofNanos(Math.round(oneWayMillis * 1e6)), 0, queue, null);
    }

    private static Topology oneLink(double mbit, double rttMillis, long queueBytes) {
        return Topology.builder("one link")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(link("ab", "a", "b", mbit, rttMillis / 2, queueBytes))
                .build();
    }

    private static Network network(String model, CongestionControl control, Topology topology, EventLoop loop) {
        NetworkContext context =
                new NetworkContext(topology, Routings.shortestLatency(topology), loop, new RandomStreams(1));
        return model.equals("flow")
                ? new FlowModel().create(FlowSettings.tcp(control), context)
                : new PacketModel()
                        .create(
                                PacketSettings.defaults()
                                        .withCongestionControl(control.name().toLowerCase(Locale.ROOT)),
                                context);
    }

    /** Seconds that each of equal transfers takes that start at intervals on one connection. */
    private static double[] series(
            String model, CongestionControl control, Topology topology, long bytes, double interval, int count) {
        EventLoop loop = new EventLoop();
        Network network = network(model, control, topology, loop);
        double[] seconds = new double[count];
        for (int i = 0; i < count; i++) {
            int at = i;
            long start = Math.round(i * interval * 1e9);
            loop.schedule(
                    start,
                    EventPriority.CHANGE,
                    now -> network.send(0, 1, bytes, 0, end -> seconds[at] = (end - start) * 1e-9));
        }
        loop.run();
        return seconds;
    }

    private static double seconds(String model, CongestionControl control, Topology topology, long bytes) {
        return series(model, control, topology, bytes, 0, 1)[0];
    }

    /** Seconds that the closed form expects of a transfer on a new connection. */
    private static double expected(CongestionControl control, Topology topology, long bytes, double mbit, double rtt) {
        PathEstimate path = TcpEstimates.of(FlowSettings.tcp(control), ConnectionRules.NONE)
                .path(topology, Routings.shortestLatency(topology), 0, 1, 1);
        TermSeconds terms = new TermSeconds();
        path.reset();
        path.transfer(0, bytes, bytes * 8e-6 / mbit, 1, 0, terms);
        return terms.total() + rtt * 1e-3;
    }

    @ParameterizedTest
    @CsvSource({
        // No loss: the window never outgrows path and queue before the bytes run out.
        "RENO, 100, 2, -1, 65000, 10",
        "RENO, 100, 2, -1, 70000, 10",
        "RENO, 10000, 30, -1, 150000000, 2",
        "CUBIC, 10000, 30, -1, 150000000, 2",
        // The overshoot of slow start, repaired at the end.
        "RENO, 100, 10, 125000, 1000000, 4",
        "RENO, 100, 100, 1250000, 10000000, 4",
        // Queues that a burst of slow start overflows, and the climb after that.
        "RENO, 100, 50, 156250, 10000000, 4",
        "RENO, 1000, 50, 312500, 100000000, 6",
        "RENO, 50, 5, 7812, 10000000, 6",
        "RENO, 10000, 5, 625000, 100000000, 6",
        "CUBIC, 1000, 30, 90000, 80000000, 8",
        "CUBIC, 100, 50, 62500, 10000000, 6",
        "CUBIC, 1000, 50, 3125000, 100000000, 4",
        "CUBIC, 1000, 50, 625000, 100000000, 6",
        "CUBIC, 10000, 5, 625000, 10000000, 6",
    })
    void aTransferTakesWhatItTakesPacketByPacket(
            CongestionControl control, double mbit, double rttMillis, long queueBytes, long bytes, double percent) {
        Topology topology = oneLink(mbit, rttMillis, queueBytes);
        double packet = seconds("packet", control, topology, bytes);
        assertThat(seconds("flow", control, topology, bytes)).isCloseTo(packet, withPercentage(percent));
        assertThat(expected(control, topology, bytes, mbit, rttMillis)).isCloseTo(packet, withPercentage(percent + 4));
    }

    /** The first window does not fit into a queue of five or eight packets; it may be all there is to send. */
    @ParameterizedTest
    @CsvSource({"10, 2", "10, 20", "10, 100", "100, 2", "100, 20", "100, 100"})
    void aFirstWindowThatAQueueDoesNotHoldTakesAboutWhatItTakesPacketByPacket(double mbit, double rttMillis) {
        for (int room : new int[] {5, 8}) {
            Topology topology = oneLink(mbit, rttMillis, room * 1500L);
            for (int packets = 7; packets <= 15; packets++) {
                double packet = seconds("packet", CongestionControl.RENO, topology, packets * 1448L);
                // The queue and the link hold one packet less than all: its probe and the delayed answer are exact.
                double percent = packets == room + 2 ? 2 : 28;
                assertThat(seconds("flow", CongestionControl.RENO, topology, packets * 1448L))
                        .as("%d packets into a queue of %d", packets, room)
                        .isCloseTo(packet, withPercentage(percent));
            }
        }
    }

    @Test
    void aQueueOfATenthOfWhatThePathHoldsIsNoneForBbr() {
        Topology topology = oneLink(1000, 50, 625_000);
        double packet = seconds("packet", CongestionControl.BBR, topology, 100_000_000);
        assertThat(seconds("flow", CongestionControl.BBR, topology, 100_000_000))
                .isCloseTo(packet, withPercentage(4));
    }

    @Test
    void fewerBytesNeverTakeLonger() {
        Topology topology = oneLink(92, 16.6, 30_000);
        double before = 0;
        for (long bytes = 10_000; bytes < 600_000; bytes += 5_000) {
            double seconds = seconds("flow", CongestionControl.RENO, topology, bytes);
            assertThat(seconds).as(bytes + " bytes").isGreaterThanOrEqualTo(before * 0.999);
            before = seconds;
        }
    }

    @Test
    void anOvershootIsRepairedOnce() {
        Topology topology = oneLink(100, 25, 312_500);
        double[] bbr = series("flow", CongestionControl.BBR, topology, 250_000, 1, 12);
        assertThat(Arrays.stream(bbr).skip(1).max().orElseThrow()).isLessThan(0.046);
        Topology near = oneLink(100, 2, -1);
        double[] reno = series("flow", CongestionControl.RENO, near, 70_000, 0.1, 6);
        double[] packets = series("packet", CongestionControl.RENO, near, 70_000, 0.1, 6);
        assertThat(reno[1]).isCloseTo(packets[1], withPercentage(5));
        assertThat(Arrays.stream(reno).sum()).isCloseTo(Arrays.stream(packets).sum(), withPercentage(25));
    }

    @Test
    void aHandshakeIsOfSmallPackets() {
        Topology thin = oneLink(1, 8, -1);
        // Two packets of 52 bytes and one of 1,052, and one and a half round trips.
        double byHand = 0.012 + (2 * 52 + 1052) * 8e-6;
        assertThat(seconds("flow", CongestionControl.CUBIC, thin, 1000)).isCloseTo(byHand, withPercentage(1e-3));
        assertThat(seconds("packet", CongestionControl.CUBIC, thin, 1000)).isCloseTo(byHand, withPercentage(2));
    }

    private static double[] rings(int hosts, long bytes, double mbit, double oneWayMillis, long queue, String model) {
        NetworkModel<?> found = NetworkModels.byId(model);
        return rings(hosts, bytes, mbit, oneWayMillis, queue, found::createDefault, 1);
    }

    /** Seconds of each of some ring all-reduces after another, over open connections, step by step. */
    private static double[] rings(
            int hosts,
            long bytes,
            double mbit,
            double oneWayMillis,
            long queue,
            Function<NetworkContext, Network> model,
            int seed) {
        Topology.Builder star = Topology.builder("star").node(Node.switchOf("switch"));
        for (int host = 0; host < hosts; host++) {
            star.node(Node.host("h" + host));
            star.link(link("l" + host, "h" + host, "switch", mbit, oneWayMillis / 2, queue));
        }
        Topology topology = star.build();
        EventLoop loop = new EventLoop();
        Network network = model.apply(
                new NetworkContext(topology, Routings.shortestLatency(topology), loop, new RandomStreams(seed)));
        for (int host = 0; host < hosts; host++) {
            network.send(1 + host, 1 + (host + 1) % hosts, 1, 0, now -> {});
        }
        loop.run();
        double[] seconds = new double[RINGS];
        for (int i = 0; i < RINGS; i++) {
            long start = loop.nowNanos();
            long[] end = new long[1];
            int[] left = {0, 2 * hosts - 2};
            Runnable[] step = new Runnable[1];
            step[0] = () -> {
                left[0] = hosts;
                for (int host = 0; host < hosts; host++) {
                    network.send(1 + host, 1 + (host + 1) % hosts, bytes / hosts, 0, now -> {
                        end[0] = now;
                        if (--left[0] == 0 && --left[1] > 0) {
                            step[0].run();
                        }
                    });
                }
            };
            step[0].run();
            loop.run();
            seconds[i] = (end[0] - start) * 1e-9;
        }
        return seconds;
    }

    /** Means over some runs in packets that are late by chance, as those of real hosts and links are. */
    private static double[] ringsInLatePackets(
            int hosts, long bytes, double mbit, double oneWayMillis, long queue, double micros) {
        PacketSettings late = RecordValues.with(
                RecordValues.with(PacketSettings.defaults(), "jitterMicros", micros), "readDelayMicros", micros);
        double[] means = new double[RINGS];
        for (int seed = 1; seed <= SEEDS; seed++) {
            double[] seconds = rings(
                    hosts, bytes, mbit, oneWayMillis, queue, context -> new PacketModel().create(late, context), seed);
            for (int i = 0; i < means.length; i++) {
                means[i] += seconds[i] / SEEDS;
            }
        }
        return means;
    }

    /**
     * HyStart ends slow start long before a deep queue is full, sooner on some connections than on others, and what is left of
     * windows waits for acknowledgements behind the data of those that have more.
     */
    @ParameterizedTest
    @CsvSource({
        "4, 1000000, 100, 1, 1000000, 50",
        "8, 2000000, 100, 1, 1000000, 50",
        "4, 2000000, 100, 4, 1000000, 50",
        "4, 4000000, 100, 10, 2000000, 50",
        "4, 10000000, 1000, 1, 10000000, 5",
        "4, 25000000, 5000, 0.2, 31000000, 5",
        "4, 25000000, 10000, 0.2, 31000000, 5",
    })
    void aRingOverDeepQueuesTakesAsLongAsInPackets(
            int hosts, long bytes, double mbit, double oneWayMillis, long queueBytes, double micros) {
        double[] packets = ringsInLatePackets(hosts, bytes, mbit, oneWayMillis, queueBytes, micros);
        double[] flow = rings(hosts, bytes, mbit, oneWayMillis, queueBytes, "flow");
        for (int i = 0; i < RINGS; i++) {
            assertThat(flow[i]).as("exchange %d", i).isCloseTo(packets[i], withPercentage(12));
        }
    }

    /** Whose packets are never late, so that all windows are alike. */
    @ParameterizedTest
    @ValueSource(longs = {3_000_000, 31_000_000, 100_000_000})
    void aRingFindsNoQueueOfItsOwn(long queueBytes) {
        double[] packets = rings(4, 25_000_000, 5000, 0.2, queueBytes, "packet");
        double[] flow = rings(4, 25_000_000, 5000, 0.2, queueBytes, "flow");
        for (int i = 1; i < RINGS; i++) {
            assertThat(flow[i]).as("exchange %d", i).isCloseTo(packets[i], withPercentage(10));
        }
    }
}
