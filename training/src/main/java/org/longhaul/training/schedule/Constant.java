package org.longhaul.training.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;

/** The peak learning rate throughout, after a linear warm-up: {@code (step + 1) / warmupSteps}. */
public final class Constant implements Schedule {
    /** Settings of {@code constant}. */
    public record Settings(
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("steps of linear warm-up") long warmupSteps) {
        public Settings {
            Warmup.require(warmupSteps);
        }
    }

    /** Makes {@link Constant}. */
    @SuppressWarnings("rawtypes")
    @AutoService(ScheduleFactory.class)
    @Provides(
            id = "constant",
            description = "The peak learning rate throughout, after an optional linear warm-up.",
            source = "Common practice; linear warm-up as in Goyal et al., \"Accurate, Large Minibatch SGD\", "
                    + "arXiv 1706.02677, section 2.2.")
    public static final class Factory implements ScheduleFactory<Settings> {
        @Override
        public Schedule create(Settings settings, long totalSteps) {
            Warmup.requireWithin(settings.warmupSteps(), totalSteps);
            return new Constant(settings.warmupSteps());
        }
    }

    private final long warmupSteps;

    private Constant(long warmupSteps) {
        this.warmupSteps = warmupSteps;
    }

    @Override
    public double factor(long step) {
        return step < warmupSteps ? Warmup.factor(step, warmupSteps) : 1;
    }
}
