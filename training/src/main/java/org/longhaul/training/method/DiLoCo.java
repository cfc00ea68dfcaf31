package org.longhaul.training.method;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.replica.Replicas;

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
public final class DiLoCo {
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

    /** Makes {@link DiLoCo}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public String id() {
            return "diloco";
        }

        @Override
        public String description() {
            return "Inner steps by AdamW, then an outer Nesterov step on the mean pseudo-gradient.";
        }

        @Override
        public String source() {
            return "Douillard et al., \"DiLoCo: Distributed Low-Communication Training of Language Models\", "
                    + "arXiv 2311.08105, Algorithm 1.";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public List<String> usualOptimizers() {
            return List.of("adamw");
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            LocalUpdates updates = new LocalUpdates(settings.parameterPeriod(), settings.pseudoGradientFormat())
                    .with(new OuterNesterov(replicas, settings.outerLearningRate(), settings.outerMomentum()))
                    .endingRoundsWith(settings.optimizerState());
            return settings.errorFeedback() ? updates.owing(replicas.newVectorOfEach("residual")) : updates;
        }
    }

    private DiLoCo() {}
}
