package org.longhaul.simulator.network.flow.tcp;

import java.util.List;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.estimate.PathEstimate;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/** Slow start, windows, loss, queues and headers of TCP beside latency and bandwidth. */
record TcpTransfers(FlowSettings settings, ConnectionRules rules) implements TransferEstimate {

    @Override
    public boolean isNeverBelowAlphaBeta() {
        return true;
    }

    @Override
    public Object kindOfSource(int sourceNode) {
        return List.of(control(sourceNode), rules.mostBytesPerSecond(sourceNode));
    }

    @Override
    public PathEstimate path(Topology topology, Routing routing, int sourceNode, int targetNode, int connections) {
        int[] there = routing.route(sourceNode, targetNode, 0);
        int[] back = there.length == 0 ? there : routing.route(targetNode, sourceNode, 0);
        return new TcpEstimate(
                settings,
                control(sourceNode),
                rules.mostBytesPerSecond(sourceNode),
                topology,
                there,
                back,
                connections);
    }

    private CongestionControl control(int sourceNode) {
        return settings.congestionControl().orAssigned(rules, sourceNode, 0);
    }
}
