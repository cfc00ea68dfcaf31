package org.longhaul.simulator.network.flow;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.packet.PacketModel;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** One link that loses packets at random, and what one congestion control makes of it in {@code flow} and in packets. */
final class LossyLink {
    private LossyLink() {}

    static Topology of(double megabits, double loss, double rttMillis) {
        return of(megabits, loss, rttMillis, null);
    }

    static Topology of(double megabits, double loss, double rttMillis, @Nullable DataSize queue) {
        Bandwidth rate = new Bandwidth(Math.round(megabits * 1e6));
        return Topology.builder("lossy")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(new Link(
                        "l", "a", "b", rate, rate, Duration.ofNanos(Math.round(rttMillis * 5e5)), loss, queue, null))
                .build();
    }

    static Function<NetworkContext, Network> flow(CongestionControl control) {
        return context -> new FlowNetwork(FlowSettings.tcp(control), context);
    }

    static Function<NetworkContext, Network> packet(CongestionControl control) {
        PacketModel model = new PacketModel();
        return context -> model.create(
                model.defaults().withCongestionControl(control.name().toLowerCase(Locale.ROOT)), context);
    }

    static NetworkContext context(Topology topology, int seed) {
        return new NetworkContext(
                topology, Routings.shortestLatency(topology), new EventLoop(), new RandomStreams(seed));
    }

    /** Mean time of one transfer on a new connection, over the seeds from 1 on. */
    static double meanSeconds(Function<NetworkContext, Network> model, Topology topology, long bytes, int runs) {
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
}
