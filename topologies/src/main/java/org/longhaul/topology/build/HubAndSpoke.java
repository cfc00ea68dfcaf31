package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** One hub site and spoke sites, each a star of hosts; every spoke has one wide-area line to the hub. */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(id = "hub-and-spoke", description = "One hub site and spoke sites, each with one wide-area line to the hub.")
public final class HubAndSpoke implements TopologyBuilder<HubAndSpoke.Settings> {
    /**
     * Settings of hub and spokes.
     *
     * @param spokes number of spoke sites
     * @param hostsPerSpoke hosts of each spoke
     * @param hubHosts hosts of the hub, such as parameter servers
     * @param access bandwidth between a host and its site's switch, per direction
     * @param accessLatency one way
     * @param uplink bandwidth from a spoke to the hub
     * @param downlink bandwidth from the hub to a spoke, or null: as uplink
     * @param wideLatency one way, of every line, or null: half of wideRoundTrip
     * @param wideLossRate per packet on those lines
     * @param wideQueue before each direction of those lines, or null
     * @param wideRoundTrip twice the latency of those lines, or null
     * @param accessDown bandwidth from a switch to its hosts, or null: as access
     */
    public record Settings(
            @JsonPropertyDescription("number of spoke sites") int spokes,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("hosts of each spoke site") int hostsPerSpoke,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("hosts of the hub, such as parameter servers")
                    int hubHosts,
            @JsonProperty(defaultValue = "100 Gbit/s")
                    @JsonPropertyDescription("bandwidth between a host and its site's switch, per direction")
                    Bandwidth access,
            @JsonProperty(defaultValue = "10 us")
                    @JsonPropertyDescription("one-way latency between a host and its site's switch")
                    Duration accessLatency,
            @JsonPropertyDescription("bandwidth from a spoke to the hub") Bandwidth uplink,
            @JsonPropertyDescription("bandwidth from the hub to a spoke; absent: as uplink") @Nullable
                    Bandwidth downlink,
            @JsonPropertyDescription("one-way latency between a spoke and the hub; or wideRoundTrip") @Nullable
                    Duration wideLatency,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription("packet loss rate of each line to the hub, in [0, 1)")
                    double wideLossRate,
            @JsonPropertyDescription(
                            "queue before each direction of a line; absent: one bandwidth-delay product, at least 1 ms")
                    @Nullable
                    DataSize wideQueue,
            @JsonPropertyDescription(
                            "round trip between a spoke and the hub, half of it each way; instead of wideLatency")
                    @Nullable
                    Duration wideRoundTrip,
            @JsonPropertyDescription("bandwidth from a site's switch to a host; absent: as access") @Nullable
                    Bandwidth accessDown) {
        /** Checks the ranges. */
        public Settings {
            BuilderLimits.range("spokes", spokes, 1, BuilderLimits.MOST_NODES);
            BuilderLimits.range("hostsPerSpoke", hostsPerSpoke, 1, BuilderLimits.MOST_NODES);
            BuilderLimits.range("hubHosts", hubHosts, 1, BuilderLimits.MOST_NODES / 2);
            BuilderLimits.nodes("spokes, hostsPerSpoke and hubHosts", (long) spokes * (hostsPerSpoke + 1L) + hubHosts);
            BuilderLimits.positive("access", access);
            BuilderLimits.latency("accessLatency", accessLatency);
            BuilderLimits.positive("uplink", uplink);
            BuilderLimits.positive("downlink", downlink);
            BuilderLimits.latency("wideLatency", wideLatency, "wideRoundTrip", wideRoundTrip);
            BuilderLimits.positive("accessDown", accessDown);
            BuilderLimits.lossRate("wideLossRate", wideLossRate);
        }
    }

    /** For the service loader. */
    public HubAndSpoke() {}

    @Override
    public Topology create(Settings s) {
        Topology.Builder builder =
                Topology.builder("hub-and-" + s.spokes + "-spokes").relayingHosts(false);
        Line access = Line.of(s.access, s.accessLatency);
        Bandwidth down = s.accessDown == null ? s.access : s.accessDown;
        List<String> spokes = new ArrayList<>();
        for (int i = 0; i < s.spokes; i++) {
            spokes.add(Sites.add(builder, "spoke" + i, s.hostsPerSpoke, access, down));
        }
        String hub = Sites.add(builder, "hub", s.hubHosts, access, down);
        Bandwidth downlink = s.downlink == null ? s.uplink : s.downlink;
        Line wide = new Line(
                s.uplink, BuilderLimits.oneWay(s.wideLatency, s.wideRoundTrip), s.wideLossRate, s.wideQueue, null);
        for (int i = 0; i < s.spokes; i++) {
            builder.link(wide.between(spokes.get(i), hub, "spoke" + i + "--hub", downlink));
        }
        return builder.build();
    }
}
