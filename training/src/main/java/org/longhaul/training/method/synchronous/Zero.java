package org.longhaul.training.method.synchronous;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.Shards;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.KeptShares;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.method.server.ServerNesterov;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * ZeRO (and fully sharded data parallelism, its third stage): data parallelism in a group of N workers, of whom each keeps an N-th
 * of what all of them would keep otherwise. Several groups do DiLoCo with each other.
 *
 * <pre>
 *   every step, in a group:   stage 3: all-gather of x once more, for the backward pass
 *                             g = reduce-scatter mean of the gradients; each updates its N-th of x
 *                             all-gather of x
 *   every H steps, the k-th workers of all groups, of the k-th N-th:
 *                             d = mean(theta - x);  theta = Nesterov(theta, d);  x = theta, all-gathered in each group
 * </pre>
 *
 * <p>Stage 1 shares out the optimizer's state, stage 2 the gradients too, stage 3 the parameters too. The parameters of a group
 * are those of {@link Ddp}, bit for bit if nothing is rounded on the way.
 *
 * <p><b>Cost.</b> On the links 2 P (N-1)/N elements a step, as an all-reduce; 3 P (N-1)/N in stage 3. Between groups P/N every H
 * steps for each worker. What a worker contributes is charged: P to the reduce-scatter, P/N to each all-gather.
 *
 * <p><b>Differs from the source.</b> Parameters are gathered as a whole, not layer by layer, and lie there in full while they are
 * used; this working space is not counted. The length of the mean gradient, by which it is clipped, costs nothing. The update is
 * charged as if each did all of it.
 */
