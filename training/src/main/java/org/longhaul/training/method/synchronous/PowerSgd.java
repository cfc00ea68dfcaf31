package org.longhaul.training.method.synchronous;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.Seeds;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.LinearAlgebra;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * PowerSGD: data parallelism that exchanges two thin factors of each gradient matrix, found by one power iteration a step.
 *
 * <pre>
 *   M_w = g_w + e_w
 *   P = orthonormal(mean_w(M_w Q));  Q = mean_w(M_w' P)           Q goes on from step to step
 *   g = P Q';  e_w = M_w - g
 * </pre>
 *
 * <p>Vectors, and matrices that the factors would not make smaller, travel whole with the first factors. Q starts random, the
 * same on all workers. The mean gradient is clipped, as in data parallelism.
 *
 * <p><b>Cost.</b> r (rows + columns) elements a matrix and step, in two exchanges one after the other.
 */
public final class PowerSgd implements EveryStep {
    private static final String RESIDUAL = "residual";

    /** Settings of {@code powersgd}. */
    public record Settings(
            @JsonProperty(defaultValue = "2") @JsonPropertyDescription("rank r of the factors") int rank,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether a worker adds what the factors missed to its next gradient")
                    boolean errorFeedback,
            @JsonPropertyDescription("format of the factors on the wire; default: the method's wireFormat") @Nullable
                    Codec factorFormat) {
        public Settings {
            Require.count("rank", rank, 1 << 20);
        }
    }

    /** Makes {@link PowerSgd}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "powersgd",
            description = "Data parallelism that exchanges low-rank factors of the gradients, with error feedback.",
            source =
                    "Vogels et al., \"PowerSGD: Practical Low-Rank Gradient Compression for Distributed Optimization\", arXiv"
                            + " 1905.13727, Algorithms 1 and 2.")
    public static final class Factory implements EveryStepFactory<Settings> {
        @Override
        public boolean looksAtShapes() {
            return true;
        }

        @Override
        public EveryStep create(Settings settings, Replicas replicas) {
            return new PowerSgd(settings, replicas);
        }
    }

    private final Settings settings;
    private final Layout layout;

    /** Of the first factors with what travels whole, and of the second factors. */
    private final Layout firsts;

    private final Layout seconds;

    /** Among the second factors, by parameter; -1 for what travels whole. */
    private final int[] places;

    private final @Nullable Tensor q;
    private final boolean owes;

    private PowerSgd(Settings settings, Replicas replicas) {
        this.settings = settings;
        layout = replicas.layout();
        List<ParameterSpec> first = new ArrayList<>();
        List<ParameterSpec> second = new ArrayList<>();
        places = new int[layout.specs().size()];
        for (int i = 0; i < places.length; i++) {
            ParameterSpec spec = layout.specs().get(i);
            boolean isSmaller = settings.rank() * (spec.rows() + spec.columns()) < spec.elements();
            places[i] = spec.shape().size() > 1 && isSmaller ? second.size() : -1;
            if (isFactored(i)) {
                first.add(factor(spec, spec.rows()));
                second.add(factor(spec, spec.columns()));
            } else {
                first.add(spec);
            }
        }
        firsts = new Layout(first);
        seconds = new Layout(second);
        q = second.isEmpty() ? null : start(replicas);
        owes = settings.errorFeedback() && !second.isEmpty();
        if (owes) {
            replicas.newVectorOfEach(RESIDUAL);
        }
    }

    private ParameterSpec factor(ParameterSpec spec, long rows) {
        return new ParameterSpec(spec.name(), List.of(rows, (long) settings.rank()), spec.group(), spec.init());
    }

    private Tensor start(Replicas replicas) {
        Tensor vector = replicas.newVector(seconds.elements());
        for (int i = 0; i < seconds.specs().size(); i++) {
            ParameterSpec spec = seconds.specs().get(i);
            Generator random = new Generator(Seeds.of(replicas.seed(), "powersgd." + spec.name()));
            Tensor factor = seconds.slice(vector, i);
            factor.copyInPlace(random.normal(factor.device(), 0, 1, spec.dimensions()));
        }
        return vector;
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        replicas.computeGradients(step);
        StateGroup gradients = replicas.gradients();
        StateGroup owed = owes ? replicas.kept(RESIDUAL) : null;
        if (owed != null) {
            replicas.computed().forEach(rank -> gradients.of(rank).addInPlace(owed.of(rank))); // M_w
        }

        StateGroup left = vectors("left-factors", gradients, firsts);
        for (int rank : replicas.computed()) {
            for (int i = 0; i < layout.specs().size(); i++) {
                Tensor own = layout.slice(gradients.of(rank), i);
                left(left.of(rank), i)
                        .copyInPlace(isFactored(i) ? matrix(own, i).matmul(right(i)) : own);
            }
        }
        net.allReduceMean(left, settings.factorFormat(), Release.AFTER_BACKWARD, null);
        Tensor p = left.of(left.ranks().get(0));

        if (q != null) {
            StateGroup right = vectors("right-factors", gradients, seconds);
            for (int i = 0; i < layout.specs().size(); i++) {
                if (isFactored(i)) {
                    left(p, i).copyInPlace(LinearAlgebra.orthonormal(left(p, i)));
                    for (int rank : replicas.computed()) {
                        Tensor transposed =
                                matrix(layout.slice(gradients.of(rank), i), i).transpose(0, 1);
                        seconds.slice(right.of(rank), places[i]).copyInPlace(transposed.matmul(left(p, i)));
                    }
                }
            }
            net.allReduceMean(right, settings.factorFormat(), Release.AFTER_BACKWARD, null);
            q.copyInPlace(right.of(right.ranks().get(0)));
        }

        for (int i = 0; i < layout.specs().size(); i++) {
            Tensor mean = isFactored(i)
                    ? left(p, i)
                            .matmul(right(i).transpose(0, 1))
                            .view(layout.specs().get(i).dimensions())
                    : left(p, i);
            for (int rank : replicas.computed()) {
                Tensor own = layout.slice(gradients.of(rank), i);
                if (owed != null && isFactored(i)) {
                    layout.slice(owed.of(rank), i).assignDifference(own, mean);
                }
                own.copyInPlace(mean);
            }
        }
        replicas.clipGradients();
        replicas.update(step);
        EveryStep.shareStatistics(replicas, net);
    }

    private boolean isFactored(int parameter) {
        return places[parameter] >= 0;
    }

    private Tensor matrix(Tensor parameter, int index) {
        ParameterSpec spec = layout.specs().get(index);
        return parameter.view(spec.rows(), spec.columns());
    }

    private Tensor left(Tensor flat, int parameter) {
        return firsts.slice(flat, parameter);
    }

    private Tensor right(int parameter) {
        return seconds.slice(Objects.requireNonNull(q), places[parameter]);
    }

    private static StateGroup vectors(String name, StateGroup like, Layout within) {
        List<Tensor> vectors = new ArrayList<>();
        for (int rank : like.ranks()) {
            Tensor gradient = like.of(rank);
            vectors.add(Tensors.zeros(gradient.device(), gradient.dtype(), within.elements()));
        }
        return new StateGroup(name, like.ranks(), vectors, within);
    }

    @Override
    public Layout layoutOfState(Replicas replicas) {
        return seconds;
    }

    @Override
    public Map<String, Tensor> state() {
        return q == null ? Map.of() : Map.of("right-factors", q);
    }
}
