package org.longhaul.topology.format.simgrid;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Dragonfly;
import org.longhaul.topology.build.ExtendedFatTree;
import org.longhaul.topology.build.Torus;
import org.longhaul.topology.format.Collector;
import org.longhaul.topology.format.TopologyFormatException;
import org.longhaul.topology.format.XmlElement;
import org.longhaul.topology.unit.Bandwidth;

/**
 * A cluster element: equal hosts on a star, fat-tree, torus or dragonfly. On a star what a host sends crosses its limiter,
 * its link and the backbone, where there are such, and then enters the other host's part of them, or the router.
 */
final class SimgridCluster {
    private static final int MOST_HOSTS = 1_000_000;

    private final XmlElement element;
    private final Collector collector;
    private final SimgridFabric fabric;
    private final String id;
    private final SimgridLink.Policy policy;
    private final Bandwidth bandwidth;
    private final Duration latency;

    SimgridCluster(XmlElement element, Collector collector, SimgridFabric fabric) {
        this.element = element;
        this.collector = collector;
        this.fabric = fabric;
        this.id = element.required("id");
        // In SimGrid every policy of a cluster but SPLITDUPLEX makes a shared link for each host.
        SimgridLink.Policy stated = SimgridLink.policy(element, "sharing_policy", "SPLITDUPLEX");
        this.policy = stated == SimgridLink.Policy.DUPLEX ? stated : SimgridLink.Policy.SHARED;
        this.bandwidth = SimgridUnits.bandwidth(element, "bw", element.required("bw"));
        this.latency = SimgridUnits.latency(element, "lat", element.required("lat"));
    }

    /** Whether the cluster is a star around a router. */
    boolean isStar() {
        return element.optional("topology", "FLAT").equals("FLAT");
    }

    boolean hasLoopback() {
        return !element.optional("loopback_bw", "").isBlank()
                || !element.optional("loopback_lat", "").isBlank();
    }

    /** Whether hosts pass on what is meant for others. */
    boolean hostsRelay() {
        return element.optional("topology", "FLAT").equals("TORUS");
    }

    /** Adds the hosts and links; the zone is the cluster's own. */
    void addTo(SimgridZone zone, SimgridRoutes routes) {
        List<String> hosts = hosts(element);
        for (String host : hosts) {
            collector.node(collector.at(element.line, "<cluster>", () -> Node.host(host, id)), element.line);
            zone.members.add(host);
            routes.node(host, zone);
        }
        if (isStar()) {
            star(zone, routes, hosts);
        } else {
            wired(hosts);
        }
    }

    private void star(SimgridZone zone, SimgridRoutes routes, List<String> hosts) {
        String stated = element.optional("router_id", "");
        String router = stated.isBlank()
                ? element.optional("prefix", "") + id + "_router" + element.optional("suffix", "")
                : stated;
        collector.node(collector.at(element.line, "<cluster>", () -> Node.switchOf(router, id)), element.line);
        zone.members.add(router);
        zone.gateway = router;
        routes.node(router, zone);
        List<SimgridLink.Crossing> backbone = new ArrayList<>();
        if (!element.optional("bb_bw", "").isBlank()) {
            Bandwidth rate = SimgridUnits.bandwidth(element, "bb_bw", element.required("bb_bw"));
            SimgridLink link = new SimgridLink(
                    element.line,
                    id + "_backbone",
                    rate,
                    rate,
                    SimgridUnits.latency(element, "bb_lat", element.optional("bb_lat", "0")),
                    SimgridLink.policy(element, "bb_sharing_policy", "SHARED"));
            fabric.bus(link);
            backbone.add(new SimgridLink.Crossing(link, SimgridLink.Way.NONE, false));
        } else if (!element.optional("bb_lat", "0s").matches("0*\\.?0*[a-z]*")) {
            throw element.refuse("states bb_lat without bb_bw; allowed: both, or none");
        }
        String[] radicals = radicals(element).stream().map(String::valueOf).toArray(String[]::new);
        for (int i = 0; i < hosts.size(); i++) {
            List<SimgridLink.Crossing> up = new ArrayList<>();
            String name = id + "_link_" + radicals[i];
            if (!element.optional("limiter_link", "").isBlank()) {
                up.add(crossing(limiter(name + "_limiter")));
            }
            up.add(crossing(new SimgridLink(element.line, name, bandwidth, bandwidth, latency, policy)));
            up.addAll(backbone);
            SimgridChain chain = new SimgridChain(element.line, hosts.get(i), router, up);
            zone.spokes.put(
                    hosts.get(i),
                    new SimgridZone.Spoke(chain.crossings(), chain.back().crossings()));
            fabric.chain(chain);
            fabric.chain(chain.back());
        }
        zone.spokes.put(router, new SimgridZone.Spoke(List.of(), List.of()));
    }

    private SimgridLink limiter(String name) {
        Bandwidth limit = SimgridUnits.bandwidth(element, "limiter_link", element.required("limiter_link"));
        return new SimgridLink(element.line, name, limit, limit, Duration.ZERO, SimgridLink.Policy.SHARED);
    }

    private SimgridLink.Crossing crossing(SimgridLink link) {
        fabric.link(link);
        return new SimgridLink.Crossing(link, SimgridLink.Way.UP, false);
    }

