package org.longhaul.training.method.mutual;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.round.FederatedAveraging;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.RoundFigure;

/**
 * Mutual training: each client trains a general model g, which is averaged over all, and a model m of its own or of its group, and
 * the two learn from each other.
 *
 * <pre>
 *   S = clients of round r;  g_c = g,  m_c = m_G for c in S of group G
 *   for each of K batches (x, y):
 *     m_c steps on (1 - a_m) CE(m_c(x), y) + a_m T^2 KL(softmax(g_c(x) / T) || softmax(m_c(x) / T))
 *     g_c steps on (1 - a_g) CE(g_c(x), y) + a_g T^2 KL(softmax(m_c(x) / T) || softmax(g_c(x) / T))     m_c after its step
 *   g   = ServerOpt(g, sum n_c g_c / sum n_c)       over S
 *   m_G = sum n_c m_c / sum n_c                     over the clients of G in S; as it was where there are none
 * </pre>
 *
 * <p>The teacher is held fixed in each of the two. A group is of those whose data one sensor has seen, and of those whose data
 * several have; data of one kind make one group. With {@code scope: local} m never leaves its client.
 *
 * <p>What is evaluated is g. The values of each client are those of its model m on its own data. Which rule of inference the source's
 * figures are of was not found, so that all three are told: m alone, the mean of the probabilities of g and m, and, of what all
 * sensors saw, the mean of the probabilities of the groups' models, each of what its own sensor saw.
 *
 * <p><b>Cost.</b> Four units for each client and round: both models down and up; two with {@code scope: local}. Two forward and backward
 * passes, two updates and one more forward pass of each model as a teacher for each batch; two of everything in memory.
 *
 * <p><b>Differs from the source</b>, whose code keeps m local, weights clients by their batches, and does all of it in one process;
 * one model for each group is what its abstract says. The models m begin at one point of their own, which the source leaves open.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "mutual",
        description = "Each client trains a general model and one of its modality group, which learn from each other.",
        source =
                "Iacob et al., \"Privacy in Multimodal Federated Human Activity Recognition\", arXiv 2305.12134; Zhang et al.,"
                        + " \"Deep Mutual Learning\", arXiv 1706.00384.")
public final class Mutual implements DistributedMethodFactory<Mutual.Settings> {
    /** Id of the figure of a client's accuracy by its second model. */
    static final String SECOND_MODEL = "second-model-accuracy";
    /** By the general model. */
    public static final String GENERAL_MODEL = "general-model-accuracy";
    /** By the mean of the probabilities of both. */
    public static final String BOTH_MODELS = "both-models-accuracy";
    /** Id of the figure of the accuracy by the mean of the probabilities of the groups' models. */
    public static final String LATE_FUSION = "late-fusion-accuracy";

    /** Whose model a client trains beside the general one. */
    public enum Scope {
        /** Its own, which stays with it. */
        LOCAL,
        /** That of those whose data the same sensor has seen. */
        MODALITY_GROUP
    }

    /** Settings of {@code mutual}. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("local steps K of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "modality-group")
                    @JsonPropertyDescription(
                            "whose the second model is: that of the clients whose data the same sensor has seen (modality-group), or the client's own (local)")
                    Scope scope,
            @JsonProperty(defaultValue = "0.5")
                    @JsonPropertyDescription(
                            "share of the general model's loss that is its distance to the second model; from 0 to below 1")
                    double generalShare,
            @JsonProperty(defaultValue = "0.5")
                    @JsonPropertyDescription(
                            "share of the second model's loss that is its distance to the general model; from 0 to below 1")
                    double groupShare,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("temperature T of the probabilities that are compared")
                    double temperature,
            @JsonProperty(defaultValue = "samples")
                    @JsonPropertyDescription(
                            "what a client counts for: in proportion to its own data (samples) or the same (equal)")
                    MeanWeights weights,
            @JsonProperty(defaultValue = "reset")
                    @JsonPropertyDescription(
                            "what becomes of the states of a client's two optimizers when a round ends; kept, they rest until the client's next round")
                    RoundState optimizerState,
            @JsonProperty(defaultValue = "mean")
                    @JsonPropertyDescription("server optimizer of the general model, as of fedavg")
                    FederatedAveraging.Server server,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("server learning rate eta")
                    double serverLearningRate,
            @JsonProperty(defaultValue = "0.9")
                    @JsonPropertyDescription("server momentum, or Adam's decay of the first moment")
                    double serverMomentum,
            @JsonProperty(defaultValue = "0.99") @JsonPropertyDescription("Adam's decay of the second moment")
                    double serverSecondDecay,
            @JsonProperty(defaultValue = "1e-3") @JsonPropertyDescription("Adam's tau, added to the denominator")
                    double serverEpsilon,
            @JsonPropertyDescription("format of the models on their way down; default: the method's wireFormat")
                    @Nullable
                    Codec modelFormat,
            @JsonPropertyDescription("format of the parameters on their way up; default: the method's wireFormat")
                    @Nullable
                    Codec parameterFormat,
            @JsonProperty(defaultValue = "10")
                    @JsonPropertyDescription(
                            "rounds from one to the next after which the accuracies of all rules of inference are told; at the end they always are")
                    long inferenceRounds) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.atLeast("inferenceRounds", inferenceRounds, 1);
            requireShare("generalShare", generalShare);
            requireShare("groupShare", groupShare);
            Require.positive("temperature", temperature, 1e6);
            Require.positive("serverLearningRate", serverLearningRate, 1e9);
            Require.decay("serverMomentum", serverMomentum);
            Require.decay("serverSecondDecay", serverSecondDecay);
            Require.positive("serverEpsilon", serverEpsilon, 1e9);
        }

        private static void requireShare(String name, double share) {
            if (!(share >= 0 && share < 1)) {
                throw new IllegalArgumentException(name + " (" + PlainNumber.of(share) + ") must be in [0, 1).");
            }
        }
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("adamw", "sgd");
    }

    @Override
    public String refusesWeights() {
        return "the second model of each client would learn from samples that all count the same";
    }

    @Override
    public boolean hasServer() {
        return true;
    }

    @Override
    public @Nullable String refusesMembership(Settings settings) {
        return "its clients train two models, of which one may have come to the end of a round without the other";
    }

    @Override
    public List<RoundFigure> figures(Settings settings) {
        return InferenceRules.figures(settings.scope());
    }

    @Override
    public String refusesProcesses(Settings settings, Optimizer optimizer, Clipping clipping) {
        return "its figures compare the models of all clients, which no process has";
    }

    @Override
    public DistributedMethod create(Settings settings, Replicas replicas) {
        return new MutualMethod(settings, replicas);
    }
}
