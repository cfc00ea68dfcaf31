package org.longhaul.training.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.model.GroupFlops;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * Quasi-hyperbolic AdamW whose moments live in a subspace of rank r of each hidden matrix, with error feedback.
 *
 * <pre>
 *   c = Q' (g + e);  e = g + e - Q c                                     Q [p, r] orthonormal, c [r, q]
 *   u = b1 u + (1 - b1) c;  v = b2 v + (1 - b2) c^2
 *   d = sqrt(v / (1 - b2^(t+1))) + eps
 *   x = (1 - eta wd) x - eta [(1 - w) g / mean(d) + w Q (u / (1 - b1^(t+1)) / d)]       mix: full-rank
 *   x = (1 - eta wd) x - eta Q ([(1 - w) c + w u / (1 - b1^(t+1))] / d)                 mix: in-subspace
 * </pre>
 *
 * <p><b>Bases</b> are the leading left singular vectors of the displacement, which a method such as LoRDO gives; or of its own
 * gradient every so many steps (GaLore); or what one power iteration on the gradient makes of the basis in every step (LDAdam).
 * They start as the first r coordinates, or as the singular vectors of the first gradient. When a basis changes by R = Q_new'
 * Q_old, the moments turn with it: {@code u = R u}, {@code v = |R^2 var + (R m)^2| (1 - b2^t)} with the corrected moments m and
 * {@code var = max(v - m^2, 0)}, squares by element.
 *
 * <p>Everything else, and the hidden matrices that are to stay in full rank, is trained as by {@link QhAdamW}.
 *
 * <p>The source trains its first 2048 steps data-parallel with one fast momentum of weight 1 and bases of the gradient;
 * {@code switchStep} does that. At the switch both moments start again from zero, while bias corrections go on counting.
 *
 * <p><b>Differs from the source.</b> Its code mixes in g + e where its equations say g: g here.
 */
public final class LowRankAdamW implements SubspaceOptimizer {
    /** What the bases are taken from. */
    public enum BasisSource {
        /** The displacement of the common parameters since the last exchange, which the method gives. */
        DISPLACEMENT,
        /** The worker's own gradient, every {@code basisPeriod} steps. */
        GRADIENT,
        /** One power iteration on the worker's own gradient, in every step. */
        POWER_ITERATION
    }

    /** Where gradient and momentum are mixed. */
    public enum Mix {
        /** The whole gradient with the projected momentum. */
        FULL_RANK,
        /** The projected gradient with the projected momentum: nothing leaves the subspace. */
        IN_SUBSPACE
    }

    /** Settings of {@code low-rank-adamw}. */
    public record Settings(
            @JsonPropertyDescription("peak learning rate eta") double learningRate,
            @JsonProperty(defaultValue = "96")
                    @JsonPropertyDescription("rank r of each hidden matrix, at most its shorter side")
                    long rank,
            @JsonProperty(defaultValue = "[w3]")
                    @JsonPropertyDescription(
                            "endings of the names of hidden matrices that stay in full rank; w3 is the gate of the feed-forward layer")
                    List<String> fullRank,
            @JsonProperty(defaultValue = "0.97")
                    @JsonPropertyDescription("weight w of the momentum; the gradient has the rest of 1")
                    double momentumWeight,
            @JsonProperty(defaultValue = "0.999") @JsonPropertyDescription("decay b1 of the first moment")
                    double firstDecay,
            @JsonProperty(defaultValue = "0.999") @JsonPropertyDescription("decay b2 of the second moment")
                    double secondDecay,
            @JsonProperty(defaultValue = "1e-8") @JsonPropertyDescription("eps, added to the denominator")
                    double epsilon,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("decoupled weight decay wd") double weightDecay,
            @JsonProperty(defaultValue = "full-rank")
                    @JsonPropertyDescription("whether the whole gradient is mixed in, or the projected one")
                    Mix mix,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether what the projection drops is added to the next gradient")
                    boolean errorFeedback,
            @JsonProperty(defaultValue = "displacement")
                    @JsonPropertyDescription(
                            "what the bases are taken from: displacement (the method gives it), gradient or power-iteration")
                    BasisSource basis,
            @JsonProperty(defaultValue = "200")
                    @JsonPropertyDescription("steps from one basis of the gradient to the next")
                    long basisPeriod,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether the moments turn when the basis changes")
                    boolean turnMoments,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription(
                            "first step of the run with these settings; before it, one fast momentum of weight 1 and bases of the gradient")
                    long switchStep,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("decay of the fast momentum before the switch")
                    double fastDecay,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("factor on the learning rate from the switch on")
                    double learningRateScale) {
        public Settings {
            Require.positive("learningRate", learningRate, 1e30);
            Require.count("rank", rank, 1L << 20);
            fullRank = List.copyOf(fullRank);
            Require.share("momentumWeight", momentumWeight);
            Require.decay("firstDecay", firstDecay);
            Require.decay("secondDecay", secondDecay);
            Require.positive("epsilon", epsilon, 1e30);
            Require.notNegative("weightDecay", weightDecay, 1e30);
            Require.period("basisPeriod", basisPeriod);
            Require.step("switchStep", switchStep);
            Require.decay("fastDecay", fastDecay);
            Require.positive("learningRateScale", learningRateScale, 1e30);
        }
    }

