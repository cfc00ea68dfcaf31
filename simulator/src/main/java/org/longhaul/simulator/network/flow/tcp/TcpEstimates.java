package org.longhaul.simulator.network.flow.tcp;

import java.util.List;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.estimate.PathEstimate;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/** Estimates of what transfers take over TCP, in closed form. */
public final class TcpEstimates {

    private TcpEstimates() {}

    /** Slow start, windows, loss, queues and headers of TCP beside latency and bandwidth. */
    public static TransferEstimate of(FlowSettings settings, ConnectionRules rules) {
        return new TcpTransfers(settings, rules);
    }

    /**
     * Slow start, loss, queues and headers of TCP beside latency and bandwidth.
     *
     * @param congestionControl its name; others than those of the {@code flow} network are expected to do as CUBIC
     * @param initialWindow window of a new connection, segments
     * @param idleRestart whether windows shrink when idle
     * @param maximumWindow largest window, bytes; 0 for none
     * @param mtuBytes largest packet, bytes
     * @param rules what is stated for single connections
     */
    public static TransferEstimate of(
            String congestionControl,
            int initialWindow,
            boolean idleRestart,
            long maximumWindow,
            int mtuBytes,
            ConnectionRules rules) {
        CongestionControl control = CongestionControl.CUBIC;
        for (CongestionControl each : CongestionControl.values()) {
            if (each.name().equalsIgnoreCase(congestionControl)) {
                control = each;
            }
        }
        FlowSettings tcp = FlowSettings.tcp(control);
        FlowSettings settings = new FlowSettings(
                control,
                true,
                true,
                initialWindow,
                idleRestart,
                maximumWindow,
                true,
                mtuBytes,
                tcp.headerBytes(),
                true,
                true,
                true,
                true,
                tcp.rttBias());
        return of(settings, rules);
    }

    /** Slow start, windows, loss, queues and headers of TCP beside latency and bandwidth. */
    private record TcpTransfers(FlowSettings settings, ConnectionRules rules) implements TransferEstimate {

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
}
