package org.longhaul.topology.format.simgrid;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.format.Collector;
import org.longhaul.topology.format.Inference;
import org.longhaul.topology.format.XmlElement;

/** The state of reading one SimGrid platform. */
final class SimgridPlatform {
    /** What says nothing of the network. */
    private static final Set<String> IGNORED = ImmutableSet.of(
            "prop", "disk", "storage", "storage_type", "mount", "model_prop", "random", "process", "actor");

    private static final Map<String, SimgridZone.Kind> KINDS = ImmutableMap.of(
            "FULL", SimgridZone.Kind.FULL,
            "FLOYD", SimgridZone.Kind.SHORTEST,
            "DIJKSTRA", SimgridZone.Kind.SHORTEST,
            "DIJKSTRACACHE", SimgridZone.Kind.SHORTEST,
            "CLUSTER", SimgridZone.Kind.STAR,
            "VIVALDI", SimgridZone.Kind.FULL,
            "NONE", SimgridZone.Kind.NONE);

    private final Collector collector;
    private final SimgridFabric fabric;
    private final SimgridRoutes routes = new SimgridRoutes();
    private final Map<String, SimgridZone> zones = new LinkedHashMap<>();
    private final Map<String, String> coordinates = new HashMap<>();
    /** Work that needs every node and link to be known. */
    private final List<Runnable> later = new ArrayList<>();

    private final List<String> profiles = new ArrayList<>();
    private final List<String> settings = new ArrayList<>();
    private boolean hostsRelay;
    private int loopbacks;

    SimgridPlatform(String file) {
        this.collector = new Collector(file);
        this.fabric = new SimgridFabric(collector);
    }

    Topology read(XmlElement platform) {
        SimgridZone world = new SimgridZone("", SimgridZone.Kind.FULL, null);
        content(platform, world);
        later.forEach(Runnable::run);
        fabric.lay();
        if (!profiles.isEmpty()) {
            collector.adapted("profiles left out, so that everything has its resting value all the time: "
                    + Spelling.excerpt(String.join(", ", profiles))
                    + "; the fault model \"trace\" plays those of links");
        }
        if (!settings.isEmpty()) {
            collector.adapted(
                    "settings of SimGrid's models left out: " + Spelling.excerpt(String.join(", ", settings)));
        }
        if (loopbacks > 0) {
            collector.adapted(Inference.counted(loopbacks, "loopback")
                    + " left out: what a host sends itself takes no time here");
        }
        return new SimgridCheck(collector, fabric, routes).topology(hostsRelay);
    }

    private void content(XmlElement parent, SimgridZone zone) {
        for (XmlElement element : parent.children) {
            switch (element.name) {
                case "zone", "AS" -> zone(element, zone);
                case "host" -> node(element, zone, Node::host);
                case "router" -> node(element, zone, Node::switchOf);
                case "link" -> {
                    profiles(element);
                    fabric.link(SimgridLink.of(element));
                }
                case "route" -> later.add(() -> route(element, zone, false));
                case "zoneRoute", "ASroute" -> later.add(() -> route(element, zone, true));
                case "bypassRoute" -> later.add(() -> bypass(element, zone, false));
                case "bypassZoneRoute", "bypassASroute" -> later.add(() -> bypass(element, zone, true));
                case "cluster" -> cluster(element, zone);
                case "trace", "trace_connect" -> profiles.add("<" + element.name + ">");
                case "config" -> element.children("prop").forEach(this::setting);
                case "peer", "cabinet", "host_link", "backbone" ->
                    throw element.refuse("stands in a zone of routing \"" + parent.optional("routing", "none")
                            + "\"; allowed: " + (element.name.equals("peer") ? "Vivaldi" : "Cluster"));
                case "include" ->
                    throw element.refuse("names another file, which SimGrid gave up with version 3.18; allowed: the"
                            + " content of that file");
                default -> {
                    if (!IGNORED.contains(element.name)) {
                        throw element.refuse(
                                "is not supported; allowed: zone, host, router, link, route, zoneRoute, bypassRoute,"
                                        + " bypassZoneRoute, cluster, cabinet, backbone, host_link, peer");
                    }
                }
            }
        }
    }

    private void zone(XmlElement element, SimgridZone parent) {
        String routing = element.optional("routing", "Full");
        if (routing.equalsIgnoreCase("Wifi")) {
            throw element.refuse("routing is Wifi, a wireless cell, whose rates depend on the stations; not supported;"
                    + " allowed: Full, Floyd, Dijkstra, DijkstraCache, Cluster, Vivaldi, None");
        }
        SimgridZone.Kind kind = KINDS.get(routing.toUpperCase(Locale.ROOT));
        if (kind == null) {
            throw element.refuse("routing is \"" + Spelling.excerpt(routing)
                    + "\"; allowed: Full, Floyd, Dijkstra, DijkstraCache, Cluster, Vivaldi, None");
        }
        SimgridZone zone = open(element, kind, parent);
        switch (routing.toUpperCase(Locale.ROOT)) {
            case "CLUSTER" -> {
                SimgridStar star = new SimgridStar(zone, collector, fabric, routes);
                content(star.without(element), zone);
                later.add(0, () -> star.lay());
            }
            case "VIVALDI" -> {
                SimgridVivaldi vivaldi = new SimgridVivaldi(zone, collector, fabric, routes);
                content(vivaldi.without(element, coordinates), zone);
                later.add(() -> vivaldi.lay(coordinates, zones));
            }
            default -> content(element, zone);
        }
    }