    private void wired(List<String> hosts) {
        boolean limited = !element.optional("limiter_link", "").isBlank();
        if (limited && hostsRelay()) {
            throw element.refuse("limiter_link of a torus is not supported; allowed: limiters of FLAT, FAT_TREE and"
                    + " DRAGONFLY clusters");
        }
        Map<String, SimgridLink.Crossing> limiters = new HashMap<>();
        Map<String, Integer> uses = new HashMap<>();
        Topology part = collector.at(element.line, "<cluster id=\"" + id + "\">", wiring());
        if (part.hosts().length != hosts.size()) {
            throw element.refuse(
                    "radical names " + hosts.size() + " hosts but topo_parameters make " + part.hosts().length);
        }
        String[] names = new String[part.nodeCount()];
        int host = 0;
        for (int v = 0; v < names.length; v++) {
            Node node = part.node(v);
            names[v] = node.isHost() ? hosts.get(host++) : id + "_" + node.id();
            if (!node.isHost()) {
                collector.node(Node.switchOf(names[v], id), element.line);
            }
        }
        for (int l = 0; l < part.links().size(); l++) {
            Link link = part.links().get(l);
            String from = names[part.arcSource(2 * l)];
            String to = names[part.arcTarget(2 * l)];
            int copies = uses.merge(from + "--" + to, 1, Integer::sum);
            String name = from + "--" + to + (copies == 1 ? "" : "--" + copies);
            SimgridLink laid =
                    new SimgridLink(element.line, name, link.forward(), link.backward(), link.latency(), policy);
            List<SimgridLink.Crossing> crossings = new ArrayList<>();
            if (limited && collector.isHost(from)) {
                crossings.add(
                        limiters.computeIfAbsent(from, key -> crossing(limiter(id + "_link_" + key + "_limiter"))));
            }
            crossings.add(crossing(laid));
            SimgridChain chain = new SimgridChain(element.line, from, to, crossings);
            fabric.chain(chain);
            fabric.chain(chain.back());
        }
    }

    private Supplier<Topology> wiring() {
        String kind = element.optional("topology", "FLAT");
        switch (kind) {
            case "FAT_TREE" -> {
                List<List<Integer>> p = parameters(4, "2;16,16;1,16;1,1");
                return () -> new ExtendedFatTree()
                        .create(new ExtendedFatTree.Settings(p.get(1), p.get(2), p.get(3), bandwidth, latency));
            }
            case "TORUS" -> {
                List<List<Integer>> p = parameters(1, "4,4,2");
                return () -> new Torus().create(new Torus.Settings(p.get(0), bandwidth, latency));
            }
            case "DRAGONFLY" -> {
                List<List<Integer>> p = parameters(4, "3,4;4,3;5,1;2");
                if (p.get(0).size() != 2 || p.get(1).size() != 2 || p.get(2).size() != 2) {
                    throw refuseParameters("3,4;4,3;5,1;2");
                }
                return () -> new Dragonfly()
                        .create(new Dragonfly.Settings(
                                p.get(0).get(0),
                                p.get(1).get(0),
                                p.get(2).get(0),
                                p.get(3).get(0),
                                p.get(0).get(1),
                                p.get(1).get(1),
                                p.get(2).get(1),
                                bandwidth,
                                latency));
            }
            default ->
                throw element.refuse(
                        "topology is \"" + Spelling.excerpt(kind) + "\"; allowed: FLAT, FAT_TREE, TORUS, DRAGONFLY");
        }
    }

    /** Returns the names of the hosts that {@code element}, a cluster or cabinet, makes. */
    static List<String> hosts(XmlElement element) {
        String prefix = element.optional("prefix", "");
        String suffix = element.optional("suffix", "");
        List<String> hosts = new ArrayList<>();
        for (int radical : radicals(element)) {
            hosts.add(prefix + radical + suffix);
        }
        return hosts;
    }

    private static List<Integer> radicals(XmlElement element) {
        List<Integer> numbers = new ArrayList<>();
        for (String range : element.required("radical").split(",", -1)) {
            String[] ends = range.strip().split("-", -1);
            try {
                int first = Integer.parseInt(ends[0].strip());
                int last = ends.length == 1 ? first : Integer.parseInt(ends[1].strip());
                if (ends.length > 2 || last < first || (long) last - first + numbers.size() >= MOST_HOSTS) {
                    throw new NumberFormatException(range);
                }
                for (int i = first; i <= last; i++) {
                    numbers.add(i);
                }
            } catch (NumberFormatException e) {
                throw element.refuse("radical is \"" + Spelling.excerpt(element.required("radical"))
                        + "\"; allowed: numbers and ranges, such as 0-255 or 0-3,8, of at most " + MOST_HOSTS
                        + " hosts");
            }
        }
        return numbers;
    }

    private List<List<Integer>> parameters(int groups, String example) {
        String text = element.required("topo_parameters");
        try {
            List<List<Integer>> parsed = new ArrayList<>();
            for (String group : text.split(";", -1)) {
                parsed.add(Arrays.stream(group.split(",", -1))
                        .map(n -> Integer.valueOf(n.strip()))
                        .toList());
            }
            if (parsed.size() != groups) {
                throw new NumberFormatException(text);
            }
            return parsed;
        } catch (NumberFormatException e) {
            throw refuseParameters(example);
        }
    }

    private TopologyFormatException refuseParameters(String example) {
        return element.refuse("topo_parameters is \"" + Spelling.excerpt(element.required("topo_parameters"))
                + "\"; allowed: numbers as in \"" + example + "\"");
    }
}
