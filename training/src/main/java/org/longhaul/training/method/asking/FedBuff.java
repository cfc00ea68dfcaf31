package org.longhaul.training.method.asking;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.method.server.ServerNesterov;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Buffered asynchronous aggregation: the server gathers what arrives and steps once in Z arrivals, by their mean, in which what
 * was trained from an old model counts for less. Nobody waits: a worker that is heard goes on at once from the present model.
 *
 * <pre>
 *   on arrival of g = theta_sent - x of worker w, with tau steps of the server since theta_sent:
 *   d = d + (1 + tau)^-a g
 *   on every Z-th:  theta = ServerOpt(theta, d / Z);  d = 0
 *   x = theta;  K local steps
 * </pre>
 *
 * <p>With Z = 1, a = 0 and a momentum it is {@link AsyncLocalSgd} with a buffer of one.
 *
 * <p><b>Steps.</b> A step of the method is one arrival, as in {@link AsyncLocalSgd}.
 *
 * <p><b>Cost.</b> Two units an arrival: the model down, the pseudo-gradient up.
 *
 * <p><b>Differs from the source.</b> A client that is heard trains again, instead of another that is drawn, and may be twice in one
 * buffer. Momentum is Nesterov's. Z = 10 is read in the authors' example (FLSim, sent140), where the momentum is 0.9 and the
 * learning rate 0.7; a = 1/2 and the division by Z whatever the weights are recalled of the paper.
 */
public final class FedBuff implements ReactiveMethod {
    /** Settings of {@code fedbuff}. */
    public record Settings(
            @JsonProperty(defaultValue = "20")
                    @JsonPropertyDescription("local steps K of a client between two of its exchanges")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "10")
                    @JsonPropertyDescription("arrivals Z from one step of the server to the next")
                    int buffer,
            @JsonProperty(defaultValue = "0.5")
                    @JsonPropertyDescription(
                            "exponent a: what was sent its model tau steps of the server ago counts (1 + tau)^-a; 0 for all the same")
                    double stalenessExponent,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("server learning rate eta")
                    double serverLearningRate,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("server momentum mu, Nesterov's")
                    double serverMomentum) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.atLeast("buffer", buffer, 1);
            Require.notNegative("stalenessExponent", stalenessExponent, 100);
            Require.positive("serverLearningRate", serverLearningRate, 1e9);
            Require.decay("serverMomentum", serverMomentum);
        }
    }

    /** Makes {@link FedBuff}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "fedbuff",
            description = "A server steps once in so many arrivals, by their mean, in which stale ones count for less.",
            source = "Nguyen et al., \"Federated Learning with Buffered Asynchronous Aggregation\", arXiv 2106.06639.")
    public static final class Factory implements ReactiveFactory<Settings> {
        @Override
        public List<String> usualOptimizers() {
            return List.of("sgd", "adamw");
        }

        @Override
        public Pace pace(Settings settings) {
            return Pace.same(settings.parameterPeriod());
        }

        @Override
        public void requireLength(Settings settings, long steps, int workers, @Nullable Federation federation) {
            if (settings.buffer() > steps) {
                throw new IllegalArgumentException("buffer (" + settings.buffer() + ") exceeds the " + steps
                        + " arrivals that the run comes to, so that the server never steps: buffer <= arrivals."
                        + "\nMaybe take a smaller buffer, a shorter parameterPeriod or more steps.");
            }
        }

        @Override
        public ReactiveMethod reacting(Settings settings, Replicas replicas) {
            return new FedBuff(settings, replicas);
        }
    }

    private final Settings settings;
    private final int workers;
    private final ServerModel server;
    private final Tensor gathered;

    FedBuff(Settings settings, Replicas replicas) {
        this.settings = settings;
        workers = replicas.workers();
        server =
                new ServerModel(new ServerNesterov(settings.serverLearningRate(), settings.serverMomentum()), replicas);
        gathered = replicas.newVector();
    }

    @Override
    public void begin(Workshop workshop) {
        for (int worker = 0; worker < workers; worker++) {
            workshop.haveTrain(worker, workers, server.parameters());
        }
    }

    @Override
    public void arrived(Arrival arrival, Workshop workshop) {
        long staleness = steps(arrival.count()) - steps(arrival.since());
        gathered.addInPlace(arrival.vector(), Math.pow((double) (1 + staleness), -settings.stalenessExponent()));
        long arrivals = arrival.count() + 1;
        if (arrivals % settings.buffer() == 0) {
            server.step(gathered.mulInPlace(1.0 / settings.buffer()), steps(arrivals));
            gathered.zeroInPlace();
        }
        workshop.haveTrain(arrival.letter(), workers, server.parameters());
    }

    /** Steps that the server has done after so many arrivals. */
    private long steps(long arrivals) {
        return arrivals / settings.buffer();
    }

    @Override
    public Tensor parameters() {
        return server.parameters();
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(server.state());
        state.put("server-gathered", gathered);
        return state;
    }
}
