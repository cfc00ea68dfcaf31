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
import org.longhaul.training.method.server.ServerNesterov;

/**
 * DiLoCo: H inner steps by a local optimizer whose state never leaves the worker, then an outer Nesterov step on the
 * mean pseudo-gradient.
 *
 * <pre>
 *   d = mean_m(theta - x_m)
 *   theta = Nesterov(theta, d)
 *   x_m = theta
 * </pre>
 *
 * <p><b>Cost.</b> 1/H units a step.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "diloco",
        description = "Inner steps by AdamW, then an outer Nesterov step on the mean pseudo-gradient.",
        source = "Douillard et al., \"DiLoCo: Distributed Low-Communication Training of Language Models\", "
                + "arXiv 2311.08105, Algorithm 1.")
public final class DiLoCo implements RoundPreset<DiLoCo.Settings> {
    /** Settings of {@code diloco}. */
    public record Settings(
            @JsonProperty(defaultValue = "500") @JsonPropertyDescription("inner steps H of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "0.7") @JsonPropertyDescription("outer learning rate")
                    double outerLearningRate,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("outer Nesterov momentum")
                    double outerMomentum,
            @JsonProperty(defaultValue = "keep")
                    @JsonPropertyDescription("what becomes of the inner optimizer's state when a round ends")
                    RoundState optimizerState,
            @JsonPropertyDescription("format of the pseudo-gradients on the wire; default: the method's wireFormat")
                    @Nullable
                    Codec pseudoGradientFormat,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription(
                            "whether a worker sends later what encoding drops from its pseudo-gradients")
                    boolean errorFeedback) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.positive("outerLearningRate", outerLearningRate, 1e9);
            Require.decay("outerMomentum", outerMomentum);
        }

        /** Without error feedback. */
        public Settings(
                long parameterPeriod,
                double outerLearningRate,
                double outerMomentum,
                RoundState optimizerState,
                @Nullable Codec pseudoGradientFormat) {
            this(parameterPeriod, outerLearningRate, outerMomentum, optimizerState, pseudoGradientFormat, false);
        }
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("adamw");
    }

    @Override
    public Round round(Settings s) {
        return Round.every(s.parameterPeriod())
                .format(s.pseudoGradientFormat())
                .server(new ServerNesterov(s.outerLearningRate(), s.outerMomentum()))
                .optimizerState(s.optimizerState())
                .errorFeedback(s.errorFeedback())
                .build();
    }
}
