package org.longhaul.topology.format;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Spelling;

/** The state of reading one SimGrid platform. */
final class SimgridPlatform {
    private static final Set<String> IGNORED = Set.of(
            "prop", "config", "disk", "storage", "storage_type", "mount", "trace", "trace_connect", "model_prop");

    private final Collector collector;
    private final Map<String, XmlElement> links = new LinkedHashMap<>();
    private final List<SimgridRoute> routes = new ArrayList<>();
    private final Junctions junctions = new Junctions();
    private final Map<String, String> routerOfZone = new HashMap<>();
    private int shared;

    SimgridPlatform(String file) {
        this.collector = new Collector(file);
    }

    Topology read(XmlElement platform) {
        zone(platform);
        for (SimgridRoute route : routes) {
            route.trace(junctions, collector::hasNode, links);
        }
        addLinks();
        if (shared > 0) {
            collector.note(
                    shared + " links share one capacity between both directions (or all flows) in the SimGrid file;"
                            + " read as full-duplex");
        }
        Topology topology = collector.build();
        Routing routing = Routings.shortestLatency(topology);
        Map<String, Long> latencies = new HashMap<>();
        topology.links().forEach(l -> latencies.put(l.id(), l.latency().toNanos()));
        long detours = routes.stream()
                .filter(r -> !isShortest(topology, routing, r, latencies))
                .count();
        if (detours == 0) {
            return topology;
        }
        collector.note(detours + " of " + routes.size() + " routes of the SimGrid file are not the shortest in latency;"
                + " paths are chosen anew");
        return collector.build();
    }

    private void zone(XmlElement zone) {
        for (XmlElement element : zone.children) {
            switch (element.name) {
                case "zone", "AS" -> zone(element);
                case "host" -> node(element, Node::host);
                case "router" -> node(element, Node::switchOf);
                case "link" -> link(element);
                case "route", "bypassRoute" -> route(element, element.required("src"), element.required("dst"));
                case "zoneRoute", "ASroute", "bypassZoneRoute", "bypassASroute" ->
                    route(element, element.required("gw_src"), element.required("gw_dst"));
                case "cluster" -> new SimgridCluster(element, collector).addTo(routerOfZone);
                default -> {
                    if (!IGNORED.contains(element.name)) {
                        throw element.refuse(
                                "is not supported; allowed: zone, host, router, link, route, zoneRoute, cluster");
                    }
                }
            }
        }
    }

    private void node(XmlElement element, Function<String, Node> kind) {
        String id = element.required("id");
        collector.node(collector.at(element.line, "<" + element.name + ">", () -> kind.apply(id)), element.line);
    }

    private void link(XmlElement element) {
        String id = element.required("id");
        if (links.putIfAbsent(id, element) != null) {
            throw element.refuse("occurs twice, first in line " + links.get(id).line + "; allowed: unique ids");
        }
        element.required("bandwidth");
        String policy = element.optional("sharing_policy", "SHARED");
        if (!Set.of("SHARED", "SPLITDUPLEX", "FULLDUPLEX", "FATPIPE").contains(policy)) {
            throw element.refuse("sharing_policy is \"" + Spelling.excerpt(policy)
                    + "\"; allowed: SHARED, SPLITDUPLEX, FULLDUPLEX, FATPIPE");
        }
    }

    private void route(XmlElement element, String source, String target) {
        if (source.equals(target)) {
            return;
        }
        List<XmlElement> steps = element.children("link_ctn");
        if (steps.isEmpty()) {
            throw element.refuse("crosses no link; allowed: at least one <link_ctn>");
        }
        boolean symmetrical = !element.optional("symmetrical", "YES").equalsIgnoreCase("NO");
        routes.add(SimgridRoute.of(element, source, target, steps, false));
        if (symmetrical) {
            routes.add(SimgridRoute.of(element, target, source, steps, true));
        }
    }

    private void addLinks() {
        Map<Integer, String> switches = new HashMap<>();
        int unused = 0;
        for (XmlElement element : links.values()) {
            String id = element.required("id");
            if (!junctions.knows(id)) {
                unused++;
                continue;
            }
            int[] ends = junctions.ends(id);
            String from = nodeAt(ends[0], switches, element.line);
            String to = nodeAt(ends[1], switches, element.line);
            if (from.equals(to)) {
                throw element.refuse(
                        "the routes cross it from a point back to the same point, as a bus; allowed: links that"
                                + " join two points");
            }
            shared += element.optional("sharing_policy", "SHARED").endsWith("DUPLEX") ? 0 : 1;
            Bandwidth bandwidth = SimgridUnits.bandwidth(element, "bandwidth", element.required("bandwidth"));
            Duration latency = SimgridUnits.latency(element, "latency", element.optional("latency", "0"));
            collector.link(
                    collector.at(element.line, "<link>", () -> Link.of(id, from, to, bandwidth, latency)),
                    element.line);
        }
        if (unused > 0) {
            collector.note(unused + " links of the SimGrid file are on no route and left out");
        }
    }

    private String nodeAt(int point, Map<Integer, String> switches, int line) {
        String node = junctions.node(point);
        if (!node.isEmpty()) {
            return node;
        }
        return switches.computeIfAbsent(junctions.find(point), root -> {
            String id = "junction" + (switches.size() + 1);
            while (collector.hasNode(id)) {
                id = id + "'";
            }
            collector.node(Node.switchOf(id), line);
            return id;
        });
    }

    private static boolean isShortest(
            Topology topology, Routing routing, SimgridRoute route, Map<String, Long> latencies) {
        int[] path = routing.route(topology.nodeIndex(route.source()), topology.nodeIndex(route.target()), 0);
        long sum = 0;
        for (int arc : path) {
            sum += topology.arcLatencyNanos(arc);
        }
        return sum == route.latencyNanos(latencies) && path.length == route.length();
    }
}
