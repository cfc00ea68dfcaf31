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
import org.longhaul.training.method.server.ServerAdam;

/**
 * Federated averaging with Adam on the server: K local steps, then an Adam step on the pseudo-gradient.
 *
 * <pre>
 *   g = theta - mean_m(x_m)
 *   m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2
 *   theta = theta - eta (m / (1 - b1^r)) / (sqrt(v / (1 - b2^r)) + tau)          r rounds done
 * </pre>
 *
 * <p><b>Cost.</b> 1/K units a step.
 *
 * <p><b>Differs from the source.</b> Bias-corrected, as in Photon's artifact; the sign is that of the algorithm (the
 * artifact adds the step, which moves away from the workers). tau and eta are those of Reddi et al.: the artifact's tau
 * of 1e-9 moves every element by eta in the first round, however small its pseudo-gradient.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "fedadam",
        description = "Local steps, then an Adam step of the server on the pseudo-gradient.",
        source =
                "Reddi et al., \"Adaptive Federated Optimization\", arXiv 2003.00295, Algorithm 2; decays as in Photon, "
                        + "arXiv 2411.02908.")
public final class FedAdam implements RoundPreset<FedAdam.Settings> {
    /** Settings of {@code fedadam}. */
    public record Settings(
            @JsonProperty(defaultValue = "500") @JsonPropertyDescription("local steps K of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "0.01") @JsonPropertyDescription("server learning rate eta")
                    double serverLearningRate,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("decay b1 of the server's first moment")
                    double firstDecay,
            @JsonProperty(defaultValue = "0.95") @JsonPropertyDescription("decay b2 of the server's second moment")
                    double secondDecay,
            @JsonProperty(defaultValue = "1e-3") @JsonPropertyDescription("tau, added to the denominator")
                    double epsilon,
            @JsonProperty(defaultValue = "keep")
                    @JsonPropertyDescription("what becomes of the local optimizer's state when a round ends")
                    RoundState optimizerState,
            @JsonPropertyDescription("format of the parameters on the wire; default: the method's wireFormat") @Nullable
                    Codec parameterFormat) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.positive("serverLearningRate", serverLearningRate, 1e9);
            Require.decay("firstDecay", firstDecay);
            Require.decay("secondDecay", secondDecay);
            Require.positive("epsilon", epsilon, 1e9);
        }
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("adamw", "sgd");
    }

    @Override
    public Round round(Settings s) {
        return Round.every(s.parameterPeriod())
                .format(s.parameterFormat())
                .server(new ServerAdam(s.serverLearningRate(), s.firstDecay(), s.secondDecay(), s.epsilon()))
                .optimizerState(s.optimizerState())
                .build();
    }
}
