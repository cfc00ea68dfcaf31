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
import org.longhaul.training.method.server.ServerMean;

/**
 * Federated averaging of all but the last layers, which are each client's own and never leave it.
 *
 * <pre>
 *   S = clients of round r;  x_c = (B, K_c) for c in S
 *   x_c = K local steps on the data of c
 *   B = sum_c n_c B_c / sum_c n_c
 * </pre>
 *
 * <p>With at least as many key layers as the model has, nothing travels: every client trains alone. The values of each client
 * are those of its own model; what is evaluated beside them is the server's, whose last layers are the initial ones, which is
 * what a client begins with that takes part for the first time.
 *
 * <p><b>Cost.</b> Twice the backbone's share of a unit for each client and round.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "fedper",
        description = "Federated averaging of the first layers; the last ones stay with each client.",
        source = "Arivazhagan et al., \"Federated Learning with Personalization Layers\", arXiv 1912.00818.")
public final class FederatedPersonalization implements RoundPreset<FederatedPersonalization.Settings> {
    /** Settings of {@code fedper}. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("local steps of a round") long parameterPeriod,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "how many of the last parameter groups (a transformer's: final norm and head, then blocks) are the client's own; as many as there are or more: all")
                    int keyLayers,
            @JsonProperty(defaultValue = "samples")
                    @JsonPropertyDescription(
                            "what a client counts for: in proportion to its own data (samples) or the same (equal)")
                    MeanWeights weights,
            @JsonProperty(defaultValue = "reset")
                    @JsonPropertyDescription(
                            "what becomes of a client's optimizer state when a round ends; kept, it rests until the client's next round")
                    RoundState optimizerState,
            @JsonPropertyDescription("format of the model on its way down; default: the method's wireFormat") @Nullable
                    Codec modelFormat,
            @JsonPropertyDescription("format of the parameters on their way up; default: the method's wireFormat")
                    @Nullable
                    Codec parameterFormat) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.atLeast("keyLayers", keyLayers, 1);
        }
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("sgd", "adamw");
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
                .server(new ServerMean(1))
                .weighted(s.weights())
                .keeping(s.keyLayers())
                .optimizerState(s.optimizerState())
                .build();
    }
}
