package org.longhaul.training.method.asking;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.server.DelayedNesterov;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Asynchronous local SGD with delayed Nesterov momentum: the server applies what a worker has come to as soon as it arrives, and
 * sends that worker, and nobody else, the new model. Nobody waits for anybody.
 *
 * <pre>
 *   on arrival of g = theta_sent - x of worker w:
 *   theta = DelayedNesterov(theta, g)
 *   x = theta;  H_w local steps, H_w = floor(v_w / max v * H)
 * </pre>
 *
 * <p>A momentum that is moved by every arrival carries what workers at other models found; moved once every N arrivals by their
 * mean, it is that of a round. N = 1 is Nesterov's momentum on each arrival.
 *
 * <p>Without {@code speeds} all take H steps. With them (dynamic local updates, DyLU) a slow worker takes fewer, so that all
 * replies take about as long and none is much staler than another.
 *
 * <p><b>Steps.</b> A step of the method is one arrival: the local steps of one worker. It makes as many as come to the
 * {@code steps} of all workers if all reply equally often, so that it trains on as much data as others do in them.
 *
 * <p><b>Cost.</b> Two units an arrival: the model down, the pseudo-gradient up.
 *
 * <p><b>Differs from the source.</b> Each worker trains on its own data; models that become ready at nearly the same time are not
 * sent together; a worker takes at least one step, however slow it is.
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
                    double between,
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription(
                            "speed v of each worker, by which it takes floor(v / largest v * H) local steps, at least one; one for each worker, or none for H steps of all")
                    List<Double> speeds) {
        public Settings {
            Require.positive("outerLearningRate", outerLearningRate, 1e9);
            Require.decay("outerMomentum", outerMomentum);
            if (buffer != null) {
                Require.atLeast("buffer", buffer, 1);
            }
            if (!(between >= 0 && between <= 1)) {
                throw new IllegalArgumentException("between (" + between + ") must lie in [0, 1].");
            }
            speeds = new Pace(parameterPeriod, speeds, RoundingMode.FLOOR).speeds();
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
    public static final class Factory implements ReactiveFactory<Settings> {
        @Override
        public List<String> usualOptimizers() {
            return List.of("adamw");
        }

        @Override
        public void requireFit(Settings settings, Optimizer optimizer, int workers) {
            ReactiveFactory.super.requireFit(settings, optimizer, workers);
            int buffer = settings.buffer(workers);
            if (settings.between() * buffer > 1) {
                throw new IllegalArgumentException("between (" + PlainNumber.of(settings.between())
                        + ") must be at most 1 / " + buffer
                        + ": more of the momentum than there is cannot move the model.");
            }
        }

        @Override
        public Pace pace(Settings settings) {
            return new Pace(settings.parameterPeriod(), settings.speeds(), RoundingMode.FLOOR);
        }

        @Override
        public ReactiveMethod reacting(Settings settings, Replicas replicas) {
            return new AsyncLocalSgd(settings, replicas);
        }
    }

    private final int workers;
    private final ServerModel server;

    AsyncLocalSgd(Settings settings, Replicas replicas) {
        workers = replicas.workers();
        server = new ServerModel(
                new DelayedNesterov(
                        settings.outerLearningRate(),
                        settings.outerMomentum(),
                        settings.buffer(workers),
                        settings.between()),
                replicas);
    }

    @Override
    public void begin(Workshop workshop) {
        for (int worker = 0; worker < workers; worker++) {
            workshop.haveTrain(worker, workers, server.parameters());
        }
    }

    @Override
    public void arrived(Arrival arrival, Workshop workshop) {
        server.step(arrival.vector(), arrival.count() + 1);
        workshop.haveTrain(arrival.letter(), workers, server.parameters());
    }

    @Override
    public Tensor parameters() {
        return server.parameters();
    }

    @Override
    public Map<String, Tensor> state() {
        return server.state();
    }
}
