package org.longhaul.simulator.traffic;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.random.Distribution;
import org.longhaul.simulator.random.DurationDistribution;
import org.longhaul.simulator.random.SizeDistribution;
import org.longhaul.topology.unit.Durations;

/**
 * Transfers of random sizes that arrive as a Poisson process, each between a random pair of hosts and on the first of its
 * connections that is free.
 */
@SuppressWarnings("rawtypes")
@AutoService(TrafficModel.class)
@Provides(
        id = "poisson",
        description = "Transfers of random sizes that arrive as a Poisson process between random pairs of hosts.",
        source = "Paxson, Floyd, Wide-area traffic: the failure of Poisson modeling, IEEE/ACM ToN 3(3), 1995 (session "
                + "arrivals are Poisson, sizes are not exponential)")
public final class PoissonTransfers implements TrafficModel<PoissonTransfers.Settings> {

    /**
     * Settings of {@link PoissonTransfers}.
     *
     * @param from senders, by id or pattern
     * @param to receivers, by id or pattern
     * @param meanInterval mean time between arrivals, over all pairs
     * @param size of a transfer
     * @param connections of a pair at most; further transfers wait behind these
     */
    public record Settings(
            @JsonPropertyDescription("sending hosts, by id or pattern with *") List<String> from,
            @JsonPropertyDescription("receiving hosts, by id or pattern with *") List<String> to,
            @JsonPropertyDescription("mean time between arrivals, over all pairs") Duration meanInterval,
            @JsonPropertyDescription("size of a transfer") SizeDistribution size,
            @JsonProperty(defaultValue = "16")
                    @JsonPropertyDescription("connections of a pair; further transfers wait behind these")
                    int connections) {
        public Settings {
            from = List.copyOf(from);
            to = List.copyOf(to);
            if (meanInterval.isNegative() || meanInterval.isZero()) {
                throw new IllegalArgumentException(
                        "meanInterval (" + Durations.shown(meanInterval) + ") must be above 0.");
            }
            if (connections < 1 || connections > 64) {
                throw new IllegalArgumentException("connections (" + connections + ") must lie in [1, 64].");
            }
        }
    }

    @Override
    public Traffic create(Settings settings, TrafficContext context) {
        List<TrafficContext.Pair> pairs = context.pairs(settings.from(), settings.to());
        return host -> new Arrivals(settings, pairs, host, context).waitForNext();
    }

    /** The arrivals of a run. */
    private static final class Arrivals {

        private final List<TrafficContext.Pair> pairs;
        private final TrafficHost host;
        private final RandomGenerator random;
        private final Distribution interval;
        private final Distribution size;
        private final int[][] underWay;

        Arrivals(Settings settings, List<TrafficContext.Pair> pairs, TrafficHost host, TrafficContext context) {
            this.pairs = pairs;
            this.host = host;
            this.random = context.stream("arrivals");
            this.interval = new Distribution.Exponential(settings.meanInterval().toNanos());
            this.size = settings.size().bytes();
            this.underWay = new int[pairs.size()][settings.connections()];
        }

        void waitForNext() {
            long after = DurationDistribution.sampleNanos(interval, random);
            host.at(host.nowNanos() + after, this::arrive);
        }

        private void arrive() {
            int index = random.nextInt(pairs.size());
            long bytes = SizeDistribution.sampleBytes(size, random);
            int[] busy = underWay[index];
            int connection = 0;
            for (int i = 1; i < busy.length; i++) {
                if (busy[i] < busy[connection]) {
                    connection = i;
                }
            }
            busy[connection]++;
            int used = connection;
            TrafficContext.Pair pair = pairs.get(index);
            host.send(pair.source(), pair.target(), bytes, used, now -> busy[used]--);
            waitForNext();
        }
    }
}
