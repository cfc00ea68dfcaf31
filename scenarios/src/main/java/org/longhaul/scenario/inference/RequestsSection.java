package org.longhaul.scenario.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.random.CountDistribution;
import org.longhaul.simulator.random.SizeDistribution;
import org.longhaul.simulator.request.ArrivalModel;
import org.longhaul.topology.unit.Durations;

/** What is asked, by whom, how often. */
public record RequestsSection(
        @JsonPropertyDescription("when requests arrive, such as {kind: poisson, perSecond: 5}")
                Selection<ArrivalModel<?>> arrivals,
        @Nullable @JsonPropertyDescription("requests under each seed; count or duration is required, or both")
                Long count,
        @Nullable @JsonPropertyDescription("time for which requests arrive; those that have are still answered")
                Duration duration,
        @JsonProperty(defaultValue = "0.1")
                @JsonPropertyDescription(
                        "share of the requests at the beginning that is left out of all figures, while queues fill")
                double warmUp,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription("hosts that ask, each as often, by id or pattern with *; default: every host")
                List<String> clients,
        @Nullable
                @JsonPropertyDescription(
                        "size of what is asked; default: 4 bytes for each token of the prompt, which is ours")
                SizeDistribution query,
        @Nullable
                @JsonPropertyDescription(
                        "size of what is answered; default: 4 bytes for each token of the answer, which is ours")
                SizeDistribution answer,
        @Nullable @JsonPropertyDescription("tokens of what is asked, where work is counted by them")
                CountDistribution promptTokens,
        @Nullable @JsonPropertyDescription("tokens of what is answered, where work is counted by them")
                CountDistribution outputTokens,
        @Nullable @JsonPropertyDescription("where these rates and sizes come from; shown beside the figures")
                String source,
        @JsonProperty(defaultValue = "16")
                @JsonPropertyDescription(
                        "connections of a pair of hosts, each way; a message takes the one with the fewest")
                int connections) {

    private static final long MOST = 50_000_000;

    public RequestsSection {
        if (count == null && duration == null) {
            throw new IllegalArgumentException("count or duration is missing: one of them says when requests end.");
        }
        if (count != null && (count < 1 || count > MOST)) {
            throw new IllegalArgumentException("count (" + count + ") must lie in [1, " + MOST + "].");
        }
        if (duration != null && (duration.isNegative() || duration.isZero())) {
            throw new IllegalArgumentException("duration (" + Durations.shown(duration) + ") must be above 0.");
        }
        if (!(warmUp >= 0 && warmUp < 1)) {
            throw new IllegalArgumentException("warmUp (" + PlainNumber.of(warmUp) + ") must lie in [0, 1).");
        }
        if (connections < 1 || connections > ConnectionRules.CHANNELS) {
            throw new IllegalArgumentException(
                    "connections (" + connections + ") must lie in [1, " + ConnectionRules.CHANNELS + "].");
        }
        clients = List.copyOf(clients);
    }

    /** How many requests at most. */
    long most() {
        return count == null ? MOST : count;
    }

    /** Until when they arrive. */
    long untilNanos() {
        return duration == null ? Long.MAX_VALUE : duration.toNanos();
    }
}