    /** Makes {@link LowRankAdamW}. */
    @SuppressWarnings("rawtypes")
    @AutoService(OptimizerFactory.class)
    @Provides(
            id = "low-rank-adamw",
            description = "AdamW with moments in a subspace of each hidden matrix, with error feedback.",
            source =
                    "\"LoRDO\", arXiv 2602.04396; bases of the gradient: Zhao et al., \"GaLore\", arXiv 2403.03507; turning"
                            + " moments: Robert et al., \"LDAdam\", arXiv 2410.16103.")
    public static final class Factory implements OptimizerFactory<Settings> {
        @Override
        public Optimizer create(Settings settings) {
            return new LowRankAdamW(settings, null);
        }
    }

    private final Settings s;
    private final @Nullable LowRankLayout layout;

    private LowRankAdamW(Settings settings, @Nullable LowRankLayout layout) {
        this.s = settings;
        this.layout = layout;
    }

    @Override
    public LowRankAdamW on(Layout parameters) {
        return new LowRankAdamW(s, new LowRankLayout(parameters, s.rank(), s.fullRank()));
    }

    @Override
    public List<StateSpec> states() {
        List<StateSpec> states = new ArrayList<>();
        Layout moments = layout == null ? null : layout.moments();
        states.add(new StateSpec("first-moment", StateSpec.Kind.FIRST_MOMENT, moments));
        states.add(new StateSpec("second-moment", StateSpec.Kind.SECOND_MOMENT, moments));
        if (projects()) {
            states.add(new StateSpec("basis", StateSpec.Kind.BASIS, layout().bases()));
            if (s.errorFeedback()) {
                states.add(new StateSpec("projection-error", StateSpec.Kind.ERROR, layout().errors()));
            }
        }
        return List.copyOf(states);
    }

    private boolean projects() {
        return layout != null && layout.bases().elements() > 0;
    }

    @Override
    public boolean isQuasiHyperbolic() {
        return true;
    }

    @Override
    public boolean isGivenBases() {
        return s.basis() == BasisSource.DISPLACEMENT;
    }

    @Override
    public long firstGivenStep() {
        return s.switchStep();
    }

    @Override
    public double learningRate() {
        return s.learningRate();
    }

    private LowRankLayout layout() {
        if (layout == null) {
            throw new IllegalStateException("bases belong to an optimizer of a layout");
        }
        return layout;
    }

    @Override
    public Tensor basesOf(Tensor direction) {
        return layout().basesOf(direction);
    }

    @Override
    public List<GroupFlops> basisFlops() {
        return projects() ? layout().singularFlops() : List.of();
    }

    @Override
    public List<GroupFlops> basisFlops(UpdateCount count) {
        if (!projects() || !takesOwnBases(count)) {
            return List.of();
        }
        return iterates(count) ? layout().iterationFlops() : basisFlops();
    }

    /** Whether an update takes its bases from the gradient. */
    private boolean takesOwnBases(UpdateCount count) {
        boolean isOfGradient = !isGivenBases() || count.run() < s.switchStep();
        boolean isDue = s.basis() == BasisSource.POWER_ITERATION || count.run() % s.basisPeriod() == 0;
        return isOfGradient && (isDue || count.sinceReset() == 0);
    }

    /** Whether by an iteration that starts from those it has. */
    private boolean iterates(UpdateCount count) {
        return s.basis() == BasisSource.POWER_ITERATION && count.sinceReset() > 0;
    }

    @Override
    public void turn(Tensor bases, List<Tensor> states, UpdateCount next) {
        LowRankLayout places = layout();
        if (!projects()) {
            return;
        }
        Tensor kept = states.get(2);
        long updates = next.sinceReset();
        if (s.turnMoments() && updates > 0) {
            double first = 1 - Math.pow(firstDecay(next.run() - 1), (double) updates);
            double second = 1 - Math.pow(s.secondDecay(), (double) updates);
            for (int i = 0; i < places.count(); i++) {
                if (places.isProjected(i)) {
                    Tensor rotation = places.basis(bases, i).transpose(0, 1).matmul(places.basis(kept, i));
                    turn(rotation, places.moment(states.get(0), i), first, places.moment(states.get(1), i), second);
                }
            }
        }
        kept.copyInPlace(bases);
    }

    /** The moments of one matrix, [r, q], in coordinates that differ by a rotation. */
    private static void turn(Tensor rotation, Tensor u, double first, Tensor v, double second) {
        Tensor mean = u.mul(1 / first);
        Tensor variance = v.mul(1 / second).subInPlace(mean.square()).clampMinInPlace(0);
        Tensor turned = rotation.matmul(mean);
        v.copyInPlace(rotation.square()
                .matmul(variance)
                .addInPlace(turned.square())
                .abs()
                .mulInPlace(second));
        u.copyInPlace(turned.mulInPlace(first));
    }

