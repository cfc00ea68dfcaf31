package org.longhaul.simulator.network;

import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * What a network lives in.
 *
 * @param topology nodes and links; node and arc numbers of {@link Network} are those of the topology
 * @param routing chooses the path of each connection
 * @param loop the clock that transfers run on
 * @param streams the run's random streams
 * @param rules what is stated for single connections
 * @param findings of other networks over the same topology and routing
 */
public record NetworkContext(
        Topology topology,
        Routing routing,
        EventLoop loop,
        RandomStreams streams,
        ConnectionRules rules,
        SharedFindings findings) {

    /** A context of a network that shares nothing with others. */
    public NetworkContext(
            Topology topology, Routing routing, EventLoop loop, RandomStreams streams, ConnectionRules rules) {
        this(topology, routing, loop, streams, rules, new SharedFindings());
    }

    /** A context in which every connection is as the network's settings and the topology say. */
    public NetworkContext(Topology topology, Routing routing, EventLoop loop, RandomStreams streams) {
        this(topology, routing, loop, streams, ConnectionRules.of(topology));
    }
}
