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
import org.longhaul.training.method.server.ServerMomentum;

/**
 * Federated averaging with server momentum: K local steps, then a Nesterov step of the server on the mean.
 *
 * <pre>
 *   g = theta - mean_m(x_m)
 *   v' = theta - eta g
 *   theta = v' + mu (v' - v);  v = v'            v starts as a copy of theta
 * </pre>
 *
 * <p>The same trajectory as {@link DiLoCo}'s outer optimizer. {@code eta = 1, mu = 0} is {@link LocalSgd}.
 *
 * <p><b>Cost.</b> 1/K units a step.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "fedmom",
        description = "Local steps, then a momentum step of the server on the mean of the parameters.",
        source = "Huo et al., \"Faster On-Device Training Using New Federated Momentum Algorithm\", arXiv 2002.02090, "
                + "Algorithm 2; settings of \"The Future of Large Language Model Pre-training is Federated\", "
                + "arXiv 2405.10853.")
public final class FedMom implements RoundPreset<FedMom.Settings> {
    /** Settings of {@code fedmom}. */
    public record Settings(
            @JsonProperty(defaultValue = "500") @JsonPropertyDescription("local steps K of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "0.1") @JsonPropertyDescription("server learning rate eta")
                    double serverLearningRate,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("server momentum mu") double serverMomentum,
            @JsonProperty(defaultValue = "reset")
                    @JsonPropertyDescription("what becomes of the local optimizer's state when a round ends")
                    RoundState optimizerState,
            @JsonPropertyDescription("format of the parameters on the wire; default: the method's wireFormat") @Nullable
                    Codec parameterFormat) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.positive("serverLearningRate", serverLearningRate, 1e9);
            Require.decay("serverMomentum", serverMomentum);
        }
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("adamw");
    }

    @Override
    public Round round(Settings s) {
        return Round.every(s.parameterPeriod())
                .format(s.parameterFormat())
                .server(new ServerMomentum(s.serverLearningRate(), s.serverMomentum()))
                .optimizerState(s.optimizerState())
                .build();
    }
}
