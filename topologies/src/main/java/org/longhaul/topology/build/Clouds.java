package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.PathRule;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Hosts in regions of public clouds. Round trips between regions are measured ones; what a host can send and take is its
 * provider's cap, and the lines between regions are wider than any host: on such paths the hosts are what binds.
 *
 * <p>A region with one host is that host, called after the region; the switch beside it holds the region's lines.
 */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(
        id = "clouds",
        description =
                "Hosts in regions of AWS, Azure and Google Cloud: measured round trips, the providers' caps of hosts.",
        source = CloudRegions.SOURCE + " (round trips); caps as the providers state them, 2022")
public final class Clouds implements TopologyBuilder<Clouds.Settings> {
    /** More than any host sends. */
    private static final Bandwidth BETWEEN_REGIONS = new Bandwidth(1_000_000_000_000L);

    private static final int NAMED_PAIRS = 4;

    /**
     * Settings of hosts in clouds.
     *
     * @param regions provider and region, such as {@code aws:us-east-1}; at least 2
     * @param hostsPerRegion hosts of each region
     * @param egress what each host can send, or null: its provider's cap
     * @param ingress what each host can take, or null: its provider's cap
     * @param dollarsPerGigabyte price of 10^9 bytes sent to another region, or null
     */
    public record Settings(
            @JsonPropertyDescription("provider and region of each site, at least 2, such as aws:us-east-1")
                    List<String> regions,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("hosts of each region") int hostsPerRegion,
            @JsonPropertyDescription(
                            "what each host can send; absent: the cap of aws m5.8xlarge, azure D32 v5 or gcp n2-standard-32")
                    @Nullable
                    Bandwidth egress,
            @JsonPropertyDescription("what each host can take; absent: the cap of the same machines") @Nullable
                    Bandwidth ingress,
            @JsonPropertyDescription("price of 10^9 bytes sent to another region, dollars") @Nullable
                    Double dollarsPerGigabyte) {
        /** Checks the names and ranges. */
        public Settings {
            regions = List.copyOf(regions);
            BuilderLimits.range("number of regions", regions.size(), 2, 2000);
            Sites.checkNames("regions", regions, regions.size());
            regions.forEach(new CloudRegions()::check);
            BuilderLimits.range("hostsPerRegion", hostsPerRegion, 1, BuilderLimits.MOST_NODES);
            BuilderLimits.nodes("regions and hostsPerRegion", regions.size() * (hostsPerRegion + 1L));
            BuilderLimits.positive("egress", egress);
            BuilderLimits.positive("ingress", ingress);
            BuilderLimits.price("dollarsPerGigabyte", dollarsPerGigabyte);
        }
    }

    /** For the service loader. */
    public Clouds() {}

    @Override
    public Topology create(Settings s) {
        CloudRegions table = new CloudRegions();
        Topology.Builder builder = Topology.builder("clouds-of-" + s.regions.size())
                .relayingHosts(false)
                .paths(PathRule.FEWEST_LINKS);
        Set<String> machines = new TreeSet<>();
        for (String region : s.regions) {
            CloudRegions.Machine machine = table.host(region);
            Bandwidth egress = s.egress == null ? machine.egress() : s.egress;
            Bandwidth ingress = s.ingress == null ? machine.ingress() : s.ingress;
            machines.add(machine.name() + " " + egress + " out, " + ingress + " in");
            Line access = Line.of(egress, Duration.ZERO);
            if (s.hostsPerRegion > 1) {
                Sites.add(builder, region, s.hostsPerRegion, access, ingress);
            } else {
                String hub = region + "-switch";
                builder.node(Node.host(region, region)).node(Node.switchOf(hub, region));
                builder.link(access.between(region, hub, region + "--" + hub, ingress));
            }
        }
        List<String> inferred = new ArrayList<>();
        for (int i = 0; i < s.regions.size(); i++) {
            for (int j = i + 1; j < s.regions.size(); j++) {
                builder.link(between(table, s, s.regions.get(i), s.regions.get(j), inferred));
            }
        }
        note(builder, s, machines, inferred);
        return builder.build();
    }

    private static Link between(CloudRegions table, Settings s, String from, String to, List<String> inferred) {
        Duration roundTrip = table.measured(from, to);
        if (roundTrip == null) {
            roundTrip = table.overThird(from, to);
            inferred.add(from + "--" + to);
        }
        return new Link(
                from + "--" + to,
                from + "-switch",
                to + "-switch",
                BETWEEN_REGIONS,
                BETWEEN_REGIONS,
                roundTrip.dividedBy(2),
                0,
                null,
                s.dollarsPerGigabyte);
    }

    private static void note(Topology.Builder builder, Settings s, Set<String> machines, List<String> inferred) {
        builder.note("round trips: measured, " + CloudRegions.SOURCE + "; half of one each way");
        builder.note((s.egress == null || s.ingress == null
                        ? "hosts: caps as the providers state them, 2022, not measurements: "
                        : "hosts: as stated by the user: ")
                + String.join("; ", machines));
        builder.note(
                "lines between regions are not published; each has " + BETWEEN_REGIONS
                        + " here, so that hosts bind; what one connection carries is capped by network.connectionRates of a scenario alone");
        if (s.hostsPerRegion > 1) {
            builder.note(TopologyNote.adapted(
                    "the cap of what leaves a region holds within a region too: a host has one link here"));
        }
        if (!inferred.isEmpty()) {
            int named = Math.min(NAMED_PAIRS, inferred.size());
            builder.note(TopologyNote.inferred("round trip of " + inferred.size()
                    + (inferred.size() == 1 ? " line" : " lines") + " by the least sum over a third region: "
                    + String.join(", ", inferred.subList(0, named)) + (inferred.size() > named ? ", ..." : "")));
        }
    }
}
