package org.longhaul.training.method;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

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
public final class FederatedAveraging implements DistributedMethod {
    /** What the server makes of the mean. */
    public enum Server {
        /** The mean, or a step towards it. */
        MEAN,
        /** Momentum on the mean of the parameters, as fedmom. */
        MOMENTUM,
        /** Nesterov's momentum on the pseudo-gradient, as DiLoCo. */
        NESTEROV,
        /** Adam on the pseudo-gradient, as fedadam. */
        ADAM
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
                            "server optimizer: mean, momentum (as fedmom), nesterov (as diloco) or adam (as fedadam)")
                    Server server,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("server learning rate eta")
                    double serverLearningRate,
            @JsonProperty(defaultValue = "0.9")
                    @JsonPropertyDescription("server momentum, or Adam's decay of the first moment")
                    double serverMomentum,
            @JsonProperty(defaultValue = "0.99") @JsonPropertyDescription("Adam's decay of the second moment")
                    double serverSecondDecay,
            @JsonProperty(defaultValue = "1e-3") @JsonPropertyDescription("Adam's tau, added to the denominator")
                    double serverEpsilon,
            @JsonPropertyDescription("format of the model on its way down; default: the method's wireFormat") @Nullable
                    Codec modelFormat,
            @JsonPropertyDescription("format of the parameters on their way up; default: the method's wireFormat")
                    @Nullable
                    Codec parameterFormat) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.positive("serverLearningRate", serverLearningRate, 1e9);
            Require.decay("serverMomentum", serverMomentum);
            Require.decay("serverSecondDecay", serverSecondDecay);
            Require.positive("serverEpsilon", serverEpsilon, 1e9);
        }
    }

    /** Makes {@link FederatedAveraging}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public String id() {
            return "fedavg";
        }

        @Override
        public String description() {
            return "A server and the clients of a round: local steps, then the mean by samples.";
        }

        @Override
        public String source() {
            return "McMahan et al., \"Communication-Efficient Learning of Deep Networks from Decentralized Data\", "
                    + "arXiv 1602.05629, Algorithm 1; server optimizers as in Reddi et al., arXiv 2003.00295.";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
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
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return new FederatedAveraging(settings, replicas);
        }
    }

    private final Settings settings;
    private final ServerOptimizer server;
    private final Tensor mean;
    private final double[] weights;

    FederatedAveraging(Settings settings, Replicas replicas) {
        this.settings = settings;
        double rate = settings.serverLearningRate();
        double momentum = settings.serverMomentum();
        server = switch (settings.server()) {
            case MEAN -> new ServerMean(replicas, rate);
            case MOMENTUM -> new ServerMomentum(replicas, rate, momentum);
            case NESTEROV -> new OuterNesterov(replicas, rate, momentum);
            case ADAM ->
                new ServerAdam(
                        replicas,
                        new ServerAdam.Rates(rate, momentum, settings.serverSecondDecay(), settings.serverEpsilon()));
        };
        mean = replicas.newVector();
        weights = replicas.samples();
        if (settings.weights() == MeanWeights.EQUAL) {
            Arrays.fill(weights, 1);
        }
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        long round = step / settings.parameterPeriod();
        if (step % settings.parameterPeriod() == 0) {
            replicas.enter(replicas.cohort(round), step, settings.optimizerState() == RoundState.KEEP);
            net.broadcast(
                    replicas.atServer("model", server.parameters()),
                    replicas.parameters().as("model"),
                    settings.modelFormat(),
                    Release.AFTER_BACKWARD);
        }
        replicas.localStep(step);
        if ((step + 1) % settings.parameterPeriod() == 0) {
            endRound(round, step + 1, replicas, net);
        }
    }

    private void endRound(long round, long nextStep, Replicas replicas, Communicator net) {
        net.reduceMean(
                replicas.parameters(),
                replicas.atServer("parameters", mean),
                settings.parameterFormat(),
                Release.AFTER_BACKWARD,
                weights);
        if (server.takesPseudoGradients()) {
            mean.assignDifference(server.parameters(), mean);
        }
        server.step(mean, round + 1);
        replicas.enter(List.of(), nextStep, settings.optimizerState() == RoundState.KEEP);
    }

    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {
        if (steps % settings.parameterPeriod() != 0) {
            endRound(steps / settings.parameterPeriod(), steps, replicas, net);
        }
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofServer(server.parameters());
    }

    @Override
    public double[] weights() {
        return weights.clone();
    }

    @Override
    public Map<String, Tensor> state() {
        return server.state();
    }
}