    private SimgridZone open(XmlElement element, SimgridZone.Kind kind, SimgridZone parent) {
        SimgridZone zone = new SimgridZone(element.required("id"), kind, parent);
        if (zones.putIfAbsent(zone.id, zone) != null) {
            throw element.refuse("occurs twice; allowed: unique ids");
        }
        parent.members.add(zone.id);
        return zone;
    }

    private void cluster(XmlElement element, SimgridZone parent) {
        SimgridCluster cluster = new SimgridCluster(element, collector, fabric);
        SimgridZone zone = open(element, cluster.isStar() ? SimgridZone.Kind.STAR : SimgridZone.Kind.WIRED, parent);
        cluster.addTo(zone, routes);
        hostsRelay |= cluster.hostsRelay();
        loopbacks += cluster.hasLoopback() ? zone.members.size() - (cluster.isStar() ? 1 : 0) : 0;
    }

    private void node(XmlElement element, SimgridZone zone, Function<String, Node> kind) {
        profiles(element);
        String id = element.required("id");
        collector.node(collector.at(element.line, "<" + element.name + ">", () -> kind.apply(id)), element.line);
        zone.members.add(id);
        routes.node(id, zone);
        if (!element.optional("coordinates", "").isBlank()) {
            coordinates.put(id, element.required("coordinates"));
        }
    }

    private void profiles(XmlElement element) {
        for (Map.Entry<String, String> attribute : element.attributes.entrySet()) {
            if (attribute.getKey().endsWith("_file") && !attribute.getValue().isBlank()) {
                profiles.add(attribute.getKey() + " of " + element.name + " \"" + element.required("id") + "\" ("
                        + attribute.getValue() + ")");
            }
        }
    }

    private void setting(XmlElement property) {
        String id = property.optional("id", "");
        if (id.startsWith("network/") || id.startsWith("surf/")) {
            settings.add(id);
        }
    }

    private void route(XmlElement element, SimgridZone zone, boolean betweenZones) {
        String source = element.required("src");
        String target = element.required("dst");
        if (source.equals(target)) {
            loopbacks++;
            return;
        }
        if (zone.kind == SimgridZone.Kind.STAR) {
            throw element.refuse("is a route of its own in a star; allowed: host_link, cabinet and backbone");
        }
        SimgridChain chain = chain(element, zone, betweenZones);
        boolean symmetrical = !element.optional("symmetrical", "YES").equalsIgnoreCase("NO");
        add(element, zone, source, target, chain);
        if (symmetrical) {
            add(element, zone, target, source, chain.back());
        }
    }

    private void add(XmlElement element, SimgridZone zone, String source, String target, SimgridChain chain) {
        if (zone.kind != SimgridZone.Kind.NONE && !zone.leg(source, target, chain)) {
            throw element.refuse("is a second route from \"" + source + "\" to \"" + target
                    + "\"; allowed: one, and a symmetrical one is one each way");
        }
        hostsRelay |= relays(chain.from(), source)
                || relays(chain.to(), target)
                || (zone.kind == SimgridZone.Kind.SHORTEST
                        && zone.members.stream().anyMatch(this::isPassedHost));
        fabric.chain(chain);
    }

    /** Whether a host is a gateway of others. */
    private boolean relays(String gateway, String member) {
        SimgridZone zone = zones.get(member);
        return !gateway.equals(member) && collector.isHost(gateway) && zone != null && zone.members.size() > 1;
    }

    private boolean isPassedHost(String member) {
        SimgridZone zone = routes.zoneOf(member);
        return collector.isHost(member)
                && zone != null
                && zone.legs.getOrDefault(member, Map.of()).size() > 1;
    }

    private void bypass(XmlElement element, SimgridZone zone, boolean betweenZones) {
        SimgridChain chain = chain(element, null, betweenZones);
        zone.bypasses.put(List.of(element.required("src"), element.required("dst")), chain);
        fabric.chain(chain);
    }

    private SimgridChain chain(XmlElement element, @Nullable SimgridZone zone, boolean betweenZones) {
        String from = end(element, zone, "src", betweenZones ? "gw_src" : "");
        String to = end(element, zone, "dst", betweenZones ? "gw_dst" : "");
        List<SimgridLink.Crossing> crossings = new ArrayList<>();
        for (XmlElement step : element.children("link_ctn")) {
            crossings.add(fabric.crossing(step, step.required("id"), step.optional("direction", "NONE")));
        }
        if (crossings.isEmpty()) {
            throw element.refuse("crosses no link; allowed: at least one <link_ctn>");
        }
        return new SimgridChain(element.line, from, to, crossings);
    }

    /** Returns the node where a route begins or ends: the member that it names, or the gateway of that zone. */
    private String end(XmlElement element, @Nullable SimgridZone zone, String member, String gateway) {
        String named = element.required(member);
        SimgridZone inner = zones.get(named);
        if (zone != null && !zone.members.contains(named)) {
            throw element.refuse(member + " is \"" + Spelling.excerpt(named) + "\"; allowed: a member of zone \""
                    + zone.id + "\"" + Spelling.maybe(named, zone.members));
        }
        String node = gateway.isEmpty() ? named : element.optional(gateway, "");
        if (!gateway.isEmpty() && node.isBlank()) {
            node = inner == null ? named : inner.gateway == null ? "" : inner.gateway;
        }
        if (!collector.hasNode(node)) {
            throw element.refuse((gateway.isEmpty() ? member : gateway) + " is \"" + Spelling.excerpt(node)
                    + "\"; allowed: a host or router" + Spelling.maybe(node, collector.nodeIds()));
        }
        return node;
    }
}
