package org.longhaul.topology.format.simgrid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.FixedRoute;
import org.longhaul.topology.Link;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.UnreachableException;
import org.longhaul.topology.format.Collector;
import org.longhaul.topology.format.Inference;

/**
 * Compares the paths that routing finds with the routes of the SimGrid file, and fixes those that differ. All pairs of
 * hosts are compared where they are few, else those of evenly chosen ones.
 */
final class SimgridCheck {
    private static final int MOST_HOSTS = 200;

    private final Collector collector;
    private final SimgridFabric fabric;
    private final SimgridRoutes routes;
    private final List<FixedRoute> fixed = new ArrayList<>();
    private final Map<String, Link> linkById = new HashMap<>();
    private boolean throughHost;
    private int compared;
    private int detours;
    private int unrouted;

    SimgridCheck(Collector collector, SimgridFabric fabric, SimgridRoutes routes) {
        this.collector = collector;
        this.fabric = fabric;
        this.routes = routes;
    }

    /**
     * Returns the topology.
     *
     * @param relaying whether hosts are known to pass on what is meant for others; they do if a route leads through one
     */
    Topology topology(boolean relaying) {
        collector.relayingHosts(relaying);
        Topology topology = collector.build();
        if (!compareAll(topology) && !relaying) {
            fixed.clear();
            detours = 0;
            unrouted = 0;
            compared = 0;
            collector.relayingHosts(true);
            topology = collector.build();
            compareAll(topology);
        }
        note(topology);
        fixed.forEach(collector::fixedRoute);
        return detours + unrouted == 0 ? topology : collector.build();
    }

    /** Compares the pairs; returns false if a route leads through a host. */
    private boolean compareAll(Topology topology) {
        throughHost = false;
        int[] hosts = topology.hosts();
        int chosen = Math.min(hosts.length, MOST_HOSTS);
        Routing routing = Routings.shortestLatency(topology);
        for (int i = 0; i < chosen; i++) {
            for (int j = 0; j < chosen; j++) {
                if (i != j) {
                    compare(
                            topology,
                            routing,
                            hosts[place(i, chosen, hosts.length)],
                            hosts[place(j, chosen, hosts.length)]);
                }
            }
        }
        return !throughHost;
    }

    private void note(Topology topology) {
        boolean all = topology.hosts().length <= MOST_HOSTS;
        String pairs = Inference.count(compared) + (all ? "" : " compared") + " pairs of hosts";
        if (detours > 0) {
            collector.adapted("the routes of " + Inference.count(detours) + " of " + pairs
                    + " are not the shortest in latency; they are fixed"
                    + (all ? "" : ", and those of the other pairs are the shortest"));
        }
        if (unrouted > 0) {
            collector.adapted(Inference.count(unrouted) + " of " + pairs
                    + " have no route in the file; here they have the shortest path, where there is one");
        }
    }

    private static int place(int i, int chosen, int all) {
        return (int) ((long) i * all / chosen);
    }

    private void compare(Topology topology, Routing routing, int source, int target) {
        String from = topology.node(source).id();
        String to = topology.node(target).id();
        List<SimgridChain> stated = routes.between(from, to);
        if (routes.wasUnknown()) {
            return;
        }
        compared++;
        if (stated == null) {
            unrouted++;
            return;
        }
        List<String> wanted = ids(stated);
        List<String> found = new ArrayList<>();
        try {
            for (int arc : routing.route(source, target, 0)) {
                found.add(topology.links().get(arc >> 1).id());
            }
        } catch (UnreachableException e) {
            found.clear();
        }
        if (wanted == null || wanted.isEmpty()) {
            throw collector.refuse(
                    0,
                    "route from \"" + from + "\" to \"" + to + "\"",
                    "cannot be laid; allowed: routes whose parts meet");
        }
        throughHost |= passesHost(topology, from, wanted);
        if (!wanted.equals(found)) {
            detours++;
            fixed.add(new FixedRoute(from, to, wanted));
        }
    }

    private boolean passesHost(Topology topology, String from, List<String> path) {
        if (linkById.isEmpty()) {
            topology.links().forEach(link -> linkById.put(link.id(), link));
        }
        String at = from;
        for (String id : path.subList(0, path.size() - 1)) {
            Link link = linkById.get(id);
            if (link == null) {
                return false;
            }
            at = link.from().equals(at) ? link.to() : link.from();
            if (collector.isHost(at)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable List<String> ids(List<SimgridChain> chains) {
        List<String> ids = new ArrayList<>();
        for (SimgridChain chain : chains) {
            List<String> part = fabric.path(chain);
            if (part == null) {
                return null;
            }
            ids.addAll(part);
        }
        return ids;
    }
}
