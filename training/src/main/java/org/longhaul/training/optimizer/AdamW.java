package org.longhaul.training.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Require;
import org.longhaul.training.tensor.Tensor;

/**
 * Adam with decoupled weight decay, in PyTorch's form.
 *
 * <pre>
 *   x = (1 - eta wd) x
 *   u = b1 u + (1 - b1) g
 *   v = b2 v + (1 - b2) g^2
 *   x = x - eta (u / (1 - b1^(t+1))) / (sqrt(v) / sqrt(1 - b2^(t+1)) + eps)
 * </pre>
 */
public final class AdamW implements Optimizer {
    /** Settings of {@code adamw}. */
    public record Settings(
            @JsonPropertyDescription("peak learning rate eta") double learningRate,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("decay b1 of the first moment")
                    double firstDecay,
            @JsonProperty(defaultValue = "0.95") @JsonPropertyDescription("decay b2 of the second moment")
                    double secondDecay,
            @JsonProperty(defaultValue = "1e-8") @JsonPropertyDescription("eps, added to the denominator")
                    double epsilon,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("decoupled weight decay wd")
                    double weightDecay) {
        public Settings {
            Require.positive("learningRate", learningRate, 1e30);
            Require.decay("firstDecay", firstDecay);
            Require.decay("secondDecay", secondDecay);
            Require.positive("epsilon", epsilon, 1e30);
            Require.notNegative("weightDecay", weightDecay, 1e30);
        }
    }

    /** Makes {@link AdamW}. */
    @SuppressWarnings("rawtypes")
    @AutoService(OptimizerFactory.class)
    public static final class Factory implements OptimizerFactory<Settings> {
        @Override
        public String id() {
            return "adamw";
        }

        @Override
        public String description() {
            return "Adam with decoupled weight decay.";
        }

        @Override
        public String source() {
            return "Loshchilov and Hutter, \"Decoupled Weight Decay Regularization\", arXiv 1711.05101, Algorithm 2, "
                    + "in the form of torch.optim.AdamW.";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public Optimizer create(Settings settings) {
            return new AdamW(settings);
        }
    }

    private final Settings settings;

    private AdamW(Settings settings) {
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
        double b1 = settings.firstDecay();
        double b2 = settings.secondDecay();
        if (settings.weightDecay() > 0) {
            x.mulInPlace(1 - learningRate * settings.weightDecay());
        }
        u.lerpInPlace(g, 1 - b1);
        v.mulInPlace(b2).addcmulInPlace(g, g, 1 - b2);
        // Both corrections moved out of the vectors: sqrt(v) / c + eps = (sqrt(v) + c eps) / c.
        double first = 1 - Math.pow(b1, count.sinceReset() + 1.0);
        double second = Math.sqrt(1 - Math.pow(b2, count.sinceReset() + 1.0));
        Tensor denominator = g.assignSqrt(v).addInPlace(settings.epsilon() * second);
        x.addcdivInPlace(u, denominator, -learningRate * second / first);
    }
}
