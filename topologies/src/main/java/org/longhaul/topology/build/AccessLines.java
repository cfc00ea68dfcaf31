package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.ClientProfile;
import org.longhaul.topology.unit.ClientProfiles;

/**
 * Clients of several kinds, each behind an access line as its profile has, and a host {@code server}; between them a network that
 * never blocks. Hosts are called after their profiles: {@code phone0}, {@code phone1}, ..., {@code laptop0}, ..., and come in the
 * order in which the profiles are written.
 */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(
        id = "access-lines",
        description = "Clients of several kinds, each behind an access line as its profile has, and a server.")
public final class AccessLines implements TopologyBuilder<AccessLines.Settings> {
    private static final String SERVER = "server";

    /**
     * Settings of access lines.
     *
     * @param clients number of clients
     * @param profiles how many of them are of a profile, by its id: shares that add up to 1
     * @param server bandwidth of the server's link, per direction
     * @param serverLatency of the server's link, one way
     * @param lossRate per packet and link
     */
    public record Settings(
            @JsonPropertyDescription("number of clients, beside the host 'server'") int clients,
            @JsonPropertyDescription(
                            "share of the clients that is of a profile, such as {phone: 0.8, laptop: 0.2}; see longhaul list clients")
                    Map<String, Double> profiles,
            @JsonProperty(defaultValue = "10 Gbit/s")
                    @JsonPropertyDescription("bandwidth of the server's link, per direction")
                    Bandwidth server,
            @JsonProperty(defaultValue = "1 ms") @JsonPropertyDescription("one-way latency of the server's link")
                    Duration serverLatency,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("packet loss rate of each link, in [0, 1)")
                    double lossRate) {
        /** Checks the ranges. */
        public Settings {
            BuilderLimits.range("clients", clients, 1, BuilderLimits.MOST_NODES);
            BuilderLimits.positive("server", server);
            BuilderLimits.latency("serverLatency", serverLatency);
            BuilderLimits.lossRate("lossRate", lossRate);
            profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
            double sum = 0;
            for (Map.Entry<String, Double> part : profiles.entrySet()) {
                ClientProfiles.named(part.getKey());
                if (!(part.getValue() >= 0 && part.getValue() <= 1)) {
                    throw new TopologyException("profiles." + part.getKey() + " is " + PlainNumber.of(part.getValue())
                            + "; allowed: a share, 0 to 1");
                }
                sum += part.getValue();
            }
            if (Math.abs(sum - 1) > 1e-6) {
                throw new TopologyException("profiles " + profiles + " add up to " + PlainNumber.of(sum)
                        + "; allowed: shares that add up to 1");
            }
        }

        /** Clients of each profile: shares rounded down, and one more of those that lost most by it. */
        Map<String, Integer> counts() {
            Map<String, Integer> counts = new LinkedHashMap<>();
            int left = clients;
            for (Map.Entry<String, Double> part : profiles.entrySet()) {
                int count = (int) Math.floor(part.getValue() * clients + 1e-9);
                counts.put(part.getKey(), count);
                left -= count;
            }
            List<String> byLoss = new ArrayList<>(profiles.keySet());
            byLoss.sort(Comparator.comparingDouble(
                    id -> counts.getOrDefault(id, 0) - profiles.getOrDefault(id, 0.0) * clients));
            for (int i = 0; i < left; i++) {
                counts.merge(byLoss.get(i), 1, Integer::sum);
            }
            return counts;
        }
    }

    /** For the service loader. */
    public AccessLines() {}

    @Override
    public Topology create(Settings s) {
        Topology.Builder builder = Topology.builder("access-lines-" + s.clients).relayingHosts(false);
        s.counts().forEach((id, count) -> {
            ClientProfile profile = ClientProfiles.named(id);
            Line line = new Line(profile.up(), profile.latency(), s.lossRate, null, null);
            for (int i = 0; i < count; i++) {
                String host = id + i;
                builder.node(Node.host(host)).link(line.between(host, "network", host + "--network", profile.down()));
            }
        });
        Line own = new Line(s.server, s.serverLatency, s.lossRate, null, null);
        return builder.node(Node.host(SERVER))
                .link(own.between(SERVER, "network"))
                .node(Node.switchOf("network"))
                .build();
    }
}
