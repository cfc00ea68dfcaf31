package org.longhaul.training.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.tensor.Tensor;

/**
 * Quasi-hyperbolic AdamW with one or several slow momenta: the step mixes the present gradient with each of them.
 *
 * <pre>
 *   u_j = b_j u_j + (1 - b_j) g                                          j = 1..N
 *   v = b2 v + (1 - b2) g^2
 *   x = (1 - eta wd) x - eta [(1 - sum_j w_j) g + sum_j w_j u_j / (1 - b_j^(t+1))]
 *                              / (sqrt(v) / sqrt(1 - b2^(t+1)) + eps)
 * </pre>
 *
 * <p>The source trains its first 2048 steps with one fast momentum of weight 1; {@code switchStep} does that.
 *
 * <p>Without bias correction the two powers are left out. The raw gradient is never corrected. A weight of 1 on one
 * momentum is AdamW; a weight of 0 is momentum-free.
 *
 * <p><b>Differs from the source.</b> MT-DAO prints the direction without bias correction and its code has it; both are
 * offered, the code's is the default.
 */
public final class QhAdamW implements Optimizer {
    /** Settings of {@code qh-adamw}. */
    public record Settings(
            @JsonPropertyDescription("peak learning rate eta") double learningRate,
            @JsonProperty(defaultValue = "[0.98]")
                    @JsonPropertyDescription("weight w_j of each slow momentum; the gradient has the rest of 1")
                    List<Double> momentumWeights,
            @JsonProperty(defaultValue = "[0.999]") @JsonPropertyDescription("decay b_j of each slow momentum")
                    List<Double> firstDecays,
            @JsonProperty(defaultValue = "0.999") @JsonPropertyDescription("decay b2 of the second moment")
                    double secondDecay,
            @JsonProperty(defaultValue = "1e-8") @JsonPropertyDescription("eps, added to the denominator")
                    double epsilon,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("decoupled weight decay wd") double weightDecay,
            @JsonProperty(defaultValue = "true") @JsonPropertyDescription("bias correction of the moments")
                    boolean biasCorrection,
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

    /** Makes {@link QhAdamW}. */
    @SuppressWarnings("rawtypes")
    @AutoService(OptimizerFactory.class)
    @Provides(
            id = "qh-adamw",
            description = "Quasi-hyperbolic AdamW: mixes the gradient with one or several slow momenta.",
            source =
                    "Iacob et al., \"MT-DAO\", arXiv 2510.05361 (MT-DAO-Adam); Ma and Yarats, \"Quasi-hyperbolic momentum "
                            + "and Adam for deep learning\", arXiv 1810.06801, with nu2 = 1.")
    public static final class Factory implements OptimizerFactory<Settings> {
        @Override
        public Optimizer create(Settings settings) {
            return new QhAdamW(settings, true);
        }
    }

    private final Settings settings;
    private final Momenta momenta;
    private final boolean mixes;

    private QhAdamW(Settings settings, boolean mixes) {
        this.settings = settings;
        this.mixes = mixes;
        momenta = new Momenta(
                settings.momentumWeights(), settings.firstDecays(), settings.switchStep(), settings.fastDecay());
    }

    /** With one momentum of weight 1, which is no mixture: AdamW. */
    static Optimizer ofOneMomentum(Settings settings) {
        return new QhAdamW(settings, false);
    }

    @Override
    public Optimizer decayedBy(double factor) {
        return new QhAdamW(
                new Settings(
                        settings.learningRate(),
                        settings.momentumWeights(),
                        settings.firstDecays(),
                        settings.secondDecay(),
                        settings.epsilon(),
                        settings.weightDecay() * factor,
                        settings.biasCorrection(),
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
        double b2 = settings.secondDecay();
        if (settings.weightDecay() > 0) {
            x.mulInPlace(1 - learningRate * settings.weightDecay());
        }
        momenta.average(states, g, count.run());
        v.mulInPlace(b2).addcmulInPlace(g, g, 1 - b2);
        double second = settings.biasCorrection() ? Math.sqrt(1 - Math.pow(b2, count.sinceReset() + 1.0)) : 1;
        if (!mixes) {
            // The correction of the only momentum is moved out of the vectors too: other bits, fewer operators.
            double first = 1 - Math.pow(momenta.decay(0, count.run()), count.sinceReset() + 1.0);
            Tensor denominator = g.assignSqrt(v).addInPlace(settings.epsilon() * second);
            x.addcdivInPlace(states.get(0), denominator, -learningRate * second / first);
            return;
        }
        g.mulInPlace(momenta.gradientWeight(count.run()));
        for (int j = 0; j < momenta.count(); j++) {
            double first = settings.biasCorrection()
                    ? 1 - Math.pow(momenta.decay(j, count.run()), count.sinceReset() + 1.0)
                    : 1;
            g.addInPlace(states.get(j), momenta.weight(j, count.run()) / first);
        }
        Tensor denominator = v.sqrt().addInPlace(settings.epsilon() * second);
        x.addcdivInPlace(g, denominator, -learningRate * second);
    }
}
