package org.longhaul.training.method;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.WireFormat;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Federated averaging with Adam on the server: K local steps, then an Adam step on the pseudo-gradient.
 *
 * <pre>
 *   g = theta - mean_m(x_m)
 *   m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2
 *   theta = theta - eta (m / (1 - b1^r)) / (sqrt(v / (1 - b2^r)) + tau)          r rounds done
 * </pre>
 *
 * <p><b>Cost.</b> 1/K units a step.
 *
 * <p><b>Differs from the source.</b> Bias-corrected, as in Photon's artifact; the sign is that of the algorithm (the
 * artifact adds the step, which moves away from the workers). tau and eta are those of Reddi et al.: the artifact's tau
 * of 1e-9 moves every element by eta in the first round, however small its pseudo-gradient.
 */
public final class FedAdam implements DistributedMethod {
    /** Settings of {@code fedadam}. */
    public record Settings(
            @JsonProperty(defaultValue = "500") @JsonPropertyDescription("local steps K of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "0.01") @JsonPropertyDescription("server learning rate eta")
                    double serverLearningRate,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("decay b1 of the server's first moment")
                    double firstDecay,
            @JsonProperty(defaultValue = "0.95") @JsonPropertyDescription("decay b2 of the server's second moment")
                    double secondDecay,
            @JsonProperty(defaultValue = "1e-3") @JsonPropertyDescription("tau, added to the denominator")
                    double epsilon,
            @JsonProperty(defaultValue = "keep")
                    @JsonPropertyDescription("what becomes of the local optimizer's state when a round ends")
                    RoundState optimizerState,
            @JsonPropertyDescription("format of the parameters on the wire; default: the method's wireFormat") @Nullable
                    WireFormat parameterFormat) {
        public Settings {
            Check.period("parameterPeriod", parameterPeriod);
            Check.positive("serverLearningRate", serverLearningRate);
            Check.decay("firstDecay", firstDecay);
            Check.decay("secondDecay", secondDecay);
            Check.positive("epsilon", epsilon);
        }
    }

    /** Makes {@link FedAdam}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public String id() {
            return "fedadam";
        }

        @Override
        public String description() {
            return "Local steps, then an Adam step of the server on the pseudo-gradient.";
        }

        @Override
        public String source() {
            return "Reddi et al., \"Adaptive Federated Optimization\", arXiv 2003.00295, Algorithm 2; decays as in Photon, "
                    + "arXiv 2411.02908.";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public List<String> usualOptimizers() {
            return List.of("adamw", "sgd");
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return new FedAdam(settings, replicas);
        }
    }

    private final Settings settings;
    private final Tensor theta;
    private final Tensor m;
    private final Tensor v;

    private FedAdam(Settings settings, Replicas replicas) {
        this.settings = settings;
        theta = replicas.newVector().copyInPlace(replicas.parameters().of(0));
        m = replicas.newVector();
        v = replicas.newVector();
    }

    @Override
    public void step(long step, Replicas replicas, Communicator communicator) {
        replicas.localStep(step);
        if ((step + 1) % settings.parameterPeriod() == 0) {
            endRound((step + 1) / settings.parameterPeriod(), step + 1, replicas, communicator);
        }
    }

    @Override
    public void finish(long steps, Replicas replicas, Communicator communicator) {
        if (steps % settings.parameterPeriod() != 0) {
            endRound(steps / settings.parameterPeriod() + 1, steps, replicas, communicator);
        }
    }

    private void endRound(long round, long steps, Replicas replicas, Communicator communicator) {
        communicator.allReduceMean(replicas.parameters(), settings.parameterFormat());
        serverStep(round, replicas.parameters().of(0));
        replicas.adopt(theta);
        if (settings.optimizerState() == RoundState.RESET) {
            replicas.resetOptimizer(steps);
        }
    }

    private void serverStep(long round, Tensor mean) {
        double b1 = settings.firstDecay();
        double b2 = settings.secondDecay();
        Tensor g = theta.sub(mean);
        m.lerpInPlace(g, 1 - b1);
        v.mulInPlace(b2).addcmulInPlace(g, g, 1 - b2);
        double first = 1 - Math.pow(b1, (double) round);
        double second = 1 - Math.pow(b2, (double) round);
        Tensor denominator = v.mul(1 / second).sqrtInPlace().addInPlace(settings.epsilon());
        theta.addcdivInPlace(m, denominator, -settings.serverLearningRate() / first);
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofServer(theta);
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("server-parameters", theta, "server-first-moment", m, "server-second-moment", v);
    }
}
