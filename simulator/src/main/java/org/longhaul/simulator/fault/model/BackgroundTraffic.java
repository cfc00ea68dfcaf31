package org.longhaul.simulator.fault.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Direction;
import org.longhaul.simulator.fault.DurationRules;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.simulator.random.DurationDistribution;
import org.longhaul.topology.Topology;

/**
 * Traffic of others that takes a share of a link's rate and does not yield: on and off, or drifting about a mean. Each
 * direction of each link varies on its own. Traffic that shares links by TCP's rules is that of
 * {@code org.longhaul.simulator.traffic}.
 */
@SuppressWarnings("rawtypes")
@AutoService(FaultModel.class)
@Provides(
        id = "background-traffic",
        description = "Traffic of others that takes a share of a link's rate, on and off or drifting about a mean.",
        source = "Uhlenbeck, Ornstein, On the theory of the Brownian motion, Physical Review 36, 1930; "
                + "Willinger et al., Self-similarity through high-variability, IEEE/ACM ToN 5(1), 1997 (on-off)")
public final class BackgroundTraffic implements FaultModel<BackgroundTraffic.Settings> {

    /** No link is filled to more than this: something always gets through. */
    private static final double LARGEST_SHARE = 0.99;

    /** How the share varies. */
    public enum ShareProcess {
        /** All or nothing, for random times. */
        ON_OFF,
        /** An Ornstein-Uhlenbeck process, sampled at a period and cut off at 0 and 0.99. */
        MEAN_REVERTING
    }

    /**
     * Settings of {@link BackgroundTraffic}.
     *
     * @param process how the share varies
     * @param share of the rate that is taken: while on, or in the mean
     * @param on how long it is on
     * @param off how long it is off
     * @param deviation standard deviation of the share that drifts
     * @param relaxation time in which a deviation falls to 1/e
     * @param period from sample to sample of the share that drifts
     * @param links ids or patterns
     * @param betweenSites if given, only links that join these sites
     * @param direction which directions
     */
    public record Settings(
            @JsonProperty(defaultValue = "mean-reverting") @JsonPropertyDescription("on-off or mean-reverting")
                    ShareProcess process,
            @JsonPropertyDescription("share of the rate that is taken, while on or in the mean") double share,
            @Nullable @JsonPropertyDescription("on-off: how long it is on") DurationDistribution on,
            @Nullable @JsonPropertyDescription("on-off: how long it is off") DurationDistribution off,
            @JsonProperty(defaultValue = "0.1")
                    @JsonPropertyDescription("mean-reverting: standard deviation of the share")
                    double deviation,
            @JsonProperty(defaultValue = "10 min")
                    @JsonPropertyDescription("mean-reverting: time in which a deviation falls to 1/e")
                    Duration relaxation,
            @JsonProperty(defaultValue = "1 min") @JsonPropertyDescription("mean-reverting: from sample to sample")
                    Duration period,
            @JsonProperty(defaultValue = "['*']")
                    @JsonPropertyDescription("links that carry it, by id or pattern with *")
                    List<String> links,
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription("if given, only links that join different ones of these sites")
                    List<String> betweenSites,
            @JsonProperty(defaultValue = "both") @JsonPropertyDescription("both, forward or backward")
                    Direction direction) {
        public Settings {
            links = List.copyOf(links);
            betweenSites = List.copyOf(betweenSites);
            if (!(share >= 0 && share <= LARGEST_SHARE)) {
                throw new IllegalArgumentException(
                        "share (" + PlainNumber.of(share) + ") must lie in [0, " + LARGEST_SHARE + "].");
            }
            if (!(deviation >= 0 && deviation <= 1)) {
                throw new IllegalArgumentException("deviation (" + PlainNumber.of(deviation) + ") must lie in [0, 1].");
            }
            DurationRules.positive("relaxation", relaxation);
            DurationRules.period("period", period);
            if ((process == ShareProcess.ON_OFF) != (on != null) || (on == null) != (off == null)) {
                throw new IllegalArgumentException(
                        "on and off must both be given for process on-off, and only then; " + "found process: "
                                + process.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".");
            }
        }
    }

    @Override
    public IncidentSource create(Settings settings, FaultContext context) {
        Topology topology = context.topology();
        var links = new Elements(topology).links(settings.links(), settings.betweenSites());
        List<IncidentSource> sources = new ArrayList<>();
        for (int arc : settings.direction().arcs(links)) {
            String id = topology.links().get(arc >> 1).id() + (arc % 2 == 0 ? "/forward" : "/backward");
            sources.add(source(settings, context, arc, id));
        }
        return IncidentSource.merge(sources);
    }

    private static IncidentSource source(Settings settings, FaultContext context, int arc, String id) {
        String label = "background traffic on " + context.topology().arcName(arc);
        DurationDistribution on = settings.on();
        DurationDistribution off = settings.off();
        if (on != null && off != null) {
            List<Effect> effects = List.of(new Effect.ArcRate(arc, 1 - settings.share()));
            return new Renewal(
                    off,
                    on,
                    context.stream(id),
                    (start, end, random) ->
                            new Incident(context.name(), Incident.Kind.VARIATION, label, start, end, effects));
        }
        MeanReverting drift = new MeanReverting(settings, context.key(id));
        return new Samples(
                context.name(),
                label,
                settings.period().toNanos(),
                start -> List.of(new Effect.ArcRate(arc, 1 - drift.next())));
    }

    /** The exact discretisation of an Ornstein-Uhlenbeck process, begun in its stationary distribution. */
    private static final class MeanReverting {

        private final double mean;
        private final double deviation;
        private final double kept;
        private final long key;
        private long samples;
        private double departure;

        MeanReverting(Settings settings, long key) {
            this.mean = settings.share();
            this.deviation = settings.deviation();
            this.kept = StrictMath.exp(-(double) settings.period().toNanos()
                    / settings.relaxation().toNanos());
            this.key = key;
            this.departure = deviation * RandomStreams.gaussian(key, 0, samples++);
        }

        double next() {
            double share = Math.max(0, Math.min(LARGEST_SHARE, mean + departure));
            departure = kept * departure
                    + deviation * Math.sqrt(1 - kept * kept) * RandomStreams.gaussian(key, 0, samples++);
            return share;
        }
    }
}
