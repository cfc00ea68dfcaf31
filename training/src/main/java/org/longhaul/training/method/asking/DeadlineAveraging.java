package org.longhaul.training.method.asking;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Deadline;
import org.longhaul.training.communicate.Heard;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Federated averaging with a deadline: the server waits for the clients of a round until so long after it sent them its model,
 * and takes the mean of whom it heard by then.
 *
 * <pre>
 *   S = clients of round r that are there;  x_c = theta for c in S
 *   x_c = K local steps on the data of c
 *   H = those of S that are heard by the deadline
 *   theta = sum_H n_c x_c / sum_H n_c
 * </pre>
 *
 * <p>What comes later is dropped, though it is still computed and sent: its sender takes part in no round that begins before it
 * is done, nor does a client whose node is down. A round that is heard of by fewer clients than {@code minimumClients} goes on
 * until there are so many. With {@code closeAt} it ends as soon as so many were heard (over-selection): who is left is late as after
 * the deadline. Where none of a round's clients is there, it waits for all of them.
 *
 * <p><b>Cost.</b> As fedavg, whether a client is heard or not: the model down, the parameters up.
 */
public final class DeadlineAveraging implements DistributedMethod {
    /** Settings of {@code fedavg-deadline}. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("local steps K of a round")
                    long parameterPeriod,
            @JsonPropertyDescription("time from sending the model to the end of the round") Duration deadline,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("clients that a round waits for even after its deadline")
                    int minimumClients,
            @JsonPropertyDescription(
                            "clients heard at which a round ends before its deadline, for participations that draw more than"
                                    + " these; default: all of the round")
                    @Nullable
                    Integer closeAt,
            @JsonProperty(defaultValue = "samples")
                    @JsonPropertyDescription(
                            "what a client counts for: in proportion to its own data (samples) or the same (equal)")
                    MeanWeights weights,
            @JsonPropertyDescription("format of the model on its way down; default: the method's wireFormat") @Nullable
                    Codec modelFormat,
            @JsonPropertyDescription("format of the parameters on their way up; default: the method's wireFormat")
                    @Nullable
                    Codec parameterFormat) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            if (deadline.isNegative() || deadline.isZero()) {
                throw new IllegalArgumentException("deadline (" + deadline + ") must be above 0.");
            }
            Require.atLeast("minimumClients", minimumClients, 1);
            if (closeAt != null && closeAt < minimumClients) {
                throw new IllegalArgumentException("closeAt (" + closeAt + ") must not be below minimumClients ("
                        + minimumClients + "): minimumClients <= closeAt.");
            }
        }
    }

    /** Makes {@link DeadlineAveraging}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "fedavg-deadline",
            description = "Federated averaging over those clients that are heard by a deadline.",
            source = "McMahan et al., arXiv 1602.05629, Algorithm 1; the deadline as in Bonawitz et al., "
                    + "\"Towards Federated Learning at Scale: System Design\", arXiv 1902.01046.")
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public List<String> usualOptimizers() {
            return List.of("sgd", "adamw");
        }

        @Override
        public boolean hasServer() {
            return true;
        }

        @Override
        public boolean asksNetwork() {
            return true;
        }

        @Override
        public String refusesMembership(Settings settings) {
            return "its server waits by a deadline of its own for those whom it drew";
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return new DeadlineAveraging(settings, replicas);
        }
    }

    private final Settings settings;
    private final Tensor theta;
    private final double[] weights;

    DeadlineAveraging(Settings settings, Replicas replicas) {
        this.settings = settings;
        theta = replicas.newVectorOfInitialParameters();
        weights = settings.weights().of(replicas);
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        long period = settings.parameterPeriod();
        if (step % period == 0) {
            begin(step, replicas, net);
        }
        replicas.localStep(step);
        if ((step + 1) % period == 0) {
            Integer closeAt = settings.closeAt();
            Deadline deadline = new Deadline(
                    settings.deadline().toNanos(),
                    Math.toIntExact(period - 1),
                    settings.minimumClients(),
                    closeAt == null ? Integer.MAX_VALUE : closeAt);
            Heard heard = net.gather(replicas.parameters(), replicas.workers(), settings.parameterFormat(), deadline);
            heard.mean(theta, weights);
            replicas.enter(List.of(), step + 1, false);
        }
    }

    private void begin(long step, Replicas replicas, Communicator net) {
        List<Integer> chosen = replicas.cohort(step / settings.parameterPeriod());
        List<Integer> there = net.presentOf(chosen);
        replicas.enter(there.isEmpty() ? chosen : there, step, false);
        for (int client : replicas.present()) {
            net.send(
                    replicas.atServer("model", theta),
                    replicas.parameters().of(List.of(client)).as("model"),
                    settings.modelFormat());
        }
    }

    /** A round that is broken off by the end of training waits for everybody. */
    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {
        if (steps % settings.parameterPeriod() != 0) {
            net.reduceMean(
                    replicas.parameters(),
                    replicas.atServer("parameters", theta),
                    settings.parameterFormat(),
                    Release.AFTER_BACKWARD,
                    weights);
            replicas.enter(List.of(), steps, false);
        }
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofServer(theta);
    }

    @Override
    public double[] weights() {
        return weights.clone();
    }

    @Override
    public Set<String> ofServers() {
        return state().keySet();
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("server-parameters", theta);
    }
}
