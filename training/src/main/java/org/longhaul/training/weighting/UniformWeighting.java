package org.longhaul.training.weighting;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;

/** All samples count the same: the mean loss as the model has it, to the bit. */
@SuppressWarnings("rawtypes")
@AutoService(SampleWeightingFactory.class)
@Provides(id = "uniform", description = "All samples count the same.")
public final class UniformWeighting implements SampleWeightingFactory<UniformWeighting.Settings> {
    /** Settings of {@code uniform}. */
    public record Settings(
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription(
                            "whether the norms of the workers' pseudo-gradients are told all the same, to compare other weightings with")
                    boolean figures) {}

    @Override
    public boolean isPlain(Settings settings) {
        return !settings.figures();
    }

    @Override
    public @Nullable SampleWeighting create(Settings settings, Samples samples) {
        return settings.figures() ? new Watched() : null;
    }

    /** Weighs nothing. */
    private record Watched() implements SampleWeighting {
        @Override
        public long period() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean weighs() {
            return false;
        }
    }
}
