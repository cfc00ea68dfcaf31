package org.longhaul.training.method.semisupervised;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.RoundFigure;

/**
 * SemiFL: the server alone has labels and trains on them before each round; clients train on what the received classifier is sure of.
 *
 * <pre>
 *   server: theta = K_s epochs on its examples;  sends theta to the clients of the round
 *   client: y = argmax, kept where the largest probability is 0.95 or more; K steps of the fix and the mixup loss
 *   server: theta = SGD with momentum on theta - mean of the clients who kept something
 * </pre>
 *
 * <p>Pseudo-labels are made once, on receipt. What server and clients minimise is in {@link PseudoLabelling}. With {@code
 * clientsTrain: false} it is the baseline that has labels only.
 *
 * <p><b>Cost.</b> The model down to each client of the round, and up from each that kept something. A forward pass over a client's data
 * each round, two forward and backward passes a step, and the server's epochs are charged.
 *
 * <p><b>Differs from the source.</b> Clients take the same number of steps, not of epochs. Optimizers begin anew in each round and each
 * training of the server, unless set otherwise. The server's examples are changed weakly, as in the source's recipe for training data,
 * recalled. Model and normalization are the scenario's.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "semifl",
        description =
                "Labels at the server alone, which trains before each round; clients train on what its classifier is sure of.",
        source =
                "Diao et al., \"SemiFL: Semi-Supervised Federated Learning for Unlabeled Clients with Alternate Training\","
                        + " arXiv 2106.01432, and its code.")
public final class SemiFl implements DistributedMethodFactory<SemiFl.Settings> {
    /** Settings of {@code semifl}. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("local steps K of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "5")
                    @JsonPropertyDescription(
                            "passes of the server over its examples (data.labelled), before the first round and after each; in the"
                                    + " learning rate of the round")
                    int serverEpochs,
            @JsonProperty(defaultValue = "10") @JsonPropertyDescription("examples of one of the server's steps")
                    int serverBatch,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription(
                            "whether clients train; if not, the server trains alone and nothing is sent: supervised only")
                    boolean clientsTrain,
            @JsonProperty(defaultValue = "0.95")
                    @JsonPropertyDescription("probability from which on a client believes the received classifier")
                    double threshold,
            @JsonProperty(defaultValue = "0.75")
                    @JsonPropertyDescription(
                            "a of the Beta(a, a) that mixtures of two examples are drawn from, up to 1")
                    double mixup,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether images are flipped from left to right at random; not for digits")
                    boolean flip,
            @JsonProperty(defaultValue = "2")
                    @JsonPropertyDescription("RandAugment's operations n on strongly changed images")
                    int augmentations,
            @JsonProperty(defaultValue = "10") @JsonPropertyDescription("RandAugment's magnitude m, 1 to 10")
                    int magnitude,
            @JsonProperty(defaultValue = "equal")
                    @JsonPropertyDescription(
                            "what a client counts for: the same (equal) or in proportion to its own data (samples)")
                    MeanWeights weights,
            @JsonProperty(defaultValue = "reset")
                    @JsonPropertyDescription(
                            "what becomes of a client's optimizer state when a round ends; kept, it rests until the client's next round")
                    RoundState optimizerState,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("learning rate of the server's step by the mean pseudo-gradient")
                    double serverLearningRate,
            @JsonProperty(defaultValue = "0.5") @JsonPropertyDescription("momentum of this step") double serverMomentum,
            @JsonPropertyDescription("format of the model on its way down; default: the method's wireFormat") @Nullable
                    Codec modelFormat,
            @JsonPropertyDescription("format of the parameters on their way up; default: the method's wireFormat")
                    @Nullable
                    Codec parameterFormat) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.atLeast("serverEpochs", serverEpochs, 1);
            Require.atLeast("serverBatch", serverBatch, 1);
            Require.positive("mixup", mixup, 1);
            Require.atLeast("augmentations", augmentations, 0);
            Require.count("magnitude", magnitude, FewLabelsPlan.STRONGEST);
            Require.positive("serverLearningRate", serverLearningRate, 1e9);
            Require.decay("serverMomentum", serverMomentum);
            Require.share("threshold", threshold);
        }
    }

    private static FewLabelsPlan plan(Settings s) {
        return new FewLabelsPlan(
                s.serverEpochs(),
                s.serverBatch(),
                new PseudoLabels.Rule(FedAnchor.Threshold.SOFTMAX, 1, s.threshold()),
                s.mixup(),
                new FewLabelsPlan.Changes(s.flip(), s.augmentations(), s.magnitude()),
                null,
                s.clientsTrain());
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
    public boolean trainsAtServer() {
        return true;
    }

    @Override
    public List<RoundFigure> figures(Settings s) {
        return s.clientsTrain() ? PseudoLabelling.figures(false) : List.of();
    }

    @Override
    public Map<String, String> parts(Settings s) {
        return plan(s).parts(exchange(s));
    }

    @Override
    public DistributedMethod create(Settings s, Replicas replicas) {
        return plan(s).on(replicas, exchange(s));
    }

    private static FewLabelsPlan.Exchange exchange(Settings s) {
        return new FewLabelsPlan.Exchange(
                s.parameterPeriod(),
                s.weights(),
                s.optimizerState(),
                s.serverLearningRate(),
                s.serverMomentum(),
                s.modelFormat(),
                s.parameterFormat());
    }
}
