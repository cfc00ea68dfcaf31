package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Two tiers of switches: each leaf switch has hosts below and one link to every spine switch above. Hosts are
 * {@code host0}, ... counted through the leaves.
 */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(
        id = "leaf-spine",
        description = "Two tiers of switches: hosts on leaf switches, each leaf joined to every spine.",
        source = "Alizadeh, Edsall, \"On the data path performance of leaf-spine datacenter fabrics\", HOTI 2013")
public final class LeafSpine implements TopologyBuilder<LeafSpine.Settings> {
    /**
     * Settings of a leaf-spine network.
     *
     * @param leaves number of leaf switches
     * @param spines number of spine switches
     * @param hostsPerLeaf hosts below each leaf
     * @param access bandwidth between host and leaf, per direction
     * @param accessLatency one way
     * @param uplink bandwidth between a leaf and a spine, per direction
     * @param uplinkLatency one way
     */
    public record Settings(
            @JsonPropertyDescription("number of leaf switches") int leaves,
            @JsonPropertyDescription("number of spine switches") int spines,
            @JsonPropertyDescription("hosts below each leaf switch") int hostsPerLeaf,
            @JsonProperty(defaultValue = "100 Gbit/s")
                    @JsonPropertyDescription("bandwidth between a host and its leaf switch, per direction")
                    Bandwidth access,
            @JsonProperty(defaultValue = "1 us")
                    @JsonPropertyDescription("one-way latency between a host and its leaf switch")
                    Duration accessLatency,
            @JsonProperty(defaultValue = "100 Gbit/s")
                    @JsonPropertyDescription("bandwidth between a leaf and a spine switch, per direction")
                    Bandwidth uplink,
            @JsonProperty(defaultValue = "1 us")
                    @JsonPropertyDescription("one-way latency between a leaf and a spine switch")
                    Duration uplinkLatency) {
        /** Checks the ranges. */
        public Settings {
            BuilderLimits.range("leaves", leaves, 1, BuilderLimits.MOST_NODES);
            BuilderLimits.range("spines", spines, 1, BuilderLimits.MOST_NODES);
            BuilderLimits.range("hostsPerLeaf", hostsPerLeaf, 1, BuilderLimits.MOST_NODES);
            BuilderLimits.nodes("leaves and hostsPerLeaf", (long) leaves * (hostsPerLeaf + 1L) + spines);
            BuilderLimits.nodes("leaves times spines links", (long) leaves * spines / 10);
            BuilderLimits.positive("access", access);
            BuilderLimits.latency("accessLatency", accessLatency);
            BuilderLimits.positive("uplink", uplink);
            BuilderLimits.latency("uplinkLatency", uplinkLatency);
        }
    }

    /** For the service loader. */
    public LeafSpine() {}

    @Override
    public Topology create(Settings s) {
        Topology.Builder builder = Topology.builder("leaf-spine").relayingHosts(false);
        Line access = Line.of(s.access, s.accessLatency);
        Line uplink = Line.of(s.uplink, s.uplinkLatency);
        for (int h = 0; h < s.leaves * s.hostsPerLeaf; h++) {
            builder.node(Node.host("host" + h)).link(access.between("host" + h, "leaf" + h / s.hostsPerLeaf));
        }
        for (int leaf = 0; leaf < s.leaves; leaf++) {
            builder.node(Node.switchOf("leaf" + leaf));
            for (int spine = 0; spine < s.spines; spine++) {
                builder.link(uplink.between("leaf" + leaf, "spine" + spine));
            }
        }
        for (int spine = 0; spine < s.spines; spine++) {
            builder.node(Node.switchOf("spine" + spine));
        }
        return builder.build();
    }
}
