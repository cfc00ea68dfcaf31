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
 * MuLoCo: DiLoCo with Muon as the inner optimizer, which keeps one moment of the hidden matrices instead of two.
 *
 * <pre>
 *   x_m = H steps of Muon from theta
 *   theta = Nesterov(theta, mean_m(theta - x_m))
 * </pre>
 *
 * <p>The source compresses pseudo-gradients to 2 bits with error feedback: {@code pseudoGradientFormat: two-bit,
 * errorFeedback: true}.
 *
 * <p><b>Cost.</b> 1/H units a step.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "muloco",
        description = "Inner steps by Muon, then an outer Nesterov step on the mean pseudo-gradient.",
        source = "Thérien et al., \"MuLoCo: Muon is a practical inner optimizer for DiLoCo\", arXiv 2505.23725.")
public final class MuLoCo implements RoundPreset<MuLoCo.Settings> {
    /** Settings of {@code muloco}. */
    public record Settings(
            @JsonProperty(defaultValue = "30") @JsonPropertyDescription("inner steps H of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "0.7") @JsonPropertyDescription("outer learning rate")
                    double outerLearningRate,
            @JsonProperty(defaultValue = "0.6") @JsonPropertyDescription("outer Nesterov momentum")
                    double outerMomentum,
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
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("muon");
    }

    @Override
    public Round round(Settings s) {
        return Round.every(s.parameterPeriod())
                .format(s.pseudoGradientFormat())
                .server(new ServerNesterov(s.outerLearningRate(), s.outerMomentum()))
                .errorFeedback(s.errorFeedback())
                .build();
    }
}
