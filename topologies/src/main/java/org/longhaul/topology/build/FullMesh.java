package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Link;
import org.longhaul.topology.LinkPrice;
import org.longhaul.topology.Node;
import org.longhaul.topology.PathRule;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.WayBack;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/**
 * Sites each pair of which is joined by a line of its own, given by a matrix of bandwidths and one of latencies or round
 * trips. Traffic between two sites takes their own line, although another way may have less latency.
 *
 * <p>Without {@code access} and with one host a site, that host stands for the whole site. Otherwise each site is a star of
 * hosts around a switch. What joins a host to the switch is {@code access}, or follows from the diagonals: the bandwidth
 * between two hosts of the site, and half of the latency between them.
 */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(id = "full-mesh", description = "Sites each pair of which is joined by a line of its own, given by matrices.")
public final class FullMesh implements TopologyBuilder<FullMesh.Settings> {
    private static final Bandwidth NO_RATE = new Bandwidth(0);

    /**
     * Settings of a full mesh of sites.
     *
     * @param sites names of the sites, at least 2
     * @param bandwidth row i, column j: capacity from site i to site j; the diagonal is that between two hosts of a site, or 0
     * @param latency row i, column j: one-way latency between sites i and j; symmetric. Null: half of roundTrip
     * @param lossRate per packet on a line between sites
     * @param queue before each direction of those lines, or null
     * @param dollarsPerGigabyte price of 10^9 bytes on those lines, or null
     * @param hostsPerSite hosts of each site; more than one needs {@code access}, or bandwidths on the diagonal
     * @param access bandwidth between a host and its site's switch, or null: by the diagonal, or no switch
     * @param accessLatency one way
     * @param accessDown bandwidth from a site's switch to each host, or null: as access
     * @param roundTrip row i, column j: as measured from site i to site j and back; of two measurements the mean. Or null
     */
    public record Settings(
            @JsonPropertyDescription("names of the sites, at least 2") List<String> sites,
            @JsonPropertyDescription(
                            "matrix of bandwidths: row i, column j is from site i to site j; diagonal: within a site, or 0")
                    List<List<Bandwidth>> bandwidth,
            @JsonPropertyDescription(
                            "matrix of one-way latencies, from the site of the row to that of the column; diagonal: within a site; or roundTrip")
                    @Nullable
                    List<List<Duration>> latency,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription("packet loss rate of each line between sites, in [0, 1)")
                    double lossRate,
            @JsonPropertyDescription(
                            "queue before each direction of a line; absent: one bandwidth-delay product, at least 1 ms")
                    @Nullable
                    DataSize queue,
            @JsonPropertyDescription("price of 10^9 bytes sent over a line, dollars") @Nullable
                    Double dollarsPerGigabyte,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("hosts of each site") int hostsPerSite,
            @JsonPropertyDescription("bandwidth between a host and its site's switch; absent: by the diagonal")
                    @Nullable
                    Bandwidth access,
            @JsonProperty(defaultValue = "10 us")
                    @JsonPropertyDescription("one-way latency between a host and its site's switch")
                    Duration accessLatency,
            @JsonPropertyDescription(
                            "matrix of round trips between sites, half of it each way; of two measurements of a pair the mean")
                    @Nullable
                    List<List<Duration>> roundTrip,
            @JsonPropertyDescription("bandwidth from a site's switch to each host; absent: as access") @Nullable
                    Bandwidth accessDown) {
        /** Checks the ranges and the matrices' shapes. */
        public Settings {
            sites = List.copyOf(sites);
            BuilderLimits.range("number of sites", sites.size(), 2, 2000);
            Sites.checkNames("sites", sites, sites.size());
            bandwidth = Matrix.checked("bandwidth", bandwidth, sites, NO_RATE);
            if ((latency == null) == (roundTrip == null)) {
                throw new TopologyException(
                        latency == null
                                ? "latency is missing, and roundTrip as well; allowed: one of them"
                                : "latency and roundTrip are both stated; allowed: one of them");
            }
            latency = latency == null ? null : Matrix.checked("latency", latency, sites, Duration.ZERO);
            roundTrip = roundTrip == null ? null : Matrix.checked("roundTrip", roundTrip, sites, Duration.ZERO);
            Matrix.forEachPair(bandwidth, sites, "bandwidth", BuilderLimits::positive);
            if (latency != null) {
                Matrix.forEachPair(latency, sites, "latency", BuilderLimits::latency);
            }
            if (roundTrip != null) {
                Matrix.forEachPair(roundTrip, sites, "roundTrip", BuilderLimits::latency);
            }
            BuilderLimits.lossRate("lossRate", lossRate);
            BuilderLimits.price("dollarsPerGigabyte", dollarsPerGigabyte);
            BuilderLimits.range("hostsPerSite", hostsPerSite, 1, BuilderLimits.MOST_NODES);
            int within = Matrix.onDiagonal(bandwidth, NO_RATE);
            if (hostsPerSite > 1 && access == null && within < sites.size()) {
                throw new TopologyException("hostsPerSite is " + hostsPerSite + " and access is missing, with " + within
                        + " of " + sites.size()
                        + " bandwidths on the diagonal; allowed: access, a bandwidth on the diagonal"
                        + " for every site, or 1 host a site");
            }
            BuilderLimits.nodes("sites and hostsPerSite", sites.size() * (hostsPerSite + 1L));
            BuilderLimits.positive("access", access);
            BuilderLimits.positive("accessDown", accessDown);
            if (accessDown != null && access == null) {
                throw new TopologyException(
                        "accessDown is " + accessDown + " and access is missing; allowed: both, or none");
            }
            BuilderLimits.latency("accessLatency", accessLatency);
        }

        /** Whether each site has a switch. */
        boolean hasSwitches() {
            return access != null || hostsPerSite > 1;
        }

        private Duration between(int i, int j) {
            if (latency != null) {
                return latency.get(i).get(j);
            }
            if (roundTrip == null) {
                throw new IllegalStateException("unchecked settings");
            }
            return roundTrip.get(i).get(j).plus(roundTrip.get(j).get(i)).dividedBy(4);
        }

        /** The line between a host and the switch of a site. */
        private Line access(int site) {
            if (access != null) {
                return Line.of(access, accessLatency);
            }
            Duration within = between(site, site);
            return Line.of(bandwidth.get(site).get(site), within.isZero() ? accessLatency : within.dividedBy(2));
        }
    }

