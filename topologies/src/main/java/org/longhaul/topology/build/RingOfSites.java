package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.topology.LinkPrice;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Sites, each a star of hosts, whose switches form a ring. */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(
        id = "ring-of-sites",
        description = "Sites, each a star of hosts, whose switches form a ring of wide-area lines.")
public final class RingOfSites implements TopologyBuilder<RingOfSites.Settings> {
    /**
     * Settings of a ring of sites.
     *
     * @param sites number of sites, at least 3
     * @param hostsPerSite hosts of each site
     * @param access bandwidth between a host and its site's switch, per direction
     * @param accessLatency one way
     * @param wide bandwidth of each line between neighbouring sites, per direction
     * @param wideLatency one way, or null: half of wideRoundTrip
     * @param wideLossRate per packet on a line between sites
     * @param wideQueue before each direction of those lines, or null
     * @param wideDollarsPerGigabyte price of 10^9 bytes on those lines, or null
     * @param names of the sites in ring order, or null: site0, site1, ...
     * @param wideRoundTrip twice the latency of those lines, or null
     * @param wideBackward bandwidth from a site to the one before it, or null: as wide
     * @param accessDown bandwidth from a switch to its hosts, or null: as access
     */
    public record Settings(
            @JsonPropertyDescription("number of sites, at least 3") int sites,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("hosts of each site") int hostsPerSite,
            @JsonProperty(defaultValue = "100 Gbit/s")
                    @JsonPropertyDescription("bandwidth between a host and its site's switch, per direction")
                    Bandwidth access,
            @JsonProperty(defaultValue = "10 us")
                    @JsonPropertyDescription("one-way latency between a host and its site's switch")
                    Duration accessLatency,
            @JsonPropertyDescription("bandwidth of each line between neighbouring sites, per direction") Bandwidth wide,
            @JsonPropertyDescription("one-way latency of each line between neighbouring sites; or wideRoundTrip")
                    @Nullable
                    Duration wideLatency,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription("packet loss rate of each line between sites, in [0, 1)")
                    double wideLossRate,
            @JsonPropertyDescription(
                            "queue before each direction of a line; absent: one bandwidth-delay product, at least 1 ms")
                    @Nullable
                    DataSize wideQueue,
            @JsonPropertyDescription("price of 10^9 bytes sent over a line, dollars") @Nullable
                    Double wideDollarsPerGigabyte,
            @JsonPropertyDescription("names of the sites in ring order; absent: site0, site1, ...") @Nullable
                    List<String> names,
            @JsonPropertyDescription(
                            "round trip over each line between sites, half of it each way; instead of wideLatency")
                    @Nullable
                    Duration wideRoundTrip,
            @JsonPropertyDescription("bandwidth from a site to the one before it in the ring; absent: as wide")
                    @Nullable
                    Bandwidth wideBackward,
            @JsonPropertyDescription("bandwidth from a site's switch to a host; absent: as access") @Nullable
                    Bandwidth accessDown) {
        /** Checks the ranges. */
        public Settings {
            BuilderLimits.range("sites", sites, 3, BuilderLimits.MOST_NODES);
            BuilderLimits.range("hostsPerSite", hostsPerSite, 1, BuilderLimits.MOST_NODES);
            BuilderLimits.nodes("sites and hostsPerSite", (long) sites * (hostsPerSite + 1L));
            BuilderLimits.positive("access", access);
            BuilderLimits.latency("accessLatency", accessLatency);
            BuilderLimits.positive("wide", wide);
            BuilderLimits.latency("wideLatency", wideLatency, "wideRoundTrip", wideRoundTrip);
            BuilderLimits.positive("wideBackward", wideBackward);
            BuilderLimits.positive("accessDown", accessDown);
            BuilderLimits.lossRate("wideLossRate", wideLossRate);
            BuilderLimits.price("wideDollarsPerGigabyte", wideDollarsPerGigabyte);
            names = names == null ? null : List.copyOf(names);
            Sites.checkNames("names", names, sites);
        }
    }

    /** For the service loader. */
    public RingOfSites() {}

    @Override
    public Topology create(Settings s) {
        Topology.Builder builder =
                Topology.builder("ring-of-" + s.sites + "-sites").relayingHosts(false);
        List<String> names = Sites.names(s.names, s.sites);
        for (String name : names) {
            Sites.add(
                    builder,
                    name,
                    s.hostsPerSite,
                    Line.of(s.access, s.accessLatency),
                    s.accessDown == null ? s.access : s.accessDown);
        }
        Duration latency = BuilderLimits.oneWay(s.wideLatency, s.wideRoundTrip);
        Bandwidth backward = s.wideBackward == null ? s.wide : s.wideBackward;
        Line wide = new Line(
                s.wide, latency, s.wideLossRate, s.wideQueue, LinkPrice.stated(s.wideDollarsPerGigabyte, null));
        for (int i = 0; i < s.sites; i++) {
            String from = names.get(i);
            String to = names.get((i + 1) % s.sites);
            builder.link(wide.between(from + "-switch", to + "-switch", from + "--" + to, backward));
        }
        return builder.build();
    }
}
