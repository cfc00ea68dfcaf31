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
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.Order;

/**
 * Local SGD, or federated averaging with every client: K local steps, then the mean of the parameters.
 *
 * <p>The mean is weighted by the sequences n_k of each worker's own data, as in federated averaging, unless the settings say
 * otherwise; every worker takes the same number of steps. The local optimizer may be any; its state stays with the worker or is reset when a round ends.
 *
 * <p><b>Cost.</b> 1/K units a step.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "local-sgd",
        description = "Averages the parameters every K local steps (federated averaging).",
        source = "McMahan et al., \"Communication-Efficient Learning of Deep Networks from Decentralized Data\", "
                + "arXiv 1602.05629, Algorithm 1; Stich, \"Local SGD Converges Fast and Communicates Little\", "
                + "arXiv 1805.09767; period and states as in Photon, arXiv 2411.02908.")
public final class LocalSgd implements RoundPreset<LocalSgd.Settings> {
    /** Settings of {@code local-sgd}. */
    public record Settings(
            @JsonProperty(defaultValue = "512") @JsonPropertyDescription("sync period K of the parameters, steps")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "after-update")
                    @JsonPropertyDescription("average before or after the local update")
                    Order order,
            @JsonProperty(defaultValue = "keep")
                    @JsonPropertyDescription("what becomes of the local optimizer's state when a round ends")
                    RoundState optimizerState,
            @JsonPropertyDescription("format of the parameters on the wire; default: the method's wireFormat") @Nullable
                    Codec parameterFormat,
            @JsonProperty(defaultValue = "samples")
                    @JsonPropertyDescription(
                            "what a worker counts for: in proportion to its own data (samples) or the same (equal)")
                    MeanWeights weights) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
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
                .order(s.order())
                .weighted(s.weights())
                .optimizerState(s.optimizerState())
                .build();
    }
}
