package org.longhaul.training.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.tensor.Tensor;

/**
 * Quasi-hyperbolic ADOPT with one or several slow momenta of the normalised gradient.
 *
 * <pre>
 *   first step:  v = g^2, nothing else
 *   n = g / max(sqrt(v), eps)            optionally clipped to [-t^0.25, t^0.25]
 *   u_j = b_j u_j + (1 - b_j) n                                          j = 1..N
 *   x = (1 - eta wd) x - eta [(1 - sum_j w_j) n + sum_j w_j u_j]
 *   v = b2 v + (1 - b2) g^2
 * </pre>
 *
 * <p>The source trains its first 2048 steps with one fast momentum of weight 1; {@code switchStep} does that.
 */
public final class QhAdopt implements Optimizer {
    /** Settings of {@code qh-adopt}. */
    public record Settings(
            @JsonPropertyDescription("peak learning rate eta") double learningRate,
            @JsonProperty(defaultValue = "[0.98]")
                    @JsonPropertyDescription(
                            "weight w_j of each slow momentum; the normalised gradient has the rest of 1")
                    List<Double> momentumWeights,
            @JsonProperty(defaultValue = "[0.999]") @JsonPropertyDescription("decay b_j of each slow momentum")
                    List<Double> firstDecays,
            @JsonProperty(defaultValue = "0.9999") @JsonPropertyDescription("decay b2 of the second moment")
                    double secondDecay,
            @JsonProperty(defaultValue = "1e-6") @JsonPropertyDescription("eps, smallest denominator") double epsilon,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("decoupled weight decay wd") double weightDecay,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription("limit the normalised gradient's elements to t^0.25")
                    boolean clip,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription(
                            "first step of the run with the slow momenta; before it, one fast momentum of weight 1")
                    long switchStep,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("decay of the fast momentum before the switch")
                    double fastDecay,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("factor on the learning rate from the switch on")
                    double learningRateScale) {
        public Settings {
            Require.positive("learningRate", learningRate, 1e30);
            momentumWeights = List.copyOf(momentumWeights);
            firstDecays = List.copyOf(firstDecays);
            Momenta.requireFit(momentumWeights, firstDecays);
            Require.decay("secondDecay", secondDecay);
            Require.step("switchStep", switchStep);
            Require.decay("fastDecay", fastDecay);
            Require.positive("learningRateScale", learningRateScale, 1e30);
            Require.positive("epsilon", epsilon, 1e30);
            Require.notNegative("weightDecay", weightDecay, 1e30);
        }
    }

    /** Makes {@link QhAdopt}. */
    @SuppressWarnings("rawtypes")
    @AutoService(OptimizerFactory.class)
    @Provides(
            id = "qh-adopt",
            description = "Quasi-hyperbolic ADOPT: mixes the normalised gradient with one or several slow momenta.",
            source = "Iacob et al., \"MT-DAO\", arXiv 2510.05361 (MT-DAO-ADOPT), on ADOPT, arXiv 2411.02853.")
    public static final class Factory implements OptimizerFactory<Settings> {
        @Override
        public Optimizer create(Settings settings) {
            return new QhAdopt(settings, true);
        }
    }

    private final Settings settings;
    private final Momenta momenta;
    private final boolean mixes;

    private QhAdopt(Settings settings, boolean mixes) {
        this.settings = settings;
        this.mixes = mixes;
        momenta = new Momenta(
                settings.momentumWeights(), settings.firstDecays(), settings.switchStep(), settings.fastDecay());
    }

    /** With one momentum of weight 1, which is no mixture: Adopt. */
    static Optimizer ofOneMomentum(Settings settings) {
        return new QhAdopt(settings, false);
    }

    @Override
    public Optimizer decayedBy(double factor) {
        return new QhAdopt(
                new Settings(
                        settings.learningRate(),
                        settings.momentumWeights(),
                        settings.firstDecays(),
                        settings.secondDecay(),
                        settings.epsilon(),
                        settings.weightDecay() * factor,
                        settings.clip(),
                        settings.switchStep(),
                        settings.fastDecay(),
                        settings.learningRateScale()),
                mixes);
    }

    @Override
    public List<StateSpec> states() {
        return momenta.states();
    }

    @Override
    public boolean isQuasiHyperbolic() {
        return mixes;
    }

    @Override
    public double learningRate() {
        return settings.learningRate();
    }

    @Override
    public void update(Tensor x, Tensor g, List<Tensor> states, UpdateCount count, double scheduled) {
        double learningRate =
                count.run() < settings.switchStep() ? scheduled : scheduled * settings.learningRateScale();
        Tensor v = states.get(momenta.count());
        if (count.sinceReset() == 0) {
            v.addcmulInPlace(g, g, 1);
            return;
        }
        Tensor n = normalise(g, v, settings.epsilon(), settings.clip(), count.sinceReset());
        momenta.average(states, n, count.run());
        if (settings.weightDecay() > 0) {
            x.mulInPlace(1 - learningRate * settings.weightDecay());
        }
        if (mixes) {
            x.addInPlace(n, -learningRate * momenta.gradientWeight(count.run()));
        }
        for (int j = 0; j < momenta.count(); j++) {
            x.addInPlace(states.get(j), -learningRate * momenta.weight(j, count.run()));
        }
        v.mulInPlace(settings.secondDecay()).addcmulInPlace(g, g, 1 - settings.secondDecay());
    }

    /** g / max(sqrt(v), eps), optionally clipped; leaves g and v alone. */
    private static Tensor normalise(Tensor g, Tensor v, double epsilon, boolean clip, long step) {
        Tensor n = v.sqrt().clampMinInPlace(epsilon);
        n.assignQuotient(g, n);
        if (clip) {
            double limit = Math.pow((double) step, 0.25);
            n.clampInPlace(-limit, limit);
        }
        return n;
    }
}
