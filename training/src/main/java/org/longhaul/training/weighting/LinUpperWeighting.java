package org.longhaul.training.weighting;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;

/**
 * Samples count the more, the higher their loss is within the batch, up to a bound that keeps outliers from dominating:
 *
 * <pre>
 *   l' = 2 (l - min) / (max - min) - 1,   w = B softmax(min(l', upper))
 * </pre>
 *
 * <p>The mean weight of a batch is 1. Where gradients are accumulated the batch is the micro-batch.
 *
 * <p>Source: "LinUpper", a baseline of ADAPT, arXiv 2605.05227; its formula is from memory and of medium confidence, and where the
 * bound lies is ours.
 */
@SuppressWarnings("rawtypes")
@AutoService(SampleWeightingFactory.class)
@Provides(
        id = "linupper",
        description = "Samples count by their loss within the batch, up to a bound.",
        source = "LinUpper, a baseline of ADAPT, arXiv 2605.05227; formula of medium confidence, the bound is ours")
public final class LinUpperWeighting implements SampleWeightingFactory<LinUpperWeighting.Settings> {
    private static final long FIGURES_EVERY = 50;
    private static final double NARROWEST = 1e-12;

    /** Settings of {@code linupper}. */
    public record Settings(
            @JsonProperty(defaultValue = "0.5")
                    @JsonPropertyDescription("bound of losses that are scaled to [-1, 1]; ours")
                    double upper,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription("whether the mean weight of each domain is told, beside that of all")
                    boolean byDomain) {
        public Settings {
            if (!(upper >= -1 && upper <= 1)) {
                throw new IllegalArgumentException("upper (" + upper + ") must lie in [-1, 1].");
            }
        }
    }

    @Override
    public SampleWeighting create(Settings settings, Samples samples) {
        return new LinUpper(settings.upper(), settings.byDomain());
    }

    @Override
    public List<RoundFigure> figures(Settings settings, List<String> domains) {
        return WeightFigures.of(settings.byDomain() ? domains : List.of());
    }

    /** By the losses of a batch. */
    private record LinUpper(double upper, boolean tellsDomains) implements SampleWeighting {
        @Override
        public long period() {
            return FIGURES_EVERY;
        }

        @Override
        public Tensor weights(WeighedWorker worker, Batch batch, Tensor hidden, Tensor losses) {
            double least = -losses.neg().max().item();
            double most = losses.max().item();
            Tensor scaled = losses.add(-least)
                    .mul(2 / Math.max(NARROWEST, most - least))
                    .add(-1);
            return Functional.softmax(scaled.clamp(-1, upper), 0).mul((double) losses.size(0));
        }
    }
}
