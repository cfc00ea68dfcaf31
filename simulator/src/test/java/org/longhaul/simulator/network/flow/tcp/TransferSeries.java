package org.longhaul.simulator.network.flow.tcp;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
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

/** Transfers on one connection over one link, each when the one before has been delivered, as flows and as packets. */
final class TransferSeries {
    private TransferSeries() {}

    static Topology link(double mbit, double rttMillis, double queueBytes) {
        Bandwidth rate = new Bandwidth(Math.round(mbit * 1e6));
        Duration latency = Duration.ofNanos(Math.round(rttMillis * 5e5));
        return Topology.builder("link")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(new Link("ab", "a", "b", rate, rate, latency, 0, new DataSize(Math.round(queueBytes)), null))
                .build();
    }

    static NetworkContext context(Topology topology) {
        return new NetworkContext(topology, Routings.shortestLatency(topology), new EventLoop(), new RandomStreams(1));
    }

    static Network flow(CongestionControl control, NetworkContext context) {
        return new FlowModel().create(FlowSettings.tcp(control), context);
    }

    static Network packet(CongestionControl control, NetworkContext context) {
        PacketSettings settings =
                PacketSettings.defaults().withCongestionControl(control.name().toLowerCase(Locale.ROOT));
        return new PacketModel().create(settings, context);
    }

    /** Seconds that each takes in {@code flow}; the pause, in seconds, is between them. */
    static double[] flows(CongestionControl control, Topology topology, double pause, long... bytes) {
        NetworkContext context = context(topology);
        return seconds(flow(control, context), context, pause, bytes);
    }

    /** The same in {@code packet}. */
    static double[] packets(CongestionControl control, Topology topology, double pause, long... bytes) {
        NetworkContext context = context(topology);
        return seconds(packet(control, context), context, pause, bytes);
    }

    static long[] equal(long bytes, int count) {
        long[] series = new long[count];
        Arrays.fill(series, bytes);
        return series;
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
}
