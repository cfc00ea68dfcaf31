package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Groups of routers: within a chassis every pair of routers is joined (green), within a group routers of equal place in
 * their chassis (black), and every pair of groups by one link (blue): group i holds it at its router j, group j at its
 * router i. A multiplicity widens a link. Hosts are {@code host0}, ... counted through the routers. Paths are shortest
 * ones; adaptive (Valiant) routing is left out.
 */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(
        id = "dragonfly",
        description = "Groups of fully joined routers, each pair of groups joined by one link.",
        source =
                "Kim, Dally, Scott, Abts, \"Technology-driven, highly-scalable dragonfly topology\", ISCA 2008; chassis as in "
                        + "Faanes et al., \"Cray Cascade\", SC 2012")
public final class Dragonfly implements TopologyBuilder<Dragonfly.Settings> {
    /**
     * Settings of a dragonfly.
     *
     * @param groups number of groups; at most chassis times routers, so that each has a router for each other group
     * @param chassis chassis of a group
     * @param routers routers of a chassis
     * @param hostsPerRouter hosts of a router
     * @param groupMultiplicity how many times the bandwidth a link between groups has
     * @param chassisMultiplicity the same for links between chassis of a group
     * @param routerMultiplicity the same for links within a chassis
     * @param bandwidth of a single link, per direction
     * @param latency of every link, one way
     */
    public record Settings(
            @JsonPropertyDescription("number of groups, at most chassis x routers") int groups,
            @JsonPropertyDescription("chassis of a group") int chassis,
            @JsonPropertyDescription("routers of a chassis") int routers,
            @JsonPropertyDescription("hosts of a router") int hostsPerRouter,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("how many times the bandwidth a link between groups has")
                    int groupMultiplicity,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("how many times the bandwidth a link between chassis of a group has")
                    int chassisMultiplicity,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("how many times the bandwidth a link within a chassis has")
                    int routerMultiplicity,
            @JsonPropertyDescription("bandwidth of a single link, per direction") Bandwidth bandwidth,
            @JsonProperty(defaultValue = "1 us") @JsonPropertyDescription("one-way latency of every link")
                    Duration latency) {
        /** Checks the ranges. */
        public Settings {
            BuilderLimits.range("groups", groups, 1, 10_000);
            BuilderLimits.range("chassis", chassis, 1, 1000);
            BuilderLimits.range("routers", routers, 1, 1000);
            BuilderLimits.range("hostsPerRouter", hostsPerRouter, 1, 1000);
            BuilderLimits.range("groupMultiplicity", groupMultiplicity, 1, 1000);
            BuilderLimits.range("chassisMultiplicity", chassisMultiplicity, 1, 1000);
            BuilderLimits.range("routerMultiplicity", routerMultiplicity, 1, 1000);
            long all = (long) groups * chassis * routers;
            BuilderLimits.nodes("groups, chassis, routers and hostsPerRouter", all * (hostsPerRouter + 1L));
            BuilderLimits.nodes("links of groups, chassis and routers", all * (routers + chassis) / 10);
            if (groups > 1 && groups > chassis * routers) {
                throw new TopologyException("groups is " + groups + "; allowed: at most the " + chassis * routers
                        + " routers of a group (chassis x routers)");
            }
            BuilderLimits.positive("bandwidth", bandwidth);
            BuilderLimits.latency("latency", latency);
        }
    }

    /** For the service loader. */
    public Dragonfly() {}

    @Override
    public Topology create(Settings s) {
        Topology.Builder builder = Topology.builder("dragonfly").relayingHosts(false);
        int perGroup = s.chassis * s.routers;
        Line single = Line.of(s.bandwidth, s.latency);
        for (int h = 0; h < s.groups * perGroup * s.hostsPerRouter; h++) {
            builder.node(Node.host("host" + h)).link(single.between("host" + h, router(h / s.hostsPerRouter)));
        }
        for (int r = 0; r < s.groups * perGroup; r++) {
            builder.node(Node.switchOf(router(r)));
        }
        for (int group = 0; group < s.groups; group++) {
            addGroup(builder, s, group * perGroup);
            for (int other = group + 1; other < s.groups; other++) {
                builder.link(wide(s, s.groupMultiplicity)
                        .between(router(group * perGroup + other), router(other * perGroup + group)));
            }
        }
        return builder.build();
    }

    private static void addGroup(Topology.Builder builder, Settings s, int first) {
        for (int c = 0; c < s.chassis; c++) {
            for (int i = 0; i < s.routers; i++) {
                int self = first + c * s.routers + i;
                for (int j = i + 1; j < s.routers; j++) {
                    builder.link(
                            wide(s, s.routerMultiplicity).between(router(self), router(first + c * s.routers + j)));
                }
                for (int d = c + 1; d < s.chassis; d++) {
                    builder.link(
                            wide(s, s.chassisMultiplicity).between(router(self), router(first + d * s.routers + i)));
                }
            }
        }
    }

    private static Line wide(Settings s, int times) {
        return Line.of(new Bandwidth(Math.multiplyExact(s.bandwidth.bitsPerSecond(), (long) times)), s.latency);
    }

    private static String router(int number) {
        return "router" + number;
    }
}
