package org.longhaul.simulator.traffic;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.random.Distribution;
import org.longhaul.simulator.random.DurationDistribution;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/**
 * Flows that offer data at a constant rate, all the time or in turns with silence. The data of each interval is one
 * transfer. What the network cannot carry in time is not sent later: an interval is left out while two before it are still
 * under way.
 */
@SuppressWarnings("rawtypes")
@AutoService(TrafficModel.class)
@Provides(
        id = "on-off",
        description = "Flows that offer data at a constant rate, all the time or in turns with silence.",
        source = "Willinger et al., Self-similarity through high-variability, IEEE/ACM ToN 5(1), 1997; ns-3 "
                + "OnOffApplication")
public final class OnOffFlows implements TrafficModel<OnOffFlows.Settings> {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MOST_UNDER_WAY = 2;

    /**
     * Settings of {@link OnOffFlows}.
     *
     * @param from senders, by id or pattern
     * @param to receivers, by id or pattern
     * @param rate of each pair while it is on, payload
     * @param interval whose data is one transfer
     * @param on how long a flow is on; null for always
     * @param off how long it is off
     */
    public record Settings(
            @JsonPropertyDescription("sending hosts, by id or pattern with *") List<String> from,
            @JsonPropertyDescription("receiving hosts, by id or pattern with *") List<String> to,
            @JsonPropertyDescription("payload rate of each pair while it is on") Bandwidth rate,
            @JsonProperty(defaultValue = "100 ms") @JsonPropertyDescription("interval whose data is one transfer")
                    Duration interval,
            @Nullable @JsonPropertyDescription("how long a flow is on; without it, always") DurationDistribution on,
            @Nullable @JsonPropertyDescription("how long a flow is off") DurationDistribution off) {
        public Settings {
            from = List.copyOf(from);
            to = List.copyOf(to);
            if (interval.isNegative() || interval.isZero()) {
                throw new IllegalArgumentException("interval (" + Durations.shown(interval) + ") must be above 0.");
            }
            if ((on == null) != (off == null)) {
                throw new IllegalArgumentException("on and off belong together: give both or neither.");
            }
            if (bytes(rate, interval) < 1) {
                throw new IllegalArgumentException("interval (" + Durations.shown(interval) + ") is too short: at "
                        + rate + " it holds less than a byte.");
            }
        }

        private static long bytes(Bandwidth rate, Duration interval) {
            return Math.round(rate.bitsPerSecond() / 8.0 * (interval.toNanos() / NANOS_PER_SECOND));
        }
    }

    @Override
    public Traffic create(Settings settings, TrafficContext context) {
        List<TrafficContext.Pair> pairs = context.pairs(settings.from(), settings.to());
        return host -> {
            for (TrafficContext.Pair pair : pairs) {
                new Flow(settings, pair, host, context.stream(context.nameOf(pair))).begin();
            }
        };
    }

    /** The flow of one pair. */
    private static final class Flow {

        private final TrafficContext.Pair pair;
        private final TrafficHost host;
        private final RandomGenerator random;
        private final long intervalNanos;
        private final long bytes;
        private final @Nullable Distribution on;
        private final @Nullable Distribution off;
        private long untilNanos = Long.MAX_VALUE;
        private int underWay;

        Flow(Settings settings, TrafficContext.Pair pair, TrafficHost host, RandomGenerator random) {
            this.pair = pair;
            this.host = host;
            this.random = random;
            this.intervalNanos = settings.interval().toNanos();
            this.bytes = Settings.bytes(settings.rate(), settings.interval());
            this.on = settings.on() == null ? null : settings.on().nanos();
            this.off = settings.off() == null ? null : settings.off().nanos();
        }

        void begin() {
            if (off == null) {
                send();
            } else {
                host.at(host.nowNanos() + DurationDistribution.sampleNanos(off, random), this::turnOn);
            }
        }

        private void turnOn() {
            if (on != null) {
                untilNanos = host.nowNanos() + DurationDistribution.sampleNanos(on, random);
            }
            send();
        }

        private void send() {
            if (host.nowNanos() >= untilNanos) {
                begin();
                return;
            }
            if (underWay < MOST_UNDER_WAY) {
                underWay++;
                host.send(pair.source(), pair.target(), bytes, 0, now -> underWay--);
            } else {
                host.dropped(bytes);
            }
            host.at(host.nowNanos() + intervalNanos, this::send);
        }
    }
}
