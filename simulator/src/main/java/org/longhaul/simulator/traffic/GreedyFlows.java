package org.longhaul.simulator.traffic;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;

/** Long flows that always have data: as much as the network gives them, for as long as the run lasts. */
@AutoService(TrafficModel.class)
@SuppressWarnings("rawtypes") // AutoService cannot name a generic service exactly.
public final class GreedyFlows implements TrafficModel<GreedyFlows.Settings> {

    private static final int MAX_CONNECTIONS = 64;

    /**
     * Settings of {@link GreedyFlows}.
     *
     * @param from senders, by id or pattern
     * @param to receivers, by id or pattern
     * @param connections of each pair
     * @param chunk what a flow hands to its connection at a time; its progress is reported in these
     * @param start of the flows, since the start of the run
     */
    public record Settings(
            @JsonPropertyDescription("sending hosts, by id or pattern with *") List<String> from,
            @JsonPropertyDescription("receiving hosts, by id or pattern with *") List<String> to,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("connections of each pair") int connections,
            @JsonProperty(defaultValue = "100 MB")
                    @JsonPropertyDescription("data that a flow hands to its connection at a time")
                    DataSize chunk,
            @JsonProperty(defaultValue = "0 s")
                    @JsonPropertyDescription("start of the flows, since the start of the run")
                    Duration start) {
        public Settings {
            from = List.copyOf(from);
            to = List.copyOf(to);
            if (connections < 1 || connections > MAX_CONNECTIONS) {
                throw new IllegalArgumentException(
                        "connections (" + connections + ") must lie in [1, " + MAX_CONNECTIONS + "].");
            }
            if (chunk.bytes() < 1) {
                throw new IllegalArgumentException("chunk (" + chunk + ") must be at least 1 B.");
            }
            if (start.isNegative()) {
                throw new IllegalArgumentException("start (" + Durations.shown(start) + ") must not be negative.");
            }
        }
    }

    @Override
    public String id() {
        return "greedy";
    }

    @Override
    public String description() {
        return "Long flows that always have data, for as long as the run lasts.";
    }

    @Override
    public String source() {
        return "RFC 2544 and RFC 6349 (bulk transfer); iperf3";
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public Traffic create(Settings settings, TrafficContext context) {
        List<TrafficContext.Pair> pairs = context.pairs(settings.from(), settings.to());
        long bytes = settings.chunk().bytes();
        return host -> host.at(settings.start().toNanos(), () -> {
            for (TrafficContext.Pair pair : pairs) {
                for (int connection = 0; connection < settings.connections(); connection++) {
                    send(host, pair, bytes, connection);
                    // One chunk always waits behind the one under way: the connection never idles.
                    send(host, pair, bytes, connection);
                }
            }
        });
    }

    private static void send(TrafficHost host, TrafficContext.Pair pair, long bytes, int connection) {
        host.send(pair.source(), pair.target(), bytes, connection, now -> send(host, pair, bytes, connection));
    }
}
