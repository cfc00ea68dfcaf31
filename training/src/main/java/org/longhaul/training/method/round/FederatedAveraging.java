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
import org.longhaul.training.method.adapt.Adaptation;
import org.longhaul.training.method.server.ServerAdagrad;
import org.longhaul.training.method.server.ServerAdam;
import org.longhaul.training.method.server.ServerMean;
import org.longhaul.training.method.server.ServerMomentum;
import org.longhaul.training.method.server.ServerNesterov;
import org.longhaul.training.method.server.ServerOptimizer;
import org.longhaul.training.method.server.ServerYogi;
import org.longhaul.training.objective.ProximalTerm;
import org.longhaul.training.optimizer.Optimizer;

/**
 * Federated averaging: a server sends its model to the clients of a round, each takes K steps on its own data, and the server
 * steps by the mean of what they send back, weighted by their samples.
 *
 * <pre>
 *   S = clients of round r;  x_c = theta for c in S
 *   x_c = K local steps on the data of c
 *   theta = ServerOpt(theta, sum_c n_c x_c / sum_c n_c)         the mean itself, unless another server optimizer is set
 * </pre>
 *
 * <p>Who takes part is the scenario's participation. A client that is away computes and sends nothing.
 *
 * <p><b>Cost.</b> Two units a round and client of the round: the model down, the parameters up.
 *
 * <p><b>Differs from the source.</b> All clients of a round take the same number of steps, not of epochs.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "fedavg",
        description = "A server and the clients of a round: local steps, then the mean by samples.",
        source = "McMahan et al., \"Communication-Efficient Learning of Deep Networks from Decentralized Data\", "
                + "arXiv 1602.05629, Algorithm 1; server optimizers as in Reddi et al., arXiv 2003.00295; "
                + "the proximal term as in Li et al. (FedProx), arXiv 1812.06127.")
public final class FederatedAveraging implements RoundPreset<FederatedAveraging.Settings> {
    /** What the server makes of the mean. */
    public enum Server {
        /** The mean, or a step towards it. */
        MEAN,
        /** Momentum on the mean of the parameters, as fedmom. */
        MOMENTUM,
        /** Nesterov's momentum on the pseudo-gradient, as DiLoCo. */
        NESTEROV,
        /** Adam on the pseudo-gradient, as fedadam. */
        ADAM,
        /** Yogi on the pseudo-gradient, FedYogi. */
        YOGI,
        /** Adagrad on the pseudo-gradient, FedAdagrad. */
        ADAGRAD;

        /** The optimizer with these settings, of which it takes those that it knows. */
        public ServerOptimizer optimizer(double learningRate, double momentum, double secondDecay, double epsilon) {
            return switch (this) {
                case MEAN -> new ServerMean(learningRate);
                case MOMENTUM -> new ServerMomentum(learningRate, momentum);
                case NESTEROV -> new ServerNesterov(learningRate, momentum);
                case ADAM -> new ServerAdam(learningRate, momentum, secondDecay, epsilon);
                case YOGI -> new ServerYogi(learningRate, momentum, secondDecay, epsilon);
                case ADAGRAD -> new ServerAdagrad(learningRate, momentum, epsilon);
            };
        }
    }

    /** Settings of {@code fedavg}. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("local steps K of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "samples")
                    @JsonPropertyDescription(
                            "what a client counts for: in proportion to its own data (samples) or the same (equal)")
                    MeanWeights weights,
            @JsonProperty(defaultValue = "reset")
                    @JsonPropertyDescription(
                            "what becomes of a client's optimizer state when a round ends; kept, it rests until the client's next round")
                    RoundState optimizerState,
            @JsonProperty(defaultValue = "mean")
                    @JsonPropertyDescription(
                            "server optimizer: mean, momentum (as fedmom), nesterov (as diloco), adam (as fedadam), yogi or adagrad")
                    Server server,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("server learning rate eta")
                    double serverLearningRate,
            @JsonProperty(defaultValue = "0.9")
                    @JsonPropertyDescription(
                            "server momentum, or the decay of the first moment of adam, yogi and adagrad; 0 for adagrad as usual")
                    double serverMomentum,
            @JsonProperty(defaultValue = "0.99") @JsonPropertyDescription("decay of the second moment of adam and yogi")
                    double serverSecondDecay,
            @JsonProperty(defaultValue = "1e-3")
                    @JsonPropertyDescription("tau of adam, yogi and adagrad, added to the denominator")
                    double serverEpsilon,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription(
                            "FedProx: mu of mu/2 |x - received|^2, which a client minimises beside its loss; 0 for none")
                    double proximal,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription(
                            "SCAFFOLD: control variates of the server down and of the clients up, each as long as the model;"
                                    + " for optimizers without state")
                    boolean controlVariates,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription(
                            "whether the bytes of pairwise masks (Bonawitz et al., CCS 2017) are sent too: 2 n 32 + (5 n - 4) 32 a"
                                    + " client and round of n clients; bytes only, no cryptography")
                    boolean secureAggregation,
            @JsonPropertyDescription("format of the model on its way down; default: the method's wireFormat") @Nullable
                    Codec modelFormat,
            @JsonPropertyDescription("format of the parameters on their way up; default: the method's wireFormat")
                    @Nullable
                    Codec parameterFormat,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription(
                            "whether a client sends later what encoding drops; it then sends how far it went, not its parameters")
                    boolean errorFeedback,
            @JsonPropertyDescription(
                            "how every client adapts the last model to its own data, and is compared with a model that it trained alone: figures of rounds; default: no client does")
                    @Nullable
                    Adaptation adaptation) {
        /** Without control variates and masks. */
        public Settings(
                long parameterPeriod,
                MeanWeights weights,
                RoundState optimizerState,
                Server server,
                double serverLearningRate,
                double serverMomentum,
                double serverSecondDecay,
                double serverEpsilon,
                double proximal,
                @Nullable Codec modelFormat,
                @Nullable Codec parameterFormat,
                boolean errorFeedback) {
            this(
                    parameterPeriod,
                    weights,
                    optimizerState,
                    server,
                    serverLearningRate,
                    serverMomentum,
                    serverSecondDecay,
                    serverEpsilon,
                    proximal,
                    false,
                    false,
                    modelFormat,
                    parameterFormat,
                    errorFeedback,
                    null);
        }

        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.positive("serverLearningRate", serverLearningRate, 1e9);
            Require.decay("serverMomentum", serverMomentum);
            Require.decay("serverSecondDecay", serverSecondDecay);
            Require.positive("serverEpsilon", serverEpsilon, 1e9);
            Require.notNegative("proximal", proximal, 1e9);
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
    public void requireFit(Settings settings, Optimizer optimizer, int workers) {
        RoundPreset.super.requireFit(settings, optimizer, workers);
        if (settings.controlVariates() && !optimizer.states().isEmpty()) {
            throw new IllegalArgumentException(
                    "controlVariates take how far a client went for the sum of its gradients, which"
                            + " needs an optimizer without state."
                            + "\nMaybe take the optimizer {kind: sgd, momentum: 0}.");
        }
    }

    @Override
    public Round round(Settings s) {
        return Round.every(s.parameterPeriod())
                .ofCohorts(s.modelFormat())
                .format(s.parameterFormat())
                .server(s.server()
                        .optimizer(
                                s.serverLearningRate(), s.serverMomentum(), s.serverSecondDecay(), s.serverEpsilon()))
                .controlled(s.controlVariates())
                .secure(s.secureAggregation())
                .weighted(s.weights())
                .minimising(ProximalTerm.ofLoss(s.proximal()))
                .adapting(s.adaptation())
                .optimizerState(s.optimizerState())
                .errorFeedback(s.errorFeedback())
                .build();
    }
}