    @Override
    public void update(Tensor x, Tensor g, List<Tensor> states, UpdateCount count, double scheduled) {
        if (count.run() == s.switchStep() && s.switchStep() > 0) {
            states.get(0).zeroInPlace();
            states.get(1).zeroInPlace();
        }
        double rate = count.run() < s.switchStep() ? scheduled : scheduled * s.learningRateScale();
        if (projects()) {
            changeBases(g, states, count);
        }
        if (layout == null) {
            TensorScope.run(() -> {
                decay(x, ParameterSpec.Multipliers.NONE, rate);
                step(x, g, states.get(0), states.get(1), count, rate);
            });
            return;
        }
        for (int i = 0; i < layout.count(); i++) {
            int parameter = i;
            TensorScope.run(() -> stepOf(parameter, layout, x, g, states, count, rate));
        }
    }

    private void decay(Tensor x, ParameterSpec.Multipliers multipliers, double learningRate) {
        double decay = s.weightDecay() * multipliers.weightDecay();
        if (decay > 0) {
            x.mulInPlace(1 - learningRate * decay);
        }
    }

    private void stepOf(
            int parameter,
            LowRankLayout places,
            Tensor x,
            Tensor g,
            List<Tensor> states,
            UpdateCount count,
            double scheduled) {
        ParameterSpec.Multipliers multipliers = places.multipliers(parameter);
        double learningRate = scheduled * multipliers.learningRate();
        Tensor own = places.parameter(x, parameter);
        decay(own, multipliers, learningRate);
        if (places.isProjected(parameter)) {
            stepInSubspace(parameter, own, g, states, count, learningRate);
        } else {
            Tensor u = places.moment(states.get(0), parameter);
            step(own, places.parameter(g, parameter), u, places.moment(states.get(1), parameter), count, learningRate);
        }
    }

    /** The bases that this update takes itself. */
    private void changeBases(Tensor g, List<Tensor> states, UpdateCount count) {
        if (!takesOwnBases(count)) {
            if (count.sinceReset() == 0) {
                states.get(2).copyInPlace(layout().firstCoordinates(g));
            }
        } else if (iterates(count)) {
            turn(layout().iterated(states.get(2), g), states, count);
        } else {
            turn(layout().basesOf(g), states, count);
        }
    }

    private void stepInSubspace(
            int parameter, Tensor x, Tensor gradients, List<Tensor> states, UpdateCount count, double learningRate) {
        LowRankLayout places = layout();
        Tensor g = places.parameter(gradients, parameter);
        Tensor q = places.basis(states.get(2), parameter);
        Tensor u = places.moment(states.get(0), parameter);
        Tensor v = places.moment(states.get(1), parameter);
        Tensor error = s.errorFeedback() ? places.error(states.get(3), parameter) : null;

        Tensor whole = error == null ? g : error.add(g);
        Tensor c = q.transpose(0, 1).matmul(whole);
        if (error != null) {
            error.assignDifference(whole, q.matmul(c));
        }
        average(u, v, c, count);
        Tensor d = denominator(v, count);
        Tensor momentum = u.mul(weight(count) / firstCorrection(count));
        double rest = 1 - weight(count);
        if (s.mix() == Mix.IN_SUBSPACE) {
            momentum.addInPlace(c, rest);
        }
        x.addInPlace(q.matmul(momentum.divInPlace(d)), -learningRate);
        if (s.mix() == Mix.FULL_RANK && rest > 0) {
            x.addInPlace(g.div(d.mean()), -learningRate * rest);
        }
    }

    private void step(Tensor x, Tensor g, Tensor u, Tensor v, UpdateCount count, double learningRate) {
        average(u, v, g, count);
        Tensor direction = u.mul(weight(count) / firstCorrection(count)).addInPlace(g, 1 - weight(count));
        x.addcdivInPlace(direction, denominator(v, count), -learningRate);
    }

    private void average(Tensor u, Tensor v, Tensor g, UpdateCount count) {
        u.lerpInPlace(g, 1 - firstDecay(count.run()));
        v.mulInPlace(s.secondDecay()).addcmulInPlace(g, g, 1 - s.secondDecay());
    }

    private Tensor denominator(Tensor v, UpdateCount count) {
        double correction = 1 - Math.pow(s.secondDecay(), count.sinceReset() + 1.0);
        return v.mul(1 / correction).sqrtInPlace().addInPlace(s.epsilon());
    }

    private double firstCorrection(UpdateCount count) {
        return 1 - Math.pow(firstDecay(count.run()), count.sinceReset() + 1.0);
    }

    private double firstDecay(long run) {
        return run < s.switchStep() ? s.fastDecay() : s.firstDecay();
    }

    private double weight(UpdateCount count) {
        return count.run() < s.switchStep() ? 1 : s.momentumWeight();
    }
}
