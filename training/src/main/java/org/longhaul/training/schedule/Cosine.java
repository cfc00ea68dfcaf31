package org.longhaul.training.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;

/**
 * Half a cosine from the peak down to a floor: after the warm-up of W steps, {@code floor + (1 - floor) (1 + cos(pi (t -
 * W) / (T - W))) / 2}, and the floor from step T on.
 */
public final class Cosine implements Schedule {
    /** Settings of {@code cosine}. */
    public record Settings(
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("steps W of linear warm-up") long warmupSteps,
            @JsonProperty(defaultValue = "0.1")
                    @JsonPropertyDescription("final learning rate as a fraction of the peak")
                    double floor,
            @JsonPropertyDescription("steps T of warm-up and cosine together; the run's length when absent") @Nullable
                    Long steps) {
        public Settings {
            Warmup.require(warmupSteps);
            Warmup.requireFraction("floor", floor);
            if (steps != null) {
                if (steps < 1) {
                    throw new IllegalArgumentException("steps (" + steps + ") must be at least 1.");
                }
                Warmup.requireWithin(warmupSteps, steps);
            }
        }
    }

    /** Makes {@link Cosine}. */
    @SuppressWarnings("rawtypes")
    @AutoService(ScheduleFactory.class)
    @Provides(
            id = "cosine",
            description = "Linear warm-up, then half a cosine down to a floor.",
            source = "Loshchilov and Hutter, \"SGDR\", arXiv 1608.03983, equation 5, without restarts.")
    public static final class Factory implements ScheduleFactory<Settings> {
        @Override
        public Schedule create(Settings settings, long totalSteps) {
            Long stated = settings.steps();
            long steps = stated == null ? totalSteps : stated;
            Warmup.requireWithin(settings.warmupSteps(), steps);
            return new Cosine(settings.warmupSteps(), settings.floor(), steps);
        }
    }

    private final long warmupSteps;
    private final double floor;
    private final long steps;

    private Cosine(long warmupSteps, double floor, long steps) {
        this.warmupSteps = warmupSteps;
        this.floor = floor;
        this.steps = steps;
    }

    @Override
    public double factor(long step) {
        if (step < warmupSteps) {
            return Warmup.factor(step, warmupSteps);
        }
        if (step >= steps) {
            return floor;
        }
        double progress = (double) (step - warmupSteps) / (steps - warmupSteps);
        return floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
}
