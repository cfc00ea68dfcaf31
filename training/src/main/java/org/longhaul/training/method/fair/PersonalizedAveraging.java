package org.longhaul.training.method.fair;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
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
import org.longhaul.training.method.server.ServerMean;
import org.longhaul.training.objective.Consolidation;
import org.longhaul.training.objective.Distillation;
import org.longhaul.training.objective.LocalObjective;
import org.longhaul.training.objective.MixingSchedule;

/**
 * PaFL: the loss of a personalisation is minimised by the clients while they train together, in some of the rounds or in all.
 *
 * <pre>
 *   kd:   (1 - m_r) CE(x) + m_r T^2 KL(softmax(z_w / T) || softmax(z_x / T)),   m_r = weight * mixing
 *   ewc:  CE(x) + s_r lambda/2 sum_i F_i (x_i - w_i)^2,                          s_r = mixing
 * </pre>
 *
 * <p>w is the model that the client received, F the diagonal Fisher information of the client's own data at w. The server is that of
 * federated averaging, of q-FedAvg or of TERM.
 *
 * <p><b>Cost.</b> That of the server's method. kd: a forward pass more for each batch in rounds with m_r above 0; ewc: a forward and a
 * backward pass over all data of the client in each round with s_r above 0. Nothing more travels.
 *
 * <p><b>Not known from the source</b>: its weights, temperatures, lambdas and schedules. The default of the temperature is that of the
 * local adaptation of Yu et al. (arXiv 2002.04758), the others are ours.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "pafl",
        description = "Federated averaging whose clients minimise the loss of a personalisation while they train.",
        source =
                "Iacob et al., \"Can Fair Federated Learning Reduce the need for Personalisation?\", arXiv 2305.02728.")
public final class PersonalizedAveraging implements RoundPreset<PersonalizedAveraging.Settings> {
    /** The loss that is minimised beside the client's own. */
    public enum Personalization {
        /** Knowledge distillation from the received model. */
        KD,
        /** Elastic weight consolidation around the received model. */
        EWC
    }

    /** What the server makes of what its clients came to. */
    public enum Server {
        /** Their mean, by {@code weights}. */
        MEAN,
        /** As qfedavg. */
        QFEDAVG,
        /** As term. */
        TERM
    }

    /** Settings of {@code pafl}. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("local steps K of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "ewc")
                    @JsonPropertyDescription(
                            "what a client minimises beside its loss: distillation from the received model (kd, for models that score tokens or classes) or elastic weight consolidation around it (ewc)")
                    Personalization personalization,
            @JsonProperty(defaultValue = "second-half")
                    @JsonPropertyDescription(
                            "in which rounds: all (constant), the second-half, the first-half, or more from round to round (ramp)")
                    MixingSchedule mixing,
            @JsonProperty(defaultValue = "0.5")
                    @JsonPropertyDescription("kd: share of the distillation in what is minimised, 0 to 1")
                    double weight,
            @JsonProperty(defaultValue = "6") @JsonPropertyDescription("kd: temperature T") double temperature,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "ewc: lambda; much above 1 / (learning rate * the largest Fisher information) training diverges")
                    double lambda,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription(
                            "ewc: whether the pull takes the place of the loss as far as mixing says (1 - s, s), instead of being added to it")
                    boolean replacesLoss,
            @JsonProperty(defaultValue = "mean")
                    @JsonPropertyDescription(
                            "what the server makes of its clients' models: their mean, or as qfedavg or term do")
                    Server server,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("server: qfedavg: q") double q,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("server: term: tilt t") double t,
            @JsonPropertyDescription(
                            "server: mean and term: what a client counts for, in proportion to its own data (samples) or the same (equal); default: samples for the mean, equal for term")
                    @Nullable
                    MeanWeights weights,
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
            new Distillation(weight, temperature, mixing);
            new Consolidation(lambda, replacesLoss, mixing);
            new QFairness(q);
            new Tilt(t, TiltedAveraging.Form.NORMALISED, MeanWeights.EQUAL);
            if (server == Server.QFEDAVG && weights != null) {
                throw new IllegalArgumentException("weights (" + weights.name().toLowerCase(Locale.ROOT)
                        + ") are not for server: qfedavg, which weights clients by their losses alone.");
            }
        }

        private LocalObjective objective() {
            return personalization == Personalization.KD
                    ? new Distillation(weight, temperature, mixing)
                    : new Consolidation(lambda, replacesLoss, mixing);
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
        Round.Builder round = Round.every(s.parameterPeriod())
                .ofCohorts(s.modelFormat())
                .format(s.parameterFormat())
                .minimising(s.objective())
                .adapting(s.adaptation())
                .optimizerState(s.optimizerState());
        MeanWeights weights = s.weights();
        return switch (s.server()) {
            case MEAN ->
                round.server(new ServerMean(1))
                        .weighted(weights == null ? MeanWeights.SAMPLES : weights)
                        .build();
            case QFEDAVG -> round.aggregating(new QFairness(s.q())).build();
            case TERM ->
                round.aggregating(new Tilt(
                                s.t(), TiltedAveraging.Form.NORMALISED, weights == null ? MeanWeights.EQUAL : weights))
                        .build();
        };
    }
}
