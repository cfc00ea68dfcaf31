package org.longhaul.training.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

/**
 * Adam with decoupled weight decay, in PyTorch's form.
 *
 * <pre>
 *   x = (1 - eta wd) x
 *   u = b1 u + (1 - b1) g
 *   v = b2 v + (1 - b2) g^2
 *   x = x - eta (u / (1 - b1^(t+1))) / (sqrt(v) / sqrt(1 - b2^(t+1)) + eps)
 * </pre>
 *
 * <p>It is {@link QhAdamW} with all the weight on one momentum.
 */
@SuppressWarnings("rawtypes")
@AutoService(OptimizerFactory.class)
@Provides(
        id = "adamw",
        description = "Adam with decoupled weight decay.",
        source = "Loshchilov and Hutter, \"Decoupled Weight Decay Regularization\", arXiv 1711.05101, Algorithm 2, "
                + "in the form of torch.optim.AdamW.")
public final class AdamW implements OptimizerFactory<AdamW.Settings> {
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

    @Override
    public Optimizer create(Settings s) {
        return QhAdamW.ofOneMomentum(new QhAdamW.Settings(
                s.learningRate(),
                List.of(1.0),
                List.of(s.firstDecay()),
                s.secondDecay(),
                s.epsilon(),
                s.weightDecay(),
                true,
                0,
                0,
                1));
    }
}
