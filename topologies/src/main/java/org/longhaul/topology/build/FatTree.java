package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Fat-tree of three levels made of equal switches with k ports: k pods of k/2 edge and k/2 aggregation switches, k^2/4 core
 * switches, k^3/4 hosts, full bisection bandwidth. Hosts are {@code host0}, ... counted through the edge switches.
 */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(
        id = "fat-tree",
        description = "Three-level fat-tree of equal k-port switches, k^3/4 hosts, full bisection bandwidth.",
        source =
                "Al-Fares, Loukissas, Vahdat, \"A scalable, commodity data center network architecture\", SIGCOMM 2008")
public final class FatTree implements TopologyBuilder<FatTree.Settings> {
    /**
     * Settings of a k-ary fat-tree.
     *
     * @param ports k, ports of a switch; even, 2 to 128
     * @param bandwidth of every link, per direction
     * @param latency of every link, one way
     */
    public record Settings(
            @JsonPropertyDescription("ports of each switch, even; k ports make k^3/4 hosts") int ports,
            @JsonPropertyDescription("bandwidth of every link, per direction") Bandwidth bandwidth,
            @JsonProperty(defaultValue = "1 us") @JsonPropertyDescription("one-way latency of every link")
                    Duration latency) {
        /** Checks the ranges. */
        public Settings {
            if (ports < 2 || ports > 128 || ports % 2 != 0) {
                throw new TopologyException("ports is " + ports + "; allowed: an even number from 2 to 128");
            }
            BuilderLimits.positive("bandwidth", bandwidth);
            BuilderLimits.latency("latency", latency);
        }
    }

    /** For the service loader. */
    public FatTree() {}

    @Override
    public Topology create(Settings s) {
        int half = s.ports / 2;
        ExtendedFatTree.Settings wiring = new ExtendedFatTree.Settings(
                List.of(half, half, s.ports), List.of(1, half, half), List.of(1, 1, 1), s.bandwidth, s.latency);
        Topology.Builder builder = Topology.builder("fat-tree-" + s.ports).relayingHosts(false);
        new ExtendedFatTree.Wiring(wiring, List.of("host", "edge", "aggregation", "core")).addTo(builder);
        return builder.build();
    }
}
