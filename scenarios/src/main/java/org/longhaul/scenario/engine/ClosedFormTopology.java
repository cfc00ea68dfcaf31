package org.longhaul.scenario.engine;

import java.time.Duration;
import org.longhaul.simulator.network.AnalyticNetwork;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/**
 * The topology that closed forms read: what the analytic model's settings leave out (latency, a share of the rate) is left
 * out of it. Nodes and links keep their numbers.
 */
final class ClosedFormTopology {
    private ClosedFormTopology() {}

    static Topology of(Topology topology, Record settings) {
        if (!(settings instanceof AnalyticNetwork.Settings analytic)
                || (analytic.latency() && analytic.efficiency() == 1)) {
            return topology;
        }
        Topology.Builder builder = Topology.builder(topology.name()).relayingHosts(topology.relayingHosts());
        topology.nodes().forEach(builder::node);
        for (Link link : topology.links()) {
            builder.link(new Link(
                    link.id(),
                    link.from(),
                    link.to(),
                    share(link.forward(), analytic.efficiency()),
                    share(link.backward(), analytic.efficiency()),
                    analytic.latency() ? link.latency() : Duration.ZERO,
                    link.lossRate(),
                    link.queue(),
                    link.dollarsPerGigabyte()));
        }
        return builder.build();
    }

    private static Bandwidth share(Bandwidth bandwidth, double share) {
        return new Bandwidth(Math.max(1, Math.round(bandwidth.bitsPerSecond() * share)));
    }
}
