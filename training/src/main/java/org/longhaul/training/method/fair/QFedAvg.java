package org.longhaul.training.method.fair;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.adapt.Adaptation;
import org.longhaul.training.method.round.Round;
import org.longhaul.training.method.round.RoundPreset;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.objective.ProximalTerm;

/**
 * q-FedAvg: the server goes the further towards a client the larger the loss was that the client had with the model that it
 * received.
 *
 * <pre>
 *   F_k = mean loss of w over all data of client k, + 1e-10;  w_k = K local steps from w
 *   D_k = F_k^q L (w - w_k),  h_k = q F_k^(q-1) L^2 |w - w_k|^2 + L F_k^q,  L = 1 / learning rate
 *   w = w - sum_k D_k / sum_k h_k
 * </pre>
 *
 * <p><b>Cost.</b> Two units a round and client of the round, as of federated averaging, and four bytes on the way up; a forward pass
 * over all data of each client of the round.
 *
 * <p><b>Differs from the source.</b> All clients of a round take the same number of steps, not of epochs. F_k is computed when the
 * steps are done, of the model that was received, which gives the same number.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "qfedavg",
        description = "Federated averaging that follows clients by the q-th power of their losses.",
        source = "Li et al., \"Fair Resource Allocation in Federated Learning\", arXiv 1905.10497, Algorithm 2.")
public final class QFedAvg implements RoundPreset<QFedAvg.Settings> {
    /** Settings of {@code qfedavg}. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("local steps K of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "q, at least 0: 0 for the mean; the larger, the more clients with large losses count and the shorter the steps")
                    double q,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription(
                            "mu of mu/2 |x - received|^2, which a client minimises beside its loss; 0 for none")
                    double proximal,
            @JsonProperty(defaultValue = "reset")
                    @JsonPropertyDescription(
                            "what becomes of a client's optimizer state when a round ends; kept, it rests until the client's next round")
                    RoundState optimizerState,
            @JsonPropertyDescription("format of the model on its way down; default: the method's wireFormat") @Nullable
                    Codec modelFormat,
            @JsonPropertyDescription("format of the parameters on their way up; default: the method's wireFormat")
                    @Nullable
                    Codec parameterFormat,
            @JsonPropertyDescription(
                            "how every client adapts the last model to its own data, and is compared with a model that it trained alone: figures of rounds; default: no client does")
                    @Nullable
                    Adaptation adaptation) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.notNegative("q", q, 1000);
            Require.notNegative("proximal", proximal, 1e9);
        }
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("sgd");
    }

    @Override
    public boolean hasServer() {
        return true;
    }

    @Override
    public Round round(Settings s) {
        return Round.every(s.parameterPeriod())
                .ofCohorts(s.modelFormat())
                .format(s.parameterFormat())
                .aggregating(new QFairness(s.q()))
                .minimising(ProximalTerm.ofLoss(s.proximal()))
                .adapting(s.adaptation())
                .optimizerState(s.optimizerState())
                .build();
    }
}
