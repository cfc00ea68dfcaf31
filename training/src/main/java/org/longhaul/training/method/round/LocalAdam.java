package org.longhaul.training.method.round;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.Order;
import org.longhaul.training.optimizer.StateSpec;

/**
 * Local Adam: K local steps of an adaptive optimizer, then the mean of the parameters and of all its states.
 *
 * <p><b>Cost.</b> (1 + N)/K units a step for N optimizer states: 3/K for Adam.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "local-adam",
        description = "Averages the parameters and all optimizer states every K local steps.",
        source = "Cheng and Glasgow, \"Convergence of Distributed Adaptive Optimization with Local Updates\", "
                + "arXiv 2409.13155, Algorithm 1; the baseline of DES-LOC, arXiv 2505.22549.")
public final class LocalAdam implements RoundPreset<LocalAdam.Settings> {
    /** Settings of {@code local-adam}. */
    public record Settings(
            @JsonProperty(defaultValue = "256")
                    @JsonPropertyDescription("sync period K of the parameters and all optimizer states, steps")
                    long period,
            @JsonProperty(defaultValue = "after-update")
                    @JsonPropertyDescription("average before or after the local update")
                    Order order,
            @JsonPropertyDescription("format of the parameters on the wire; default: the method's wireFormat") @Nullable
                    Codec parameterFormat,
            @JsonPropertyDescription("format of the optimizer states on the wire; default: the method's wireFormat")
                    @Nullable
                    Codec stateFormat) {
        public Settings {
            Require.period("period", period);
        }
    }

    @Override
    public List<StateSpec.Kind> requiredStates() {
        return List.of(StateSpec.Kind.FIRST_MOMENT);
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("adamw", "adopt");
    }

    @Override
    public Round round(Settings s) {
        return Round.every(s.period())
                .format(s.parameterFormat())
                .averagingAllStates(s.period(), s.stateFormat())
                .order(s.order())
                .build();
    }
}
