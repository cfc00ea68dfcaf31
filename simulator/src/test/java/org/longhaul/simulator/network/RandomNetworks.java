package org.longhaul.simulator.network;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.packet.PacketSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Links, chains of hosts and settings that random draws are made of. */
final class RandomNetworks {
    private RandomNetworks() {}

    static FlowSettings drawSettings(RandomGenerator random) {
        return random.nextInt(5) == 0
                ? FlowSettings.fluid()
                : FlowSettings.tcp(CongestionControl.values()[random.nextInt(3)]);
    }

    static PacketSettings packets(FlowSettings settings) {
        return PacketSettings.defaults()
                .withCongestionControl(settings.congestionControl().id());
    }

    static Topology chain(long latencyNanos, long queueBytes, double lossRate, long... bitsPerSecond) {
        Topology.Builder chain = Topology.builder("chain").relayingHosts(true).node(Node.host("n0"));
        for (int hop = 0; hop < bitsPerSecond.length; hop++) {
            chain.node(Node.host("n" + (hop + 1)));
            chain.link(link(
                    "h" + hop, "n" + hop, "n" + (hop + 1), bitsPerSecond[hop], latencyNanos, queueBytes, lossRate));
        }
        return chain.build();
    }

    static Link link(String id, String from, String to, long bitsPerSecond, long latencyNanos, long queue) {
        return link(id, from, to, bitsPerSecond, latencyNanos, queue, 0);
    }

    static Link link(
            String id, String from, String to, long bitsPerSecond, long latencyNanos, long queue, double lossRate) {
        Bandwidth rate = new Bandwidth(bitsPerSecond);
        @Nullable DataSize room = queue < 0 ? null : new DataSize(queue);
        return new Link(id, from, to, rate, rate, Duration.ofNanos(latencyNanos), lossRate, room, null);
    }
}
