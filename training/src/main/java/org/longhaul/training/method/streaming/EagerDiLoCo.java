package org.longhaul.training.method.streaming;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.server.ServerNesterov;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * DiLoCo with eager updates: the exchange of a round travels during the whole next round. Meanwhile each worker takes its
 * outer step by the mean of the round before, in which it replaces its own stale share by the fresh one.
 *
 * <pre>
 *   after round t:  d_m = theta_m - x_m leaves;  the mean D of the round before has arrived
 *                   e_m = D + (d_m - d_m of the round before) / M                  delayed: e_m = D
 *                   theta_m = Nesterov(theta_m, e_m);  x_m = theta_m
 * </pre>
 *
 * <p>Outer parameters and momenta are each worker's own and differ a little. Before the first round D and d are zero.
 *
 * <p><b>Cost.</b> 1/H units a step; nobody waits while an exchange takes no longer than H steps. <b>Model.</b> Worker 0's
 * parameters.
 *
 * <p><b>Differs from the source.</b> The whole model travels at once. The closing exchange is ours: it averages the workers'
 * parameters as they are, in the method's wireFormat, since they are no pseudo-gradients.
 */
public final class EagerDiLoCo implements DistributedMethod {
    /** What a worker steps by. */
    public enum Update {
        /** The mean of the round before, with the worker's own fresh share. */
        @JsonProperty("eager")
        EAGER,
        /** The mean of the round before as it is. */
        @JsonProperty("delayed")
        DELAYED
    }

    /** Settings of {@code eager-diloco}. */
    public record Settings(
            @JsonProperty(defaultValue = "100") @JsonPropertyDescription("inner steps H of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "eager")
                    @JsonPropertyDescription(
                            "whether a worker steps by the mean of the round before with its own fresh share (eager) or"
                                    + " without (delayed)")
                    Update update,
            @JsonProperty(defaultValue = "0.4")
                    @JsonPropertyDescription("outer learning rate; that of Streaming DiLoCo")
                    double outerLearningRate,
            @JsonProperty(defaultValue = "0.9")
                    @JsonPropertyDescription("outer Nesterov momentum; that of Streaming DiLoCo")
                    double outerMomentum,
            @JsonPropertyDescription("format of the pseudo-gradients on the wire; default: the method's wireFormat")
                    @Nullable
                    Codec pseudoGradientFormat) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.positive("outerLearningRate", outerLearningRate, 1e9);
            Require.decay("outerMomentum", outerMomentum);
        }
    }

    /** Makes {@link EagerDiLoCo}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "eager-diloco",
            description = "DiLoCo whose exchange travels during the next round; each worker's own share is fresh.",
            source =
                    "Kale, Douillard, Donchev, \"Eager Updates for Overlapped Communication and Computation in DiLoCo\","
                            + " arXiv 2502.12996.")
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public String refusesStatistics() {
            return "its outer momentum would carry them past every worker's";
        }

        @Override
        public List<String> usualOptimizers() {
            return List.of("adamw");
        }

        @Override
        public String refusesMembership(Settings settings) {
            return "a mean of it travels while the next round trains, so that who is in it is not settled when a round ends";
        }

        @Override
        public boolean exchangesWhileTraining() {
            return true;
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return new EagerDiLoCo(settings, replicas);
        }
    }

    private static final String OUTER = "outer-parameters";
    private static final String MOMENTUM = "outer-momentum";
    private static final String SENT = "last-pseudo-gradient";

    private final Settings settings;
    private final ServerNesterov outer;
    private final Tensor inFlight;

    EagerDiLoCo(Settings settings, Replicas replicas) {
        this.settings = settings;
        outer = new ServerNesterov(settings.outerLearningRate(), settings.outerMomentum());
        inFlight = replicas.newVector();
        StateGroup theta = replicas.newVectorOfEach(OUTER);
        theta.ranks().forEach(worker -> theta.of(worker)
                .copyInPlace(replicas.parameters().of(worker)));
        replicas.newVectorOfEach(MOMENTUM);
        replicas.newVectorOfEach(SENT);
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        replicas.localStep(step);
        long period = settings.parameterPeriod();
        if ((step + 1) % period == 0) {
            if (step + 1 > period) {
                net.await(replicas.parameters(), Math.toIntExact(period), 0);
            }
            TensorScope.run(() -> endRound(replicas, net));
        }
    }

    private void endRound(Replicas replicas, Communicator net) {
        StateGroup parameters = replicas.parameters();
        StateGroup theta = replicas.kept(OUTER);
        StateGroup sent = replicas.kept(SENT);
        Tensor arrived = inFlight.copy();
        List<Tensor> fresh = parameters.ranks().stream()
                .map(worker -> theta.of(worker).sub(parameters.of(worker)))
                .toList();
        net.beginAllReduceMean(
                new StateGroup("pseudo-gradient", parameters.ranks(), fresh, parameters.layout()),
                inFlight,
                settings.pseudoGradientFormat());
        for (int worker : replicas.computed()) {
            Tensor update = arrived.copy();
            if (settings.update() == Update.EAGER) {
                double share = 1.0 / replicas.workers();
                update.addInPlace(fresh.get(worker), share).addInPlace(sent.of(worker), -share);
            }
            sent.of(worker).copyInPlace(fresh.get(worker));
            List<Tensor> momentum = List.of(replicas.kept(MOMENTUM).of(worker));
            outer.step(theta.of(worker), momentum, update, 1);
            parameters.of(worker).copyInPlace(theta.of(worker));
        }
    }

    /** What is under way is of no use any more. */
    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {
        net.allReduceMean(replicas.parameters(), null);
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofFirstWorker(replicas);
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("in-flight", inFlight);
    }
}
