package org.longhaul.simulator.fault.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.fault.Direction;
import org.longhaul.simulator.fault.DurationRules;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.IncidentSource;

/**
 * The daily pattern of shared links: the share of a link's rate that is left follows a sinusoid, least at the busiest hour
 * and most half a day from it. It is sampled at the middle of each period.
 */
@SuppressWarnings("rawtypes")
@AutoService(FaultModel.class)
@Provides(
        id = "diurnal",
        description = "A daily pattern: the share of a link's rate that is left follows a sinusoid.",
        source =
                "Thompson, Miller, Wilder, Wide-area Internet traffic patterns and characteristics, IEEE Network 11(6), "
                        + "1997")
public final class Diurnal implements FaultModel<Diurnal.Settings> {

    /**
     * Settings of {@link Diurnal}.
     *
     * @param peakShare share of the rate that is left at the busiest hour, above 0
     * @param troughShare share that is left at the quietest hour
     * @param peakAt the busiest hour, from the start of the day; the run begins at the start of a day
     * @param day length of a day
     * @param period from sample to sample
     * @param links ids or patterns
     * @param betweenSites if given, only links that join these sites
     * @param direction which directions
     */
    public record Settings(
            @JsonProperty(defaultValue = "0.5")
                    @JsonPropertyDescription("share of the rate that is left at the busiest hour")
                    double peakShare,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("share of the rate that is left at the quietest hour")
                    double troughShare,
            @JsonProperty(defaultValue = "20 h")
                    @JsonPropertyDescription("busiest hour, from the start of the day, with which the run begins")
                    Duration peakAt,
            @JsonProperty(defaultValue = "1 d") @JsonPropertyDescription("length of a day") Duration day,
            @JsonProperty(defaultValue = "15 min") @JsonPropertyDescription("from sample to sample") Duration period,
            @JsonProperty(defaultValue = "['*']") @JsonPropertyDescription("links that vary, by id or pattern with *")
                    List<String> links,
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription("if given, only links that join different ones of these sites")
                    List<String> betweenSites,
            @JsonProperty(defaultValue = "both") @JsonPropertyDescription("both, forward or backward")
                    Direction direction) {
        public Settings {
            links = List.copyOf(links);
            betweenSites = List.copyOf(betweenSites);
            if (!(peakShare > 0 && peakShare <= 1)) {
                throw new IllegalArgumentException("peakShare (" + PlainNumber.of(peakShare) + ") must lie in (0, 1].");
            }
            if (!(troughShare >= peakShare && troughShare <= 1)) {
                throw new IllegalArgumentException("troughShare (" + PlainNumber.of(troughShare)
                        + ") must lie in [peakShare, 1] = [" + PlainNumber.of(peakShare) + ", 1].");
            }
            DurationRules.notNegative("peakAt", peakAt);
            DurationRules.positive("day", day);
            DurationRules.period("period", period);
        }
    }

    @Override
    public IncidentSource create(Settings settings, FaultContext context) {
        IntArrayList arcs = settings.direction()
                .arcs(new Elements(context.topology()).links(settings.links(), settings.betweenSites()));
        long period = settings.period().toNanos();
        return new Samples(
                context.name(), "daily pattern", period, start -> effects(arcs, share(settings, start + period / 2)));
    }

    private static List<Effect> effects(IntArrayList arcs, double share) {
        List<Effect> effects = new ArrayList<>();
        arcs.forEach(arc -> effects.add(new Effect.ArcRate(arc, share)));
        return effects;
    }

    /** Share of the rate that is left at a time. */
    static double share(Settings settings, long timeNanos) {
        long day = settings.day().toNanos();
        double phase = (double) Math.floorMod(timeNanos - settings.peakAt().toNanos(), day) / day;
        double load = (1 + StrictMath.cos(2 * Math.PI * phase)) / 2;
        return settings.troughShare() - (settings.troughShare() - settings.peakShare()) * load;
    }
}
