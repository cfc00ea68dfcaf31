package org.longhaul.training.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;

/**
 * Warm-up, a long stable phase at the peak, and a final decay {@code 1 - sqrt((t - (T - D)) / D)} over the last D of T
 * steps.
 */
public final class WarmupStableDecay implements Schedule {
    /** Settings of {@code wsd}. */
    public record Settings(
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("steps of linear warm-up") long warmupSteps,
            @JsonProperty(defaultValue = "0.1") @JsonPropertyDescription("last share of the run that decays, D / T")
                    double decayFraction) {
        public Settings {
            Warmup.require(warmupSteps);
            Warmup.requireFraction("decayFraction", decayFraction);
        }
    }

    /** Makes {@link WarmupStableDecay}. */
    @SuppressWarnings("rawtypes")
    @AutoService(ScheduleFactory.class)
    @Provides(
            id = "wsd",
            description = "Linear warm-up, the peak for most of the run, then a 1 - sqrt decay to zero.",
            source = "Hägele et al., \"Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations\", "
                    + "arXiv 2405.18392, section 3 (1-sqrt cooldown); used by DES-LOC, arXiv 2505.22549.")
    public static final class Factory implements ScheduleFactory<Settings> {
        @Override
        public Schedule create(Settings settings, long totalSteps) {
            long decaySteps = Math.round(settings.decayFraction() * totalSteps);
            Warmup.requireWithin(settings.warmupSteps(), totalSteps - decaySteps);
            return new WarmupStableDecay(settings.warmupSteps(), totalSteps - decaySteps, decaySteps);
        }
    }

    private final long warmupSteps;
    private final long decayStart;
    private final long decaySteps;

    private WarmupStableDecay(long warmupSteps, long decayStart, long decaySteps) {
        this.warmupSteps = warmupSteps;
        this.decayStart = decayStart;
        this.decaySteps = decaySteps;
    }

    @Override
    public double factor(long step) {
        if (step < warmupSteps) {
            return Warmup.factor(step, warmupSteps);
        }
        if (step < decayStart) {
            return 1;
        }
        long into = step - decayStart;
        return into >= decaySteps ? 0 : 1 - Math.sqrt((double) into / decaySteps);
    }
}
