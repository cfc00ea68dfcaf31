package org.longhaul.training.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

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
 *
 * <p>It is {@link QhAdopt} with all the weight on one momentum.
 */
@SuppressWarnings("rawtypes")
@AutoService(OptimizerFactory.class)
@Provides(
        id = "adopt",
        description = "ADOPT: Adam that normalises by earlier steps' second moment before it averages.",
        source = "Taniguchi et al., \"ADOPT: Modified Adam Can Converge with Any beta2 with the Optimal Rate\", "
                + "arXiv 2411.02853, Algorithm 2; as in DES-LOC, arXiv 2505.22549, Algorithm 3.")
public final class Adopt implements OptimizerFactory<Adopt.Settings> {
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

    @Override
    public Optimizer create(Settings s) {
        return QhAdopt.ofOneMomentum(new QhAdopt.Settings(
                s.learningRate(),
                List.of(1.0),
                List.of(s.firstDecay()),
                s.secondDecay(),
                s.epsilon(),
                s.weightDecay(),
                s.clip(),
                0,
                0,
                1));
    }
}
