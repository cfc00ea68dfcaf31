package org.longhaul.simulator.traffic;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;

/**
 * Long flows that always have data: as much as the network gives them, for as long as the run lasts.
 *
 * <p><b>Cost.</b> A flow hands its connection twice as much each time, so that however long it lasts it costs no more than
 * what changes around it does.
 */
@SuppressWarnings("rawtypes")
@AutoService(TrafficModel.class)
@Provides(
        id = "greedy",
        description = "Long flows that always have data, for as long as the run lasts.",
        source = "RFC 2544 and RFC 6349 (bulk transfer); iperf3")
public final class GreedyFlows implements TrafficModel<GreedyFlows.Settings> {

    private static final int MAX_CONNECTIONS = 64;
    /** Most that is handed over at a time, bytes: small enough for a network to count it to the byte. */
    private static final long LARGEST_PIECE = 1_000_000_000_000_000L;

    /**
     * Settings of {@link GreedyFlows}.
     *
     * @param from senders, by id or pattern
     * @param to receivers, by id or pattern
     * @param connections of each pair
     * @param chunk what a flow hands to its connection at first; where the connection is closed, what had arrived in whole
     *     chunks is not sent again
     * @param start of the flows, since the start of the run
     */
    public record Settings(
            @JsonPropertyDescription("sending hosts, by id or pattern with *") List<String> from,
            @JsonPropertyDescription("receiving hosts, by id or pattern with *") List<String> to,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("connections of each pair") int connections,
            @JsonProperty(defaultValue = "100 MB")
                    @JsonPropertyDescription(
                            "what has arrived in whole chunks is not sent again after a crash of one end")
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
    public Traffic create(Settings settings, TrafficContext context) {
        List<TrafficContext.Pair> pairs = context.pairs(settings.from(), settings.to());
        long bytes = settings.chunk().bytes();
        return host -> host.at(settings.start().toNanos(), () -> {
            for (TrafficContext.Pair pair : pairs) {
                for (int connection = 0; connection < settings.connections(); connection++) {
                    Flow flow = new Flow(host, pair, connection, bytes);
                    flow.send(bytes);
                    // One piece always waits behind the one under way: the connection never idles.
                    flow.send(bytes);
                }
            }
        });
    }

    private record Flow(TrafficHost host, TrafficContext.Pair pair, int connection, long chunk) {

        void send(long bytes) {
            long next = bytes <= LARGEST_PIECE / 2 ? 2 * bytes : bytes;
            host.send(pair.source(), pair.target(), bytes, connection, new TransferListener() {
                @Override
                public void completed(long nowNanos) {
                    send(next);
                }

                @Override
                public long keptBytes(long arrivedBytes) {
                    return arrivedBytes - arrivedBytes % chunk;
                }
            });
        }
    }
}