    /** For the service loader. */
    public FullMesh() {}

    @Override
    public Topology create(Settings s) {
        Topology.Builder builder = Topology.builder("full-mesh-of-" + s.sites.size())
                .relayingHosts(false)
                .paths(PathRule.FEWEST_LINKS);
        for (int i = 0; i < s.sites.size(); i++) {
            String site = s.sites.get(i);
            if (s.hasSwitches()) {
                Line access = s.access(i);
                Bandwidth down = s.accessDown == null ? access.bandwidth() : s.accessDown;
                Sites.add(builder, site, s.hostsPerSite, access, down);
            } else {
                builder.node(Node.host(site, site));
            }
        }
        String suffix = s.hasSwitches() ? "-switch" : "";
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
                        s.between(i, j),
                        s.lossRate,
                        s.queue,
                        LinkPrice.stated(s.dollarsPerGigabyte, null),
                        new WayBack(s.between(j, i), s.lossRate)));
            }
        }
        note(builder, s);
        return builder.build();
    }

    private static void note(Topology.Builder builder, Settings s) {
        int rates = Matrix.onDiagonal(s.bandwidth, NO_RATE);
        List<List<Duration>> delays = s.latency == null ? s.roundTrip : s.latency;
        int latencies = delays == null ? 0 : Matrix.onDiagonal(delays, Duration.ZERO);
        if (rates + latencies == 0) {
            return;
        }
        if (s.access == null && s.hasSwitches()) {
            builder.note(TopologyNote.adapted("the diagonals are what two hosts of a site have between them: " + rates
                    + " bandwidths and " + latencies + " latencies are those of the sites' own links"));
        } else {
            builder.note(TopologyNote.adapted("the diagonals, " + rates + " bandwidths and " + latencies
                    + " latencies within a site, are left out: "
                    + (s.access == null ? "each site is one host" : "access states the links within a site")));
        }
    }
}
