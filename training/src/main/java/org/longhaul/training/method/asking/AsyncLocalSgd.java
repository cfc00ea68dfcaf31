package org.longhaul.training.method.asking;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Asynchronous local SGD with delayed Nesterov momentum: the server applies what a worker has come to as soon as it arrives, and
 * sends that worker, and nobody else, the new model. Nobody waits for anybody.
 *
 * <pre>
 *   on arrival t of g = theta_sent - x of a worker:
 *   d = d + g
 *   if t + 1 is no multiple of N:  theta = theta - eta (c mu m + g / N)
 *   else:                          m = mu m + d / N;  theta = theta - eta ((1 - c N + c) mu m + g / N);  d = 0
 * </pre>
 *
 * <p>A momentum that is moved by every arrival carries what workers at other models found; moved once every N arrivals by their
 * mean, it is that of a round. N = 1 is Nesterov's momentum on each arrival.
 *
 * <p><b>Steps.</b> A step of the method is one arrival: H local steps of one worker. It makes as many as there are in the
 * {@code steps} of all workers, so that it trains on as much data as others do in them.
 *
 * <p><b>Cost.</b> Two units an arrival: the model down, the pseudo-gradient up.
 *
 * <p><b>Differs from the source.</b> Every worker takes the same number of local steps, on its own data; models that become ready
 * at nearly the same time are not sent together.
 */
public final class AsyncLocalSgd implements ReactiveMethod {
    /** Settings of {@code async-local-sgd}. */
    public record Settings(
            @JsonProperty(defaultValue = "20")
                    @JsonPropertyDescription("local steps H of a worker between two of its exchanges")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "0.7") @JsonPropertyDescription("outer learning rate eta")
                    double outerLearningRate,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("outer momentum mu") double outerMomentum,
            @JsonPropertyDescription(
                            "arrivals N from one change of the momentum to the next; the number of workers when absent")
                    @Nullable
                    Integer buffer,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription(
                            "part c of the momentum that moves the model between its changes, 0 to 1 / N")
                    double between) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.positive("outerLearningRate", outerLearningRate, 1e9);
            Require.decay("outerMomentum", outerMomentum);
            if (buffer != null) {
                Require.atLeast("buffer", buffer, 1);
            }
            if (!(between >= 0 && between <= 1)) {
                throw new IllegalArgumentException("between (" + between + ") must lie in [0, 1].");
            }
        }

        private int buffer(int workers) {
            return buffer == null ? workers : buffer;
        }
    }

    /** Makes {@link AsyncLocalSgd}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "async-local-sgd",
            description = "A server applies each worker's progress when it arrives, with delayed Nesterov momentum.",
            source = "Liu et al., \"Asynchronous Local-SGD Training for Language Modeling\", arXiv 2401.09135.")
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public List<String> usualOptimizers() {
            return List.of("adamw");
        }

        @Override
        public boolean hasServer() {
            return true;
        }

        /** It has no rounds. */
        @Override
        public boolean hasParticipation() {
            return false;
        }

        @Override
        public boolean asksNetwork() {
            return true;
        }

        @Override
        public void requireFit(Settings settings, Optimizer optimizer, int workers) {
            DistributedMethodFactory.super.requireFit(settings, optimizer, workers);
            int buffer = settings.buffer(workers);
            if (settings.between() * buffer > 1) {
                throw new IllegalArgumentException("between (" + PlainNumber.of(settings.between())
                        + ") must be at most 1 / " + buffer
                        + ": more of the momentum than there is cannot move the model.");
            }
        }

        @Override
        public long steps(Settings settings, long localSteps, int workers) {
            long all = Math.multiplyExact(localSteps, (long) workers);
            return Math.max(1, (all + settings.parameterPeriod() - 1) / settings.parameterPeriod());
        }

        @Override
        public long localSteps(Settings settings, long steps, int workers) {
            return Math.max(1, Math.multiplyExact(steps, settings.parameterPeriod()) / workers);
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return new ArrivalSteps(new AsyncLocalSgd(settings, replicas), settings.parameterPeriod(), replicas);
        }
    }

    private final Settings settings;
    private final int workers;
    private final int buffer;
    private final Tensor theta;
    private final Tensor momentum;
    private final Tensor gathered;

    AsyncLocalSgd(Settings settings, Replicas replicas) {
        this.settings = settings;
        workers = replicas.workers();
        buffer = settings.buffer(workers);
        theta = replicas.newVectorOfInitialParameters();
        momentum = replicas.newVector();
        gathered = replicas.newVector();
    }

    @Override
    public void begin(Workshop workshop) {
        for (int worker = 0; worker < workers; worker++) {
            haveItTrain(worker, workshop);
        }
    }

    @Override
    public void arrived(Arrival arrival, Workshop workshop) {
        apply(arrival.vector(), arrival.count());
        haveItTrain(arrival.worker(), workshop);
    }

    private void haveItTrain(int worker, Workshop workshop) {
        workshop.send(theta, worker);
        workshop.compute(worker, settings.parameterPeriod());
        workshop.reply(worker, theta);
    }

    private void apply(Tensor g, long arrivals) {
        double eta = settings.outerLearningRate();
        double mu = settings.outerMomentum();
        double c = settings.between();
        gathered.addInPlace(g);
        double share = c;
        if ((arrivals + 1) % buffer == 0) {
            momentum.mulInPlace(mu).addInPlace(gathered, 1.0 / buffer);
            gathered.zeroInPlace();
            share = 1 - c * buffer + c;
        }
        theta.addInPlace(g, -eta / buffer).addInPlace(momentum, -eta * share * mu);
    }

    @Override
    public Tensor parameters() {
        return theta;
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put("outer-parameters", theta);
        state.put("outer-momentum", momentum);
        state.put("outer-gathered", gathered);
        return state;
    }
}
