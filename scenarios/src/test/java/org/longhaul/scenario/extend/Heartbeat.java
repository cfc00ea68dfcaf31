package org.longhaul.scenario.extend;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.traffic.Traffic;
import org.longhaul.simulator.traffic.TrafficContext;
import org.longhaul.simulator.traffic.TrafficHost;
import org.longhaul.simulator.traffic.TrafficModel;
import org.longhaul.topology.unit.DataSize;

/** Background traffic of a user's: hosts that send a little to others, again and again. */
@Provides(id = "heartbeat", description = "Hosts that send a little to others, again and again.")
public final class Heartbeat implements TrafficModel<Heartbeat.Settings> {
    /** From where to where, how much and when. */
    public record Settings(
            @JsonPropertyDescription("sending hosts, by id or pattern with *") List<String> from,
            @JsonPropertyDescription("receiving hosts, by id or pattern with *") List<String> to,
            @JsonProperty(defaultValue = "1 kB") @JsonPropertyDescription("what is sent at a time") DataSize size,
            @JsonProperty(defaultValue = "1 s") @JsonPropertyDescription("from one time to the next") Duration every) {
        /** Checks the range. */
        public Settings {
            from = List.copyOf(from);
            to = List.copyOf(to);
            if (every.isZero() || every.isNegative()) {
                throw new IllegalArgumentException("every must be above 0 s.");
            }
        }
    }

    @Override
    public Traffic create(Settings settings, TrafficContext context) {
        List<TrafficContext.Pair> pairs = context.pairs(settings.from(), settings.to());
        return host -> beat(settings, pairs, host);
    }

    private static void beat(Settings settings, List<TrafficContext.Pair> pairs, TrafficHost host) {
        for (TrafficContext.Pair pair : pairs) {
            host.send(pair.source(), pair.target(), settings.size().bytes(), 0, now -> {});
        }
        host.at(host.nowNanos() + settings.every().toNanos(), () -> beat(settings, pairs, host));
    }
}
