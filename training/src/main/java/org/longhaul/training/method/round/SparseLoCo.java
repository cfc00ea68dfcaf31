package org.longhaul.training.method.round;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.ChunkTopK;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.server.ServerDescent;

/**
 * SparseLoCo: local steps, then the largest elements of each chunk of what the worker's pseudo-gradients came to, in 2 bits;
 * error feedback takes the place of outer momentum.
 *
 * <pre>
 *   e_m = beta e_m + (theta - x_m)
 *   d_m = quantized(the k largest of e_m in each chunk);  e_m = e_m - d_m
 *   theta = theta - alpha mean_m(d_m)
 * </pre>
 *
 * <p><b>Cost.</b> Every worker sends k of each chunk, places included, to all others every H steps.
 *
 * <p><b>Differs from the source.</b> Places take whole bytes, and the levels of two bits are this program's, {@code two-bit}.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "sparseloco",
        description = "Local steps, then the largest elements of the pseudo-gradients with decaying error feedback.",
        source =
                "Sarfi et al., \"Communication Efficient LLM Pre-training with SparseLoCo\", arXiv 2508.15706, Algorithm 1.")
public final class SparseLoCo implements RoundPreset<SparseLoCo.Settings> {
    /** Settings of {@code sparseloco}. */
    public record Settings(
            @JsonProperty(defaultValue = "30") @JsonPropertyDescription("inner steps H of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("outer learning rate alpha")
                    double outerLearningRate,
            @JsonProperty(defaultValue = "0.95")
                    @JsonPropertyDescription("decay beta of what a worker still owes, from round to round")
                    double errorDecay,
            @JsonProperty(defaultValue = "64")
                    @JsonPropertyDescription("most rows and columns of a chunk, which divides the matrix evenly")
                    long side,
            @JsonProperty(defaultValue = "64") @JsonPropertyDescription("elements k of a chunk that are sent")
                    long count,
            @JsonProperty(defaultValue = "two-bit") @JsonPropertyDescription("codec of these elements") Codec values) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.positive("outerLearningRate", outerLearningRate, 1e9);
            Require.share("errorDecay", errorDecay);
            new ChunkTopK(side, count, 2, values);
        }

        private Codec format() {
            return new ChunkTopK(side, count, 2, values);
        }
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("adamw");
    }

    @Override
    public Map<String, Codec> ownFormats(Settings settings) {
        return Map.of("pseudo-gradient", settings.format());
    }

    @Override
    public Round round(Settings s) {
        return Round.every(s.parameterPeriod())
                .format(s.format())
                .errorFeedback(s.errorDecay())
                .server(new ServerDescent(s.outerLearningRate()))
                .build();
    }
}
