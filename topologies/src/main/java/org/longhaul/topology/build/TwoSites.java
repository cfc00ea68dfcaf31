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
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.WayBack;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;

/** Two sites, each a star of hosts, joined by one wide-area line between their switches. */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(
        id = "two-sites",
        description = "Two sites, each a star of hosts, joined by one wide-area line.",
        source = "definition (a dumbbell)")
public final class TwoSites implements TopologyBuilder<TwoSites.Settings> {
    /**
     * Settings of two sites.
     *
     * @param hostsPerSite hosts of each site
     * @param access bandwidth between a host and its site's switch, per direction
     * @param accessLatency one way
     * @param wide bandwidth of the line between the sites, per direction
     * @param wideLatency one way, or null: half of wideRoundTrip
     * @param wideLossRate per packet on the line between the sites
     * @param wideQueue before each direction of that line, or null
     * @param wideDollarsPerGigabyte price of 10^9 bytes on that line, or null
     * @param names of the two sites, or null: site0, site1
     * @param wideRoundTrip twice the latency of that line, or null
     * @param wideBackward bandwidth from the second site to the first, or null: as wide
     * @param accessDown bandwidth from a switch to its hosts, or null: as access
     * @param wideBackwardLatency from the second site to the first, or null: as wideLatency
     * @param wideBackwardLossRate from the second site to the first, or null: as wideLossRate
     */
    public record Settings(
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("hosts of each site") int hostsPerSite,
            @JsonProperty(defaultValue = "100 Gbit/s")
                    @JsonPropertyDescription("bandwidth between a host and its site's switch, per direction")
                    Bandwidth access,
            @JsonProperty(defaultValue = "10 us")
                    @JsonPropertyDescription("one-way latency between a host and its site's switch")
                    Duration accessLatency,
            @JsonPropertyDescription("bandwidth of the line between the sites, per direction") Bandwidth wide,
            @JsonPropertyDescription("one-way latency of the line between the sites; or wideRoundTrip") @Nullable
                    Duration wideLatency,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription("packet loss rate of the line between the sites, in [0, 1)")
                    double wideLossRate,
            @JsonPropertyDescription(
                            "queue before each direction of the line; absent: one bandwidth-delay product, at least 1 ms")
                    @Nullable
                    DataSize wideQueue,
            @JsonPropertyDescription("price of 10^9 bytes sent over the line, dollars") @Nullable
                    Double wideDollarsPerGigabyte,
            @JsonPropertyDescription("names of the two sites; absent: site0, site1") @Nullable List<String> names,
            @JsonPropertyDescription(
                            "round trip over the line between the sites, half of it each way; instead of wideLatency")
                    @Nullable
                    Duration wideRoundTrip,
            @JsonPropertyDescription("bandwidth from the second site to the first; absent: as wide") @Nullable
                    Bandwidth wideBackward,
            @JsonPropertyDescription("bandwidth from a site's switch to a host; absent: as access") @Nullable
                    Bandwidth accessDown,
            @JsonPropertyDescription("one-way latency from the second site to the first; absent: as wideLatency")
                    @Nullable
                    Duration wideBackwardLatency,
            @JsonPropertyDescription("packet loss rate from the second site to the first; absent: as wideLossRate")
                    @Nullable
                    Double wideBackwardLossRate) {
        /** Checks the ranges. */
        public Settings {
            BuilderLimits.range("hostsPerSite", hostsPerSite, 1, BuilderLimits.MOST_NODES / 2);
            BuilderLimits.positive("access", access);
            BuilderLimits.latency("accessLatency", accessLatency);
            BuilderLimits.positive("wide", wide);
            BuilderLimits.latency("wideLatency", wideLatency, "wideRoundTrip", wideRoundTrip);
            BuilderLimits.positive("wideBackward", wideBackward);
            BuilderLimits.positive("accessDown", accessDown);
            BuilderLimits.lossRate("wideLossRate", wideLossRate);
            if (wideBackwardLatency != null) {
                BuilderLimits.latency("wideBackwardLatency", wideBackwardLatency);
            }
            if (wideBackwardLossRate != null) {
                BuilderLimits.lossRate("wideBackwardLossRate", wideBackwardLossRate);
            }
            if (wideRoundTrip != null && wideBackwardLatency != null) {
                throw new TopologyException("wideBackwardLatency is " + Durations.format(wideBackwardLatency)
                        + " beside wideRoundTrip, which has both ways; allowed: wideLatency and wideBackwardLatency, or"
                        + " wideRoundTrip");
            }
            BuilderLimits.price("wideDollarsPerGigabyte", wideDollarsPerGigabyte);
            names = names == null ? null : List.copyOf(names);
            Sites.checkNames("names", names, 2);
        }
    }

    /** For the service loader. */
    public TwoSites() {}

    @Override
    public Topology create(Settings s) {
        Topology.Builder builder = Topology.builder("two-sites").relayingHosts(false);
        Line access = Line.of(s.access, s.accessLatency);
        List<String> names = Sites.names(s.names, 2);
        Bandwidth down = s.accessDown == null ? s.access : s.accessDown;
        String first = Sites.add(builder, names.get(0), s.hostsPerSite, access, down);
        String second = Sites.add(builder, names.get(1), s.hostsPerSite, access, down);
        Duration latency = BuilderLimits.oneWay(s.wideLatency, s.wideRoundTrip);
        Line wide = new Line(
                s.wide, latency, s.wideLossRate, s.wideQueue, LinkPrice.stated(s.wideDollarsPerGigabyte, null));
        Bandwidth backward = s.wideBackward == null ? s.wide : s.wideBackward;
        WayBack wayBack = WayBack.stated(s.wideBackwardLatency, s.wideBackwardLossRate, latency, s.wideLossRate);
        return builder.link(wide.between(first, second, "wide", backward, wayBack))
                .build();
    }
}
