package org.longhaul.wire.probe;

import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;

/** What flows that go at once get on a network by equal max-min shares: what the network model makes of it but for TCP's effects. */
final class AllowedRates {
    /** A measured rate above this part of what is allowed contradicts the network. */
    static final double FASTER = 1.05;
    /** Below this part, something else bound it. */
    static final double SLOWER = 0.85;

    private static final long SECOND_NANOS = 1_000_000_000;

    private final Topology topology;
    private final Routing routing;
    private final long widest;

    AllowedRates(Topology topology) {
        this.topology = topology;
        this.routing = Routings.shortestLatency(topology);
        long most = 1;
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            most = Math.max(most, topology.arcBitsPerSecond(arc));
        }
        this.widest = most;
    }

    /** Bits per second of all flows together, each spread over so many connections. */
    double together(int[] from, int[] to, int connections) {
        double sum = 0;
        for (double each : of(from, to, connections)) {
            sum += each;
        }
        return sum;
    }

    /** Bits per second of each flow. */
    double[] of(int[] from, int[] to, int connections) {
        EventLoop loop = new EventLoop();
        Network network = new FlowModel()
                .create(FlowSettings.fluid(), new NetworkContext(topology, routing, loop, new RandomStreams(0)));
        // More than any flow carries until it is looked at for the second time.
        long bytes = widest / 2 + 1;
        for (int connection = 0; connection < connections; connection++) {
            for (int f = 0; f < from.length; f++) {
                network.send(from[f], to[f], bytes, connection, now -> {});
            }
        }
        // First bytes come after the path's latency; the second second has none of that.
        double[] rates = new double[from.length];
        loop.runUntil(SECOND_NANOS);
        add(network, -8, from, to, rates);
        loop.runUntil(2 * SECOND_NANOS);
        add(network, 8, from, to, rates);
        return rates;
    }

    private void add(Network network, double factor, int[] from, int[] to, double[] sums) {
        for (TransferStatus each : network.activeTransfers()) {
            for (int f = 0; f < from.length; f++) {
                if (topology.nodeIndex(each.source()) == from[f] && topology.nodeIndex(each.target()) == to[f]) {
                    sums[f] += factor * each.deliveredBytes();
                }
            }
        }
    }
}
