package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Hosts around one switch that never blocks: {@code host0}, {@code host1}, ... and {@code switch}. */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(id = "star", description = "Hosts around one switch that never blocks.")
public final class Star implements TopologyBuilder<Star.Settings> {
    /**
     * Settings of a star.
     *
     * @param hosts number of hosts
     * @param bandwidth of each host's link, per direction
     * @param latency of each host's link, one way; host to host takes two. Null: a quarter of roundTrip, else 10 us
     * @param lossRate per packet and link
     * @param queue before each link direction, or null
     * @param roundTrip between two hosts, or null
     * @param down bandwidth from the switch to each host, or null: as bandwidth
     */
    public record Settings(
            @JsonPropertyDescription("number of hosts") int hosts,
            @JsonPropertyDescription("bandwidth of each host's link, per direction") Bandwidth bandwidth,
            @JsonPropertyDescription(
                            "one-way latency of each host's link (host to host takes two); absent: 10 us, or by roundTrip")
                    @Nullable
                    Duration latency,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("packet loss rate of each link, in [0, 1)")
                    double lossRate,
            @JsonPropertyDescription(
                            "queue before each link direction; absent: one bandwidth-delay product, at least 1 ms")
                    @Nullable
                    DataSize queue,
            @JsonPropertyDescription(
                            "round trip between two hosts, as ping shows it; instead of latency, which is a quarter")
                    @Nullable
                    Duration roundTrip,
            @JsonPropertyDescription("bandwidth from the switch to each host; absent: as bandwidth") @Nullable
                    Bandwidth down) {
        private static final Duration USUAL_LATENCY = Duration.ofNanos(10_000);

        /** Checks the ranges. */
        public Settings {
            BuilderLimits.range("hosts", hosts, 1, BuilderLimits.MOST_NODES);
            BuilderLimits.positive("bandwidth", bandwidth);
            if (latency == null && roundTrip == null) {
                latency = USUAL_LATENCY;
            }
            BuilderLimits.latency("latency", latency, "roundTrip", roundTrip);
            BuilderLimits.positive("down", down);
            BuilderLimits.lossRate("lossRate", lossRate);
        }
    }

    /** For the service loader. */
    public Star() {}

    @Override
    public Topology create(Settings s) {
        Topology.Builder builder = Topology.builder("star-" + s.hosts).relayingHosts(false);
        Duration latency = s.latency != null || s.roundTrip == null
                ? BuilderLimits.oneWay(s.latency, null)
                : s.roundTrip.dividedBy(4);
        Line line = new Line(s.bandwidth, latency, s.lossRate, s.queue, null);
        Bandwidth down = s.down == null ? s.bandwidth : s.down;
        for (int i = 0; i < s.hosts; i++) {
            builder.node(Node.host("host" + i)).link(line.between("host" + i, "switch", "host" + i + "--switch", down));
        }
        return builder.node(Node.switchOf("switch")).build();
    }
}
