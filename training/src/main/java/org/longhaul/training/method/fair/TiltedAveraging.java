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
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.adapt.Adaptation;
import org.longhaul.training.method.round.Round;
import org.longhaul.training.method.round.RoundPreset;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.objective.ProximalTerm;

/**
 * TERM: federated averaging of a tilted objective, {@code (1/t) log sum_k p_k exp(t F_k)}.
 *
 * <pre>
 *   F_k = mean loss of w over all data of client k;  w_k = K local steps from w
 *   c_k = p_k exp(t F_k) / sum_j p_j exp(t F_j)
 *   w = w + sum_k c_k (w_k - w)
 * </pre>
 *
 * <p><b>Cost.</b> Two units a round and client of the round, as of federated averaging, and four bytes on the way up; a forward pass
 * over all data of each client of the round.
 *
 * <p><b>Differs from the source.</b> Its published code estimates the normalisation by a running mean over rounds whose losses are
 * taken off different maxima, and takes a mean of what is weighted already; {@code form: reference-code} does so. All clients of a
 * round take the same number of steps, not of epochs. F_k is computed when the steps are done, of the model that was received.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "term",
        description = "Federated averaging that follows clients by the exponential of their losses.",
        source = "Li et al., \"Tilted Empirical Risk Minimization\", arXiv 2007.01162.")
public final class TiltedAveraging implements RoundPreset<TiltedAveraging.Settings> {
    /** How the coefficients are normalised. */
    public enum Form {
        /** They sum to 1. */
        NORMALISED,
        /**
         * As in the source's published code: {@code e = e/2 + mean_k(a_k)/2} from 0, kept from round to round, {@code c_k = a_k / (e
         * K^2)}. All clients count the same, the first round goes twice as far, and all go 1/K of the way.
         */
        REFERENCE_CODE
    }

    /** Settings of {@code term}. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("local steps K of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "tilt t: 0 for the mean; the larger, the more clients with large losses count; below 0 those with small ones")
                    double t,
            @JsonProperty(defaultValue = "normalised")
                    @JsonPropertyDescription(
                            "whether the clients' coefficients sum to 1 (normalised) or are those of the source's code (reference-code)")
                    Form form,
            @JsonProperty(defaultValue = "equal")
                    @JsonPropertyDescription(
                            "what a client counts for beside its loss: in proportion to its own data (samples) or the same (equal)")
                    MeanWeights weights,
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
            Require.notNegative("proximal", proximal, 1e9);
            new Tilt(t, form, weights);
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
                .aggregating(new Tilt(s.t(), s.form(), s.weights()))
                .minimising(ProximalTerm.ofLoss(s.proximal()))
                .adapting(s.adaptation())
                .optimizerState(s.optimizerState())
                .build();
    }
}
