package org.longhaul.training.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Require;
import org.longhaul.training.tensor.Tensor;

/**
 * ADOPT: the gradient is normalised by the second moment of earlier steps only, then averaged.
 *
 * <pre>
 *   first step:  v = g^2, nothing else
 *   n = g / max(sqrt(v), eps)            optionally clipped to [-t^0.25, t^0.25]
 *   u = b1 u + (1 - b1) n
 *   x = (1 - eta wd) x - eta u
 *   v = b2 v + (1 - b2) g^2
 * </pre>
 */
public final class Adopt implements Optimizer {
    /** Settings of {@code adopt}. */
    public record Settings(
            @JsonPropertyDescription("peak learning rate eta") double learningRate,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("decay b1 of the first moment")
                    double firstDecay,
            @JsonProperty(defaultValue = "0.9999") @JsonPropertyDescription("decay b2 of the second moment")
                    double secondDecay,
            @JsonProperty(defaultValue = "1e-6") @JsonPropertyDescription("eps, smallest denominator") double epsilon,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("decoupled weight decay wd") double weightDecay,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription("limit the normalised gradient's elements to t^0.25")
                    boolean clip) {
        public Settings {
            Require.positive("learningRate", learningRate, 1e30);
            Require.decay("firstDecay", firstDecay);
            Require.decay("secondDecay", secondDecay);
            Require.positive("epsilon", epsilon, 1e30);
            Require.notNegative("weightDecay", weightDecay, 1e30);
        }
    }

    /** Makes {@link Adopt}. */
    @SuppressWarnings("rawtypes")
    @AutoService(OptimizerFactory.class)
    public static final class Factory implements OptimizerFactory<Settings> {
        @Override
        public String id() {
            return "adopt";
        }

        @Override
        public String description() {
            return "ADOPT: Adam that normalises by earlier steps' second moment before it averages.";
        }

        @Override
        public String source() {
            return "Taniguchi et al., \"ADOPT: Modified Adam Can Converge with Any beta2 with the Optimal Rate\", "
                    + "arXiv 2411.02853, Algorithm 2; as in DES-LOC, arXiv 2505.22549, Algorithm 3.";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public Optimizer create(Settings settings) {
            return new Adopt(settings);
        }
    }

    private final Settings settings;

    private Adopt(Settings settings) {
        this.settings = settings;
    }

    @Override
    public List<StateSpec> states() {
        return List.of(StateSpec.firstMoment(), StateSpec.secondMoment());
    }

    @Override
    public double learningRate() {
        return settings.learningRate();
    }

    @Override
    public void update(Tensor x, Tensor g, List<Tensor> states, UpdateCount count, double learningRate) {
        Tensor u = states.get(0);
        Tensor v = states.get(1);
        if (count.sinceReset() == 0) {
            v.addcmulInPlace(g, g, 1);
            return;
        }
        Tensor n = normalise(g, v, settings.epsilon(), settings.clip(), count.sinceReset());
        u.lerpInPlace(n, 1 - settings.firstDecay());
        if (settings.weightDecay() > 0) {
            x.mulInPlace(1 - learningRate * settings.weightDecay());
        }
        x.addInPlace(u, -learningRate);
        v.mulInPlace(settings.secondDecay()).addcmulInPlace(g, g, 1 - settings.secondDecay());
    }

    /** g / max(sqrt(v), eps), optionally clipped; leaves g and v alone. */
    static Tensor normalise(Tensor g, Tensor v, double epsilon, boolean clip, long step) {
        Tensor n = v.sqrt().clampMinInPlace(epsilon);
        n.assignQuotient(g, n);
        if (clip) {
            double limit = Math.pow((double) step, 0.25);
            n.clampInPlace(-limit, limit);
        }
        return n;
    }
}
