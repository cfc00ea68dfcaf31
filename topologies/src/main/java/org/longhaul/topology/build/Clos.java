package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Folded Clos network of leaves and spines whose uplinks follow from the oversubscription: a leaf's hosts together have
 * {@code oversubscription} times the bandwidth of its uplinks together.
 */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(
        id = "clos",
        description = "Leaves and spines with a stated oversubscription of the uplinks.",
        source = "Clos, \"A study of non-blocking switching networks\", 1953; Greenberg et al., \"VL2\", SIGCOMM 2009")
public final class Clos implements TopologyBuilder<Clos.Settings> {
    /**
     * Settings of a folded Clos network.
     *
     * @param leaves number of leaf switches
     * @param spines number of spine switches
     * @param hostsPerLeaf hosts below each leaf
     * @param oversubscription host bandwidth over uplink bandwidth of a leaf; 1 is non-blocking
     * @param access bandwidth between host and leaf, per direction
     * @param latency of every link, one way
     */
    public record Settings(
            @JsonPropertyDescription("number of leaf switches") int leaves,
            @JsonPropertyDescription("number of spine switches") int spines,
            @JsonPropertyDescription("hosts below each leaf switch") int hostsPerLeaf,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "host bandwidth over uplink bandwidth of a leaf, 0.1 to 1000; 1 is non-blocking")
                    double oversubscription,
            @JsonProperty(defaultValue = "100 Gbit/s")
                    @JsonPropertyDescription("bandwidth between a host and its leaf switch, per direction")
                    Bandwidth access,
            @JsonProperty(defaultValue = "1 us") @JsonPropertyDescription("one-way latency of every link")
                    Duration latency) {
        /** Checks the ranges. */
        public Settings {
            if (!(oversubscription >= 0.1 && oversubscription <= 1000)) {
                throw new TopologyException(
                        "oversubscription is " + PlainNumber.of(oversubscription) + "; allowed: 0.1 to 1000");
            }
            BuilderLimits.latency("latency", latency);
            new LeafSpine.Settings(leaves, spines, hostsPerLeaf, access, latency, access, latency);
        }

        /** Returns the bandwidth of one uplink, rounded down to a whole bit per second. */
        Bandwidth uplink() {
            double bits = (double) access.bitsPerSecond() * hostsPerLeaf / oversubscription / spines;
            if (bits < 1 || bits > 9e18) {
                throw new TopologyException(
                        "access " + access + ", hostsPerLeaf " + hostsPerLeaf + ", oversubscription "
                                + PlainNumber.of(oversubscription) + " and spines " + spines + " make uplinks of "
                                + PlainNumber.of(bits)
                                + " bit/s; allowed: 1 bit/s to 9 Ebit/s");
            }
            return new Bandwidth((long) bits);
        }
    }

    /** For the service loader. */
    public Clos() {}

    @Override
    public Topology create(Settings s) {
        Topology base = new LeafSpine()
                .create(new LeafSpine.Settings(
                        s.leaves, s.spines, s.hostsPerLeaf, s.access, s.latency, s.uplink(), s.latency));
        Topology.Builder builder = Topology.builder("clos").relayingHosts(false);
        base.nodes().forEach(builder::node);
        base.links().forEach(builder::link);
        return builder.build();
    }
}