public final class Zero implements DistributedMethod {
    /** Settings of {@code zero}. */
    public record Settings(
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "what is shared out: the optimizer's state (1), gradients too (2), parameters too (3)")
                    int stage,
            @JsonPropertyDescription(
                            "workers of a group, neighbours in the order of their numbers (placement: fill puts those of a"
                                    + " site side by side); all when absent")
                    @Nullable
                    Integer groupSize,
            @JsonPropertyDescription(
                            "steps H from one exchange of the groups with each other to the next, of several groups")
                    @Nullable
                    Long parameterPeriod,
            @JsonProperty(defaultValue = "0.7") @JsonPropertyDescription("outer learning rate, of several groups")
                    double outerLearningRate,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("outer Nesterov momentum, of several groups")
                    double outerMomentum,
            @JsonPropertyDescription("format of the gradients on the wire; default: the method's wireFormat") @Nullable
                    Codec gradientFormat,
            @JsonPropertyDescription(
                            "format of parameters and pseudo-gradients on the wire; default: the method's wireFormat")
                    @Nullable
                    Codec parameterFormat) {
        public Settings {
            if (parameterPeriod != null) {
                Require.period("parameterPeriod", parameterPeriod);
            }
            Require.positive("outerLearningRate", outerLearningRate, 1e9);
            Require.decay("outerMomentum", outerMomentum);
            if (stage < 1 || stage > 3) {
                throw new IllegalArgumentException("stage (" + stage + ") must be 1, 2 or 3.");
            }
            if (groupSize != null) {
                Require.atLeast("groupSize", groupSize, 1);
            }
        }
    }

    /** Makes {@link Zero}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "zero",
            description = "Data parallelism whose states are shared out in a group; DiLoCo between groups.",
            source = "Rajbhandari et al., \"ZeRO: Memory Optimizations Toward Training Trillion Parameter Models\", "
                    + "arXiv 1910.02054, sections 5 and 7; groups as in DiLoCo, arXiv 2311.08105.")
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public boolean exchangesDuringBackward() {
            return true;
        }

        @Override
        public boolean isSymmetric(Settings settings) {
            return settings.groupSize() == null;
        }

        @Override
        public void requireFit(Settings settings, Optimizer optimizer, int workers) {
            DistributedMethodFactory.super.requireFit(settings, optimizer, workers);
            Integer size = settings.groupSize();
            if (size != null && workers % size != 0) {
                throw new IllegalArgumentException(
                        workers + " workers cannot be divided into groups of groupSize (" + size + ").");
            }
            if ((size == null || size == workers) && settings.parameterPeriod() != null) {
                throw new IllegalArgumentException("parameterPeriod (" + settings.parameterPeriod()
                        + ") has no effect: it says when groups exchange, and all " + workers
                        + " workers are one.\nMaybe leave it out, or state a groupSize below " + workers + ".");
            }
            if (size != null && size < workers && settings.parameterPeriod() == null) {
                throw new IllegalArgumentException("parameterPeriod must say when the " + workers / size
                        + " groups exchange what they have come to.");
            }
        }

        @Override
        public String refusesMembership(Settings settings) {
            return "each worker keeps a part of the state that no other has";
        }

        @Override
        public @Nullable String refusesProcesses(Settings settings, Optimizer optimizer, Clipping clipping) {
            if (settings.parameterPeriod() != null) {
                return "what its groups share is kept in parts, and no worker has the whole that is evaluated";
            }
            return clipping instanceof Clipping.GlobalNorm || !optimizer.isElementwise()
                    ? "a worker receives its part of the mean gradient, and the whole of it would be clipped or updated by"
                            + " its norm or its shapes"
                    : null;
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return new Zero(settings, replicas);
        }
    }

    private final Settings settings;
    private final int size;
    private final long period;
    private final List<List<Integer>> groups = new ArrayList<>();
    /** What the groups share; null where there is one. */
    private final @Nullable ServerModel outer;

    Zero(Settings settings, Replicas replicas) {
        this.settings = settings;
        Integer stated = settings.groupSize();
        size = stated == null ? replicas.workers() : stated;
        Long between = settings.parameterPeriod();
        period = between == null ? Long.MAX_VALUE : between;
        for (int first = 0; first < replicas.workers(); first += size) {
            groups.add(IntStream.range(first, first + size).boxed().toList());
        }
        outer = groups.size() == 1
                ? null
                : new ServerModel(new ServerNesterov(settings.outerLearningRate(), settings.outerMomentum()), replicas);
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        replicas.computeGradients(step);
        for (List<Integer> group : groups) {
            net.reduceScatterMean(replicas.gradients().of(group), settings.gradientFormat(), Release.DURING_BACKWARD);
        }
        if (settings.stage() == 3) {
            gather(replicas, net, Release.START_OF_STEP);
        }
        replicas.clipGradients();
        replicas.update(step);
        gather(replicas, net, Release.AFTER_BACKWARD);
        if ((step + 1) % period == 0) {
            betweenGroups((step + 1) / period, replicas, net);
        }
    }

    private void gather(Replicas replicas, Communicator net, Release release) {
        for (List<Integer> group : groups) {
            net.allGatherParts(replicas.parameters().of(group), settings.parameterFormat(), release);
        }
    }

    /** The k-th workers of all groups exchange their part; then each group gathers what has become of it. */
    private void betweenGroups(long round, Replicas replicas, Communicator net) {
        if (outer == null) {
            return;
        }
        TensorScope.run(() -> {
            for (int k = 0; k < size; k++) {
                int place = k;
                List<Integer> peers =
                        groups.stream().map(group -> group.get(place)).toList();
                StateGroup whole = replicas.parameters().of(groups.get(0));
                long from = Shards.from(whole, k);
                long to = Shards.from(whole, k + 1);
                if (from < to) {
                    exchange(round, peers, from, to, replicas, net);
                }
            }
        });
        gather(replicas, net, Release.AFTER_BACKWARD);
    }

    private void exchange(long round, List<Integer> peers, long from, long to, Replicas replicas, Communicator net) {
        ServerModel common = Objects.requireNonNull(outer);
        StateGroup part = replicas.parameters().of(peers).part(from, to).as("pseudo-gradient");
        for (int worker : peers) {
            part.of(worker).assignDifference(common.parameters().narrow(0, from, to - from), part.of(worker));
        }
        net.allReduceMean(part, settings.parameterFormat());
        common.stepPart(replicas.parameters().of(peers.get(0)), round, from, to);
        for (int worker : peers) {
            part.of(worker).copyInPlace(common.parameters().narrow(0, from, to - from));
        }
    }

    /** A round of the groups that is broken off ends like a whole one. */
    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {
        if (steps % period != 0) {
            betweenGroups(steps / period + 1, replicas, net);
        }
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return outer == null ? HeldModel.ofFirstWorker(replicas) : HeldModel.ofServer(outer.parameters());
    }

    @Override
    public KeptShares keptShares() {
        double part = 1.0 / size;
        return new KeptShares(
                settings.stage() == 3 ? part : 1, settings.stage() >= 2 ? part : 1, part, outer == null ? 1 : part);
    }

    @Override
    public Map<String, Tensor> state() {
        return outer == null ? Map.of() : outer.state();
    }
}
