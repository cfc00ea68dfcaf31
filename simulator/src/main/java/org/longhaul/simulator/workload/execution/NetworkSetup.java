package org.longhaul.simulator.workload.execution;

import org.longhaul.simulator.collective.Estimates;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.network.Network;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * The network on which a workload runs, and its clock.
 *
 * @param topology nodes and links
 * @param routing routes, the same as the network's
 * @param loop the network's clock
 * @param network carries the transfers
 * @param closedFormCollectives whether exchanges take their closed form instead of transfer by transfer; see
 *     {@link org.longhaul.simulator.network.NetworkModel#closedFormCollectives()}
 * @param estimates those of runs before it over the same routes
 */
public record NetworkSetup(
        Topology topology,
        Routing routing,
        EventLoop loop,
        Network network,
        boolean closedFormCollectives,
        Estimates estimates) {

    /** A network of one run. */
    public NetworkSetup(
            Topology topology, Routing routing, EventLoop loop, Network network, boolean closedFormCollectives) {
        this(topology, routing, loop, network, closedFormCollectives, new Estimates());
    }
}
