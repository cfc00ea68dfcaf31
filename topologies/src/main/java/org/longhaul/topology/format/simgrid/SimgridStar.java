package org.longhaul.topology.format.simgrid;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Node;
import org.longhaul.topology.format.Collector;
import org.longhaul.topology.format.XmlElement;
import org.longhaul.topology.unit.Bandwidth;

/** A zone of routing "Cluster": hosts, each with a link up and one down, around a backbone that everything crosses once. */
final class SimgridStar {
    private final SimgridZone zone;
    private final Collector collector;
    private final SimgridFabric fabric;
    private final SimgridRoutes routes;
    private final List<XmlElement> hostLinks = new ArrayList<>();
    private @Nullable SimgridLink backbone;
    private int line;

    SimgridStar(SimgridZone zone, Collector collector, SimgridFabric fabric, SimgridRoutes routes) {
        this.zone = zone;
        this.collector = collector;
        this.fabric = fabric;
        this.routes = routes;
    }

    /** Takes the elements of a star out of a zone, and returns the zone with what is left. */
    XmlElement without(XmlElement element) {
        line = element.line;
        return element.without(child -> {
            switch (child.name) {
                case "cabinet" -> cabinet(child);
                case "host_link" -> hostLinks.add(child);
                case "backbone" -> backbone(child);
                default -> {
                    return false;
                }
            }
            return true;
        });
    }

    private void backbone(XmlElement element) {
        if (backbone != null) {
            throw element.refuse("is a second backbone; allowed: one");
        }
        Bandwidth rate = SimgridUnits.bandwidth(element, "bandwidth", element.required("bandwidth"));
        backbone = new SimgridLink(
                element.line,
                element.required("id"),
                rate,
                rate,
                SimgridUnits.latency(element, "latency", element.required("latency")),
                SimgridLink.Policy.SHARED);
        fabric.link(backbone);
    }

    private void cabinet(XmlElement element) {
        Bandwidth rate = SimgridUnits.bandwidth(element, "bw", element.required("bw"));
        Duration latency = SimgridUnits.latency(element, "lat", element.required("lat"));
        for (String host : SimgridCluster.hosts(element)) {
            collector.node(collector.at(element.line, "<cabinet>", () -> Node.host(host, zone.id)), element.line);
            zone.members.add(host);
            routes.node(host, zone);
            // One link up and one down, which is a duplex link.
            SimgridLink link =
                    new SimgridLink(element.line, "link_" + host, rate, rate, latency, SimgridLink.Policy.DUPLEX);
            fabric.link(link);
            SimgridLink.Crossing up = new SimgridLink.Crossing(link, SimgridLink.Way.UP, false);
            zone.spokes.put(host, new SimgridZone.Spoke(List.of(up), List.of(up.back())));
        }
    }

    /** Lays the links, once all are known. */
    void lay() {
        for (XmlElement element : hostLinks) {
            String host = element.required("id");
            if (!zone.members.contains(host)) {
                throw element.refuse("is no host of zone \"" + zone.id + "\"; allowed: one of its hosts");
            }
            zone.spokes.put(
                    host,
                    new SimgridZone.Spoke(
                            List.of(fabric.crossing(element, element.required("up"), "NONE")),
                            List.of(fabric.crossing(element, element.required("down"), "NONE"))));
        }
        SimgridLink middle = backbone;
        List<String> centres = new ArrayList<>();
        for (String member : zone.members) {
            SimgridZone.Spoke spoke = zone.spokes.get(member);
            if (spoke != null && middle != null) {
                List<SimgridLink.Crossing> up = new ArrayList<>(spoke.up());
                up.add(new SimgridLink.Crossing(middle, SimgridLink.Way.NONE, false));
                List<SimgridLink.Crossing> down = new ArrayList<>();
                down.add(new SimgridLink.Crossing(middle, SimgridLink.Way.NONE, false));
                down.addAll(spoke.down());
                zone.spokes.put(member, new SimgridZone.Spoke(up, down));
            } else if (spoke == null) {
                // Routers, and hosts without a link, are in the middle.
                zone.spokes.put(member, new SimgridZone.Spoke(List.of(), List.of()));
                centres.add(member);
            }
        }
        if (centres.isEmpty()) {
            String centre = zone.id + "_centre";
            collector.node(collector.at(line, "<zone>", () -> Node.switchOf(centre, zone.id)), line);
            centres.add(centre);
        }
        zone.gateway = centres.get(0);
        for (String member : zone.members) {
            for (String centre : centres) {
                SimgridZone.Spoke spoke = zone.spokes.get(member);
                if (spoke != null && !spoke.up().isEmpty()) {
                    fabric.chain(new SimgridChain(line, member, centre, spoke.up()));
                    fabric.chain(new SimgridChain(line, centre, member, spoke.down()));
                } else if (!member.equals(centre)) {
                    fabric.chain(new SimgridChain(line, member, centre, List.of()));
                }
            }
        }
    }
}
