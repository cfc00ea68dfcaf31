package org.longhaul.training.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * Muon: the momentum of each hidden matrix is made nearly orthogonal before it is stepped along.
 *
 * <pre>
 *   u = mu u + (1 - mu) g
 *   m = mu u + (1 - mu) g  (Nesterov)      m = u  (otherwise)
 *   x = (1 - eta wd) x - eta sqrt(max(1, rows / columns)) NS(m)
 * </pre>
 *
 * <p>NS brings all singular values near 1: from {@code X = m / ||m||} some iterations {@code X = a X + (b A + c A A) X} with
 * {@code A = X X'} and (a, b, c) = (3.4445, -4.7750, 2.0315). A matrix of more than two dimensions is one with all but the
 * first in its columns.
 *
 * <p>Everything but hidden matrices is trained by AdamW with a learning rate of its own, b1 = 0.9, b2 = 0.95, eps = 1e-8. So the
 * second moment is only as long as that.
 *
 * <p><b>Differs from the source.</b> The iterations run in the type of the parameters, not in bfloat16.
 */
public final class Muon implements Optimizer {
    private static final double A = 3.4445;
    private static final double B = -4.7750;
    private static final double C = 2.0315;
    private static final double NORM_EPSILON = 1e-7;

    /** Settings of {@code muon}. */
    public record Settings(
            @JsonPropertyDescription("peak learning rate eta of hidden matrices") double learningRate,
            @JsonProperty(defaultValue = "0.95") @JsonPropertyDescription("momentum mu of hidden matrices")
                    double momentum,
            @JsonProperty(defaultValue = "true") @JsonPropertyDescription("Nesterov's form of momentum")
                    boolean nesterov,
            @JsonProperty(defaultValue = "5") @JsonPropertyDescription("iterations that make the momentum orthogonal")
                    int iterations,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("decoupled weight decay wd of all parameters")
                    double weightDecay,
            @JsonProperty(defaultValue = "3e-4")
                    @JsonPropertyDescription("peak learning rate of AdamW, which trains everything else")
                    double otherLearningRate) {
        public Settings {
            Require.positive("learningRate", learningRate, 1e30);
            Require.decay("momentum", momentum);
            Require.count("iterations", iterations, 100);
            Require.notNegative("weightDecay", weightDecay, 1e30);
            Require.positive("otherLearningRate", otherLearningRate, 1e30);
        }
    }

    /** Makes {@link Muon}. */
    @SuppressWarnings("rawtypes")
    @AutoService(OptimizerFactory.class)
    @Provides(
            id = "muon",
            description = "Momentum of hidden matrices, made nearly orthogonal; AdamW for everything else.",
            source =
                    "Jordan et al., \"Muon: An optimizer for hidden layers in neural networks\", 2024, kellerjordan.github.io/posts/muon;"
                            + " scale as in its public code.")
    public static final class Factory implements OptimizerFactory<Settings> {
        @Override
        public Optimizer create(Settings settings) {
            return new Muon(settings, null);
        }
    }

    private final Settings s;
    private final @Nullable Layout parameters;

    /** What is not hidden, as its own layout; null for all. */
    private final @Nullable Layout others;

    /** AdamW of each parameter, by its place, or of all where they are one vector. */
    private final List<Optimizer> adamW;

    private Muon(Settings settings, @Nullable Layout parameters) {
        this.s = settings;
        this.parameters = parameters;
        others = parameters == null
                ? null
                : new Layout(parameters.specs().stream()
                        .filter(spec -> !isHidden(spec))
                        .toList());
        Optimizer plain =
                new AdamW().create(new AdamW.Settings(s.otherLearningRate(), 0.9, 0.95, 1e-8, s.weightDecay()));
        adamW = parameters == null
                ? List.of(plain)
                : parameters.specs().stream()
                        .map(spec -> plain.decayedBy(spec.multipliers().weightDecay()))
                        .toList();
    }

    private static boolean isHidden(ParameterSpec spec) {
        return spec.role() == ParameterSpec.Role.HIDDEN;
    }

    @Override
    public Muon on(Layout layout) {
        return new Muon(s, layout);
    }

    @Override
    public List<StateSpec> states() {
        List<StateSpec> states = new ArrayList<>();
        states.add(StateSpec.firstMoment());
        if (others == null || others.elements() > 0) {
            states.add(new StateSpec("second-moment", StateSpec.Kind.SECOND_MOMENT, others));
        }
        return List.copyOf(states);
    }

    @Override
    public double learningRate() {
        return s.learningRate();
    }

    @Override
    public void update(Tensor x, Tensor g, List<Tensor> states, UpdateCount count, double learningRate) {
        double ofOthers = learningRate * (s.otherLearningRate() / s.learningRate());
        if (parameters == null) {
            adamW.get(0).update(x, g, states, count, ofOthers);
            return;
        }
        long seen = 0;
        for (int i = 0; i < parameters.specs().size(); i++) {
            int index = i;
            ParameterSpec spec = parameters.specs().get(i);
            double factor = spec.multipliers().learningRate();
            if (isHidden(spec)) {
                TensorScope.run(() -> step(
                        matrix(x, index), matrix(g, index), matrix(states.get(0), index), spec, learningRate * factor));
                continue;
            }
            long start = parameters.offset(i);
            long length = spec.elements();
            long second = seen;
            TensorScope.run(() -> adamW.get(index)
                    .update(
                            x.narrow(0, start, length),
                            g.narrow(0, start, length),
                            List.of(
                                    states.get(0).narrow(0, start, length),
                                    states.get(1).narrow(0, second, length)),
                            count,
                            ofOthers * factor));
            seen += length;
        }
    }

    private Tensor matrix(Tensor flat, int index) {
        ParameterSpec spec = Objects.requireNonNull(parameters).specs().get(index);
        return parameters.slice(flat, index).view(spec.rows(), spec.columns());
    }

    private void step(Tensor x, Tensor g, Tensor u, ParameterSpec spec, double learningRate) {
        double decay = s.weightDecay() * spec.multipliers().weightDecay();
        if (decay > 0) {
            x.mulInPlace(1 - learningRate * decay);
        }
        u.lerpInPlace(g, 1 - s.momentum());
        Tensor m = s.nesterov() ? g.lerpInPlace(u, s.momentum()) : u;
        double scale = Math.sqrt(Math.max(1, (double) spec.rows() / spec.columns()));
        x.addInPlace(orthogonal(m, s.iterations()), -learningRate * scale);
    }

    /** A matrix with the singular vectors of {@code m} and singular values near 1. */
    static Tensor orthogonal(Tensor m, int iterations) {
        boolean isTall = m.size(0) > m.size(1);
        Tensor wide = isTall ? m.transpose(0, 1) : m;
        Tensor x = wide.div(wide.normTensor().add(NORM_EPSILON).to(m.dtype()));
        for (int i = 0; i < iterations; i++) {
            Tensor a = x.matmul(x.transpose(0, 1));
            Tensor polynomial = a.matmul(a).mulInPlace(C).addInPlace(a, B);
            x = polynomial.matmul(x).addInPlace(x, A);
        }
        return isTall ? x.transpose(0, 1) : x;
    }

    @Override
    public boolean isElementwise() {
        return false;
    }
}
