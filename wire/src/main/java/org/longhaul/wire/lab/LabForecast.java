package org.longhaul.wire.lab;

import java.util.Arrays;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.explain.NetworkChoice;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;

/** What the simulator's {@code flow} model says of a transfer in a laboratory. */
final class LabForecast {
    private LabForecast() {}

    /**
     * Time of one transfer on a new connection, alone.
     *
     * @param congestionControl as Linux calls it; the model's default where it has none of this name
     */
    static long nanos(Topology topology, String congestionControl, String from, String to, long bytes) {
        NetworkChoice flow = NetworkChoice.defaults(NetworkModels.byId("flow"));
        NetworkChoice choice = Arrays.stream(CongestionControl.values())
                .filter(control -> control.id().equals(congestionControl))
                .map(control -> flow.with("congestionControl", control))
                .findFirst()
                .orElse(flow);
        EventLoop loop = new EventLoop();
        Network network = choice.create(
                new NetworkContext(topology, Routings.shortestLatency(topology), loop, new RandomStreams(1)));
        long[] end = {-1};
        network.send(topology.nodeIndex(from), topology.nodeIndex(to), bytes, 0, now -> end[0] = now);
        while (end[0] < 0 && loop.runNext()) {
            // The next event, until it has arrived.
        }
        return end[0];
    }
}
