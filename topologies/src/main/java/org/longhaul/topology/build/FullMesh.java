package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/**
 * Sites each pair of which is joined by a line of its own, given by a matrix of bandwidths and one of latencies.
 *
 * <p>Without {@code access}, each site is one host that stands for the whole site, and traffic between two sites takes
 * their own line. With it, each site is a star of hosts, and its switch, being a router, takes a detour over a third site
 * where that has less latency.
 */
@AutoService(TopologyBuilder.class)
@SuppressWarnings("rawtypes")
public final class FullMesh implements TopologyBuilder<FullMesh.Settings> {
    /**
     * Settings of a full mesh of sites.
     *
     * @param sites names of the sites, at least 2
     * @param bandwidth row i, column j: capacity from site i to site j; the diagonal is ignored
     * @param latency row i, column j: one-way latency between sites i and j; symmetric; the diagonal is ignored
     * @param lossRate per packet on a line between sites
     * @param queue before each direction of those lines, or null
     * @param dollarsPerGigabyte price of 10^9 bytes on those lines, or null
     * @param hostsPerSite hosts of each site; more than one needs {@code access}
     * @param access bandwidth between a host and its site's switch, or null: no switch
     * @param accessLatency one way
     */
    public record Settings(
            @JsonPropertyDescription("names of the sites, at least 2") List<String> sites,
            @JsonPropertyDescription("matrix of bandwidths: row i, column j is from site i to site j; diagonal ignored")
                    List<List<Bandwidth>> bandwidth,
            @JsonPropertyDescription("symmetric matrix of one-way latencies between sites; diagonal ignored")
                    List<List<Duration>> latency,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription("packet loss rate of each line between sites, in [0, 1)")
                    double lossRate,
            @JsonPropertyDescription("queue before each direction of a line; absent: one bandwidth-delay product")
                    @Nullable
                    DataSize queue,
            @JsonPropertyDescription("price of 10^9 bytes sent over a line, dollars") @Nullable
                    Double dollarsPerGigabyte,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("hosts of each site") int hostsPerSite,
            @JsonPropertyDescription("bandwidth between a host and its site's switch; absent: one host is the site")
                    @Nullable
                    Bandwidth access,
            @JsonProperty(defaultValue = "10 us")
                    @JsonPropertyDescription("one-way latency between a host and its site's switch")
                    Duration accessLatency) {
        /** Checks the ranges and the matrices' shapes. */
        public Settings {
            sites = List.copyOf(sites);
            Setting.range("number of sites", sites.size(), 2, 2000);
            Sites.checkNames("sites", sites, sites.size());
            bandwidth = Matrix.checked("bandwidth", bandwidth, sites);
            latency = Matrix.checked("latency", latency, sites);
            Matrix.forEachPair(bandwidth, sites, "bandwidth", Setting::positive);
            Matrix.forEachPair(latency, sites, "latency", Setting::latency);
            Matrix.requireSymmetric("latency", latency, sites);
            Setting.lossRate("lossRate", lossRate);
            Setting.price("dollarsPerGigabyte", dollarsPerGigabyte);
            Setting.range("hostsPerSite", hostsPerSite, 1, access == null ? 1 : Setting.MOST_NODES);
            Setting.nodes("sites and hostsPerSite", sites.size() * (hostsPerSite + 1L));
            Setting.positive("access", access);
            Setting.latency("accessLatency", accessLatency);
        }
    }

    /** For the service loader. */
    public FullMesh() {}

    @Override
    public String id() {
        return "full-mesh";
    }

    @Override
    public String description() {
        return "Sites each pair of which is joined by a line of its own, given by matrices.";
    }

    @Override
    public String source() {
        return "definition";
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public Topology create(Settings s) {
        Topology.Builder builder =
                Topology.builder("full-mesh-of-" + s.sites.size()).relayingHosts(false);
        for (String site : s.sites) {
            if (s.access == null) {
                builder.node(Node.host(site, site));
            } else {
                Sites.add(builder, site, s.hostsPerSite, Line.of(s.access, s.accessLatency));
            }
        }
        String suffix = s.access == null ? "" : "-switch";
        for (int i = 0; i < s.sites.size(); i++) {
            for (int j = i + 1; j < s.sites.size(); j++) {
                String from = s.sites.get(i);
                String to = s.sites.get(j);
                builder.link(new Link(
                        from + "--" + to,
                        from + suffix,
                        to + suffix,
                        s.bandwidth.get(i).get(j),
                        s.bandwidth.get(j).get(i),
                        s.latency.get(i).get(j),
                        s.lossRate,
                        s.queue,
                        s.dollarsPerGigabyte));
            }
        }
        return builder.build();
    }
}
