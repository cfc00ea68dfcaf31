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
 * FedAnchor: as {@link SemiFl}, but clients believe how near an example is to labelled anchors of the server, by a head of its own.
 *
 * <pre>
 *   server: theta, h = K_s epochs of CE(classifier) + lambda L_lc(h) on its examples;  Z = h of all of them, the anchors
 *           sends theta, h, Z and the anchors' classes to the clients of the round
 *   client: score of a class = mean cosine of h(x) with its anchors;  y = argmax, kept by the threshold;  K steps as in SemiFL
 * </pre>
 *
 * <p>The label contrastive loss L_lc is {@link LabelContrast}.
 *
 * <p><b>Cost.</b> Down to each client of the round 4 (P + H) + A (4 d + 2) bytes in fp32, for P parameters of the model, H of the head
 * and A anchors; up 4 P from each that kept something. The head stays as the server made it: clients receive it and do not train it.
 *
 * <p><b>Inferred, as the source could not be read in full:</b> width and depth of the head, lambda, the temperature, what the loss's
 * denominator holds, how anchors make a score, what the threshold is on, and that the head is frozen. <b>Differs from the source</b> as
 * {@link SemiFl} does.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "fedanchor",
        description =
                "Labels at the server alone; clients take labels from the nearness to its labelled anchors, in a head of its own.",
        source =
                "Qiu et al., \"FedAnchor: Enhancing Federated Semi-Supervised Learning with Label Contrastive Loss for Unlabeled"
                        + " Clients\", arXiv 2402.10191; clients train as in SemiFL, arXiv 2106.01432.")
public final class FedAnchor implements DistributedMethodFactory<FedAnchor.Settings> {
    /** What the denominator of the label contrastive loss holds, for a class. */
    public enum Reading {
        /** All pairs of two examples whose first is of the class: reading A, at least 0. */
        ALL_PAIRS,
        /** Only those whose second is of another class: reading B, which may be negative. */
        OTHER_CLASSES
    }

    /** How the similarities to the anchors of a class become its score. */
    public enum Score {
        /** Their mean. */
        MEAN,
        /** The largest. */
        MAX,
        /** The share of the class among the five nearest anchors of all. */
        NEAREST
    }

    /** Which pseudo-labels are kept. */
    public enum Threshold {
        /** All. */
        NONE,
        /** Those whose class has a share of a softmax over the scores, or more. */
        SOFTMAX,
        /** Those whose best score is so much above the second best, or more. */
        MARGIN
    }

    /** Settings of {@code fedanchor}. */
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
            @JsonProperty(defaultValue = "128")
                    @JsonPropertyDescription(
                            "numbers d of an embedding, up to the width of the model's features, of which it is at most as many; inferred")
                    int embedding,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("weight lambda of the label contrastive loss at the server; inferred")
                    double contrast,
            @JsonProperty(defaultValue = "0.5") @JsonPropertyDescription("temperature tau of this loss; inferred")
                    double temperature,
            @JsonProperty(defaultValue = "all-pairs")
                    @JsonPropertyDescription(
                            "what its denominator holds: all-pairs (reading A, inferred) or other-classes (reading B, may be negative)")
                    Reading reading,
            @JsonProperty(defaultValue = "mean")
                    @JsonPropertyDescription(
                            "how similarities to a class's anchors become its score: mean, max or nearest (votes of five); inferred")
                    Score score,
            @JsonProperty(defaultValue = "softmax")
                    @JsonPropertyDescription(
                            "which pseudo-labels are kept: none (all of them), softmax (of score/0.1, from 0.95 on) or margin (best score"
                                    + " less the second best); inferred")
                    Threshold threshold,
            @JsonProperty(defaultValue = "0.1")
                    @JsonPropertyDescription("what scores are divided by before that softmax; inferred")
                    double scoreTemperature,
            @JsonProperty(defaultValue = "0.95") @JsonPropertyDescription("share from which on softmax keeps; inferred")
                    double confidence,
            @JsonProperty(defaultValue = "0.1")
                    @JsonPropertyDescription("difference from which on margin keeps; inferred")
                    double margin,
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
            Require.atLeast("embedding", embedding, 1);
            Require.notNegative("contrast", contrast, 1e9);
            Require.positive("temperature", temperature, 1e9);
            Require.positive("scoreTemperature", scoreTemperature, 1e9);
            Require.share("confidence", confidence);
            Require.notNegative("margin", margin, 2);
        }
    }

    private static FewLabelsPlan plan(Settings s) {
        return new FewLabelsPlan(
                s.serverEpochs(),
                s.serverBatch(),
                new PseudoLabels.Rule(
                        s.threshold(),
                        s.scoreTemperature(),
                        s.threshold() == Threshold.MARGIN ? s.margin() : s.confidence()),
                s.mixup(),
                new FewLabelsPlan.Changes(s.flip(), s.augmentations(), s.magnitude()),
                new AnchorHead(s.embedding(), new LabelContrast(s.reading(), s.temperature()), s.contrast(), s.score()),
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
        return s.clientsTrain() ? PseudoLabelling.figures(true) : List.of();
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
