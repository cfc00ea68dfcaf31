package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Link;
import org.longhaul.topology.LinkPrice;
import org.longhaul.topology.Node;
import org.longhaul.topology.PathRule;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Hosts in regions of public clouds. Round trips between regions are measured ones; what a host can send and take, and what one of
 * its connections carries, are its provider's caps, and the lines between regions are wider than any host: on such paths the
 * hosts are what binds. What is sent costs what the provider of its sender lists for that distance.
 *
 * <p>A region with one host is that host, called after the region; the switch beside it holds the region's lines.
 */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(
        id = "clouds",
        description =
                "Hosts in regions of AWS, Azure and Google Cloud: measured round trips, the providers' caps and prices.",
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
     * @param connectionRate what one connection carries at most, or null: its provider's cap
     * @param zoneRoundTrip round trip between two zones of one region, or null where no two are named
     * @param dollarsPerGigabyte price of 10^9 bytes sent to another region or zone, or null: its provider's, by distance
     */
    public record Settings(
            @JsonPropertyDescription(
                            "provider and region of each site, at least 2, such as aws:us-east-1; with a zone, such as"
                                    + " aws:us-east-1/a, where several of one region are meant")
                    List<String> regions,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("hosts of each region") int hostsPerRegion,
            @JsonPropertyDescription(
                            "what each host can send; absent: the cap of aws m5.8xlarge, azure D32 v5 or gcp n2-standard-32")
                    @Nullable
                    Bandwidth egress,
            @JsonPropertyDescription("what each host can take; absent: the cap of the same machines") @Nullable
                    Bandwidth ingress,
            @JsonPropertyDescription(
                            "what one connection carries at most; absent: the provider's cap, if it states one")
                    @Nullable
                    Bandwidth connectionRate,
            @JsonPropertyDescription("round trip between zones of one region; required where two of one are named")
                    @Nullable
                    Duration zoneRoundTrip,
            @JsonPropertyDescription(
                            "price of 10^9 bytes sent to another region or zone, dollars; absent: what the sender's provider"
                                    + " lists for the distance (March 2023, below 10 TB a month)")
                    @Nullable
                    Double dollarsPerGigabyte) {
        /** Checks the names and ranges. */
        public Settings {
            regions = List.copyOf(regions);
            BuilderLimits.range("number of regions", regions.size(), 2, 2000);
            Sites.checkNames("regions", regions, regions.size());
            CloudRegions known = new CloudRegions();
            regions.forEach(name -> known.check(CloudPlace.of(name).region()));
            BuilderLimits.range("hostsPerRegion", hostsPerRegion, 1, BuilderLimits.MOST_NODES);
            BuilderLimits.nodes("regions and hostsPerRegion", regions.size() * (hostsPerRegion + 1L));
            BuilderLimits.positive("egress", egress);
            BuilderLimits.positive("ingress", ingress);
            BuilderLimits.positive("connectionRate", connectionRate);
            if (zoneRoundTrip != null) {
                BuilderLimits.latency("zoneRoundTrip", zoneRoundTrip);
            }
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
            addHosts(builder, s, region, table.host(region), machines);
        }
        List<String> inferred = new ArrayList<>();
        List<String> unpriced = new ArrayList<>();
        Map<String, LinkPrice> prices = prices(s, unpriced);
        for (int i = 0; i < s.regions.size(); i++) {
            for (int j = i + 1; j < s.regions.size(); j++) {
                builder.link(between(table, s, s.regions.get(i), s.regions.get(j), prices, inferred));
            }
        }
        note(builder, s, machines, inferred, unpriced);
        return builder.build();
    }

    private static void addHosts(
            Topology.Builder builder, Settings s, String region, CloudRegions.Machine machine, Set<String> machines) {
        Bandwidth egress = s.egress == null ? machine.egress() : s.egress;
        Bandwidth ingress = s.ingress == null ? machine.ingress() : s.ingress;
        Bandwidth connection = s.connectionRate == null ? machine.connection() : s.connectionRate;
        machines.add(machine.name() + " " + egress + " out, " + ingress + " in, one connection "
                + (connection == null ? "not capped" : connection));
        Line access = Line.of(egress, Duration.ZERO);
        String hub = region + "-switch";
        if (s.hostsPerRegion == 1) {
            builder.node(Node.host(region, region).withConnectionRate(connection));
            builder.node(Node.switchOf(hub, region));
            builder.link(access.between(region, hub, region + "--" + hub, ingress));
        } else {
            Sites.add(builder, region, s.hostsPerRegion, access, ingress, connection);
        }
    }

    /** The price of each line by its id; none at all where that of one is not known, since a sum of the others would mislead. */
    private static Map<String, LinkPrice> prices(Settings s, List<String> unpriced) {
        Map<String, LinkPrice> prices = new HashMap<>();
        CloudPrices list = new CloudPrices();
        for (int i = 0; i < s.regions.size(); i++) {
            for (int j = i + 1; j < s.regions.size(); j++) {
                String from = s.regions.get(i);
                String to = s.regions.get(j);
                CloudPlace source = CloudPlace.of(from);
                CloudPlace target = CloudPlace.of(to);
                Double there = s.dollarsPerGigabyte == null ? list.dollars(source, target) : s.dollarsPerGigabyte;
                Double back = s.dollarsPerGigabyte == null ? list.dollars(target, source) : s.dollarsPerGigabyte;
                if (there == null || back == null) {
                    unpriced.add(from + "--" + to);
                } else {
                    prices.put(from + "--" + to, new LinkPrice(there, back));
                }
            }
        }
        return unpriced.isEmpty() ? prices : Map.of();
    }

    private static Link between(
            CloudRegions table,
            Settings s,
            String from,
            String to,
            Map<String, LinkPrice> prices,
            List<String> inferred) {
        String source = CloudPlace.of(from).region();
        String target = CloudPlace.of(to).region();
        Duration roundTrip = source.equals(target) ? s.zoneRoundTrip : table.measured(source, target);
        if (roundTrip == null && source.equals(target)) {
            throw new TopologyException("regions has two zones of " + source
                    + " and zoneRoundTrip is absent; allowed: a duration, such as 1 ms");
        }
        if (roundTrip == null) {
            roundTrip = table.overThird(source, target);
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
                prices.get(from + "--" + to));
    }

    private static void note(
            Topology.Builder builder, Settings s, Set<String> machines, List<String> inferred, List<String> unpriced) {
        builder.note("round trips: measured, " + CloudRegions.SOURCE + "; half of one each way");
        builder.note((s.egress == null || s.ingress == null
                        ? "hosts: caps as the providers state them, 2022, not measurements: "
                        : "hosts: as stated by the user: ")
                + String.join("; ", machines));
        builder.note("lines between regions are not published; each has " + BETWEEN_REGIONS
                + " here, so that hosts bind, and in the first seconds of a connection its window");
        if (s.dollarsPerGigabyte != null) {
            builder.note("prices: as stated by the user");
        } else if (unpriced.isEmpty()) {
            builder.note("prices: " + CloudPrices.SOURCE);
        } else {
            builder.note("prices: none, as that of " + named(unpriced) + " is not known");
        }
        if (s.hostsPerRegion > 1) {
            builder.note(TopologyNote.adapted(
                    "the cap of what leaves a region holds within a region too: a host has one link here"));
        }
        if (!inferred.isEmpty()) {
            builder.note(TopologyNote.inferred("round trip of " + inferred.size()
                    + (inferred.size() == 1 ? " line" : " lines") + " by the least sum over a third region: "
                    + named(inferred)));
        }
    }

    private static String named(List<String> pairs) {
        int named = Math.min(NAMED_PAIRS, pairs.size());
        return String.join(", ", pairs.subList(0, named)) + (pairs.size() > named ? ", ..." : "");
    }
}
