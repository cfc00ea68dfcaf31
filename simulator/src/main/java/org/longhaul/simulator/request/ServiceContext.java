package org.longhaul.simulator.request;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * What a service lives in.
 *
 * @param name of the service, unique in the run: its random streams carry it
 * @param topology the network
 * @param routing its routes while nothing is down
 * @param clients nodes of the hosts that may ask
 * @param power how fast hosts compute
 * @param work what it takes to answer a request, for services that do not say it themselves
 * @param meanTokens of query and answer of a request; 0 where nothing is counted in tokens
 * @param streams the run's random streams
 * @param preparation hears of what a service trains before it answers
 */
public record ServiceContext(
        String name,
        Topology topology,
        Routing routing,
        List<Integer> clients,
        HostPower power,
        WorkModel work,
        double meanTokens,
        RandomStreams streams,
        Preparation preparation) {

    public ServiceContext {
        clients = List.copyOf(clients);
    }

    /** The random stream of one part of this service. */
    public RandomGenerator stream(String part) {
        return streams.stream("service/" + name + "/" + part, 0);
    }

    /** The key of that stream, for numbers that are drawn by counter, such as a request's number. */
    public long key(String part) {
        return streams.key("service/" + name + "/" + part, 0);
    }

    /**
     * The node of a host that a setting names.
     *
     * @throws IllegalArgumentException if there is no such node, or it is a switch
     */
    public int host(String setting, String id) {
        int node;
        try {
            node = topology.nodeIndex(id);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(setting + " (" + id + "): " + e.getMessage(), e);
        }
        if (!topology.node(node).isHost()) {
            throw new IllegalArgumentException(
                    setting + " names '" + id + "', which is a switch; services run on hosts.");
        }
        return node;
    }

    /**
     * The nodes of the hosts that a setting names, in the order of the names, each once.
     *
     * @param names ids, or patterns with {@code *}, which match hosts in the topology's order
     * @throws IllegalArgumentException if a name matches no host
     */
    public List<Integer> hosts(String setting, List<String> names) {
        IntArrayList found = new IntArrayList();
        for (String name : names) {
            if (!name.contains("*")) {
                int host = host(setting, name);
                if (!found.contains(host)) {
                    found.add(host);
                }
                continue;
            }
            for (int node : new Elements(topology).nodes(setting, List.of(name))) {
                if (topology.node(node).isHost() && !found.contains(node)) {
                    found.add(node);
                }
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(setting + " (" + names + ") matches no host.");
        }
        return List.copyOf(found);
    }

    /** Latency of the path between two nodes, nanoseconds. */
    public long latencyNanos(int from, int to) {
        long nanos = 0;
        for (int arc : routing.route(from, to, 0)) {
            nanos += topology.arcLatencyNanos(arc);
        }
        return nanos;
    }
}
