package org.longhaul.topology.format.simgrid;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Node;
import org.longhaul.topology.format.Collector;
import org.longhaul.topology.format.XmlElement;
import org.longhaul.topology.unit.Bandwidth;

/**
 * A zone of routing "Vivaldi": the latency between two members, in milliseconds, is the distance of their places in the
 * plane plus both heights above it. Peers have a link up and one down; otherwise nothing limits what passes.
 */
final class SimgridVivaldi {
    private static final int MOST_MEMBERS = 2000;

    private final SimgridZone zone;
    private final Collector collector;
    private final SimgridFabric fabric;
    private final SimgridRoutes routes;
    private final Map<String, SimgridLink> links = new HashMap<>();
    private @Nullable XmlElement element;

    SimgridVivaldi(SimgridZone zone, Collector collector, SimgridFabric fabric, SimgridRoutes routes) {
        this.zone = zone;
        this.collector = collector;
        this.fabric = fabric;
        this.routes = routes;
    }

    /** Takes the peers out of a zone, and returns the zone with what is left. */
    XmlElement without(XmlElement stated, Map<String, String> coordinates) {
        element = stated;
        return stated.without(child -> {
            if (child.name.endsWith("oute") && !child.name.startsWith("bypass")) {
                throw child.refuse("states a route in a Vivaldi zone, where coordinates do; allowed: none");
            }
            if (!child.name.equals("peer")) {
                return false;
            }
            String id = child.required("id");
            collector.node(collector.at(child.line, "<peer>", () -> Node.host(id)), child.line);
            zone.members.add(id);
            routes.node(id, zone);
            coordinates.put(id, child.required("coordinates"));
            SimgridLink link = new SimgridLink(
                    child.line,
                    "link_" + id,
                    SimgridUnits.bandwidth(child, "bw_out", child.required("bw_out")),
                    SimgridUnits.bandwidth(child, "bw_in", child.required("bw_in")),
                    Duration.ZERO,
                    SimgridLink.Policy.DUPLEX);
            fabric.link(link);
            links.put(id, link);
            return true;
        });
    }

    /** Joins every pair of members, once all are known. */
    void lay(Map<String, String> coordinates, Map<String, SimgridZone> zones) {
        XmlElement stated = java.util.Objects.requireNonNull(element);
        List<String> members = new ArrayList<>(zone.members);
        if (members.size() > MOST_MEMBERS) {
            throw stated.refuse("has " + members.size() + " members; allowed: at most " + MOST_MEMBERS
                    + " of a Vivaldi zone, since each pair is a line");
        }
        List<double[]> places = new ArrayList<>();
        List<String> nodes = new ArrayList<>();
        for (String member : members) {
            String node = zones.containsKey(member) ? "router_" + member : member;
            if (!collector.hasNode(node)) {
                throw stated.refuse("member \"" + member + "\" has no router \"" + node
                        + "\"; allowed: zones with one, at a place of its own");
            }
            nodes.add(node);
            places.add(place(stated, node, coordinates.get(node)));
        }
        for (int a = 0; a < nodes.size(); a++) {
            for (int b = a + 1; b < nodes.size(); b++) {
                join(stated, members, nodes, places, a, b);
            }
        }
    }

    private void join(
            XmlElement stated, List<String> members, List<String> nodes, List<double[]> places, int a, int b) {
        double[] p = places.get(a);
        double[] q = places.get(b);
        double milliseconds = Math.hypot(p[0] - q[0], p[1] - q[1]) + Math.abs(p[2]) + Math.abs(q[2]);
        SimgridLink up = links.get(nodes.get(a));
        SimgridLink down = links.get(nodes.get(b));
        // Between two peers their own links are the limit, so that the line between them need not be faster.
        Bandwidth there = up == null || down == null ? null : least(up.up(), down.down());
        Bandwidth back = up == null || down == null ? null : least(down.up(), up.down());
        SimgridLink line = new SimgridLink(
                stated.line,
                nodes.get(a) + "--" + nodes.get(b),
                there,
                back,
                Duration.ofNanos(Math.round(milliseconds * 1e6)),
                SimgridLink.Policy.DUPLEX);
        fabric.link(line);
        List<SimgridLink.Crossing> crossings = new ArrayList<>();
        if (up != null) {
            crossings.add(new SimgridLink.Crossing(up, SimgridLink.Way.UP, false));
        }
        crossings.add(new SimgridLink.Crossing(line, SimgridLink.Way.UP, false));
        if (down != null) {
            crossings.add(new SimgridLink.Crossing(down, SimgridLink.Way.DOWN, false));
        }
        SimgridChain chain = new SimgridChain(stated.line, nodes.get(a), nodes.get(b), crossings);
        zone.leg(members.get(a), members.get(b), chain);
        zone.leg(members.get(b), members.get(a), chain.back());
        fabric.chain(chain);
        fabric.chain(chain.back());
    }

    private static @Nullable Bandwidth least(@Nullable Bandwidth a, @Nullable Bandwidth b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static double[] place(XmlElement stated, String node, @Nullable String text) {
        String[] parts = text == null ? new String[0] : text.strip().split("\\s+", -1);
        double[] place = new double[3];
        try {
            if (parts.length != place.length) {
                throw new NumberFormatException(text);
            }
            for (int i = 0; i < place.length; i++) {
                place[i] = Double.parseDouble(parts[i]);
                if (!(Math.abs(place[i]) <= 1e7)) {
                    throw new NumberFormatException(text);
                }
            }
        } catch (NumberFormatException e) {
            throw stated.refuse("coordinates of \"" + node + "\" are \"" + Spelling.excerpt(String.valueOf(text))
                    + "\"; allowed: three numbers of milliseconds, in the plane and above it, such as 25.5 9.4 1.4");
        }
        return place;
    }
}
