package org.longhaul.scenario.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.data.GeneratedDomains;
import org.longhaul.training.data.TokenDocuments;
import org.longhaul.training.data.Tokenizer;
import org.longhaul.training.method.round.DiLoCo;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.partition.StatedDomains;
import org.longhaul.training.replica.RoundFigures;
import org.longhaul.training.weighting.SampleWeightingFactory;
import org.longhaul.training.weighting.WeightFigures;

/**
 * Four sites train a transformer in rounds of 20 local steps, whose results are averaged. Three have sequences of two generated
 * domains, the last has noise.
 *
 * <pre>
 *   noisy-norm, clean-norm       length of the pseudo-gradient of the site with noise, and mean of the others', in the last half
 *   first-noisy-weight           mean weight of its samples in the first period told
 *   last-noisy-weight            mean of it over the second half of the training
 *   last-clean-weight            the same of the others'
 * </pre>
 */
@SuppressWarnings("rawtypes")
@AutoService(Experiment.class)
@Provides(
        id = "noisy-site",
        description = "Pseudo-gradients and weights of a site with noise among three with text.",
        source = "after ADAPT, arXiv 2605.05227; sites are ours")
public final class NoisySite implements Experiment<NoisySite.Settings> {
    private static final int SITES = 4;
    private static final int NOISY = 3;
    private static final int LENGTH = 32;
    private static final int VOCABULARY = 32;
    private static final long PERIOD = 20;
    private static final List<String> TEXT = List.of("domain0", "domain1");

    /** What is trained; see the annotations. */
    public record Settings(
            @JsonPropertyDescription("what samples count for; uniform with figures to compare with")
                    Selection<SampleWeightingFactory<?>> weighting,
            @JsonPropertyDescription("optimizer of the sites") Selection<OptimizerFactory<?>> optimizer,
            @JsonProperty(defaultValue = "160") @JsonPropertyDescription("steps of each site, whole rounds of 20")
                    long steps) {
        public Settings {
            Require.atLeast("steps", steps, 2 * PERIOD);
            if (steps % PERIOD != 0) {
                throw new IllegalArgumentException("steps (" + steps + ") must be a multiple of " + PERIOD + ".");
            }
            if (WeightFigures.told(weighting.factory(), weighting.settings(), TEXT)
                    .isEmpty()) {
                throw new IllegalArgumentException("weighting (" + weighting.id()
                        + ") tells no lengths of pseudo-gradients, which are figures of this experiment; allowed: one that"
                        + " weighs or selects, or uniform with figures: true.");
            }
        }
    }

    @Override
    public long steps(Settings settings) {
        return settings.steps();
    }

    @Override
    public Map<String, Double> figures(Settings s, long seed, LongConsumer stepped) {
        TokenDocuments corpus = TokenDocuments.read(
                new GeneratedDomains.Factory()
                        .create(new GeneratedDomains.Settings(
                                3200, LENGTH, VOCABULARY, List.of(0.375, 0.375), 0.45, 0.45, seed)),
                Tokenizer.of("bytes"));
        CorpusBatches batches = new CorpusBatches(
                corpus,
                new StatedDomains.Factory()
                        .create(new StatedDomains.Settings(List.of(TEXT, TEXT, TEXT, List.of("noise")))),
                SITES,
                new CorpusBatches.Shape(8, LENGTH, null),
                seed);
        Transformer model = new Transformer(
                new Transformer.Settings(
                        2, 32, 2, 64, Transformer.Activation.SWIGLU, 10_000, true, false, 0.02, false, 1e-5),
                new ModelContext(VOCABULARY, LENGTH, SITES));
        Means means = new Means(s.steps());
        try (TrainingSession session = TrainingSession.builder()
                .model(model)
                .batches(batches)
                .method(new DiLoCo(), new DiLoCo.Settings(PERIOD, 1, 0, RoundState.KEEP, null))
                .optimizer(s.optimizer().factory(), s.optimizer().settings())
                .weighting(s.weighting().factory(), s.weighting().settings())
                .workers(SITES)
                .steps(s.steps())
                .seed(seed)
                .build()) {
            for (long step = 1; step <= s.steps(); step++) {
                if (session.step().diverged()) {
                    throw new IllegalStateException("the training diverged after step " + step);
                }
                if (step == s.steps()) {
                    session.finish();
                }
                means.add(step, session.takeFigures());
                stepped.accept(step);
            }
        }
        return means.figures();
    }

    /** Means over the second half of a training. */
    private static final class Means {
        private final long steps;
        private final Sum noisyNorm = new Sum();
        private final Sum cleanNorm = new Sum();
        private final Sum noisyWeight = new Sum();
        private final Sum cleanWeight = new Sum();
        private double firstNoisyWeight = Double.NaN;

        Means(long steps) {
            this.steps = steps;
        }

        void add(long step, RoundFigures.Told told) {
            boolean isLate = 2 * step > steps;
            told.ofClients().forEach((site, values) -> {
                Double norm = values.get("pseudo-gradient-norm");
                Double weight = values.get("weight");
                if (norm != null && isLate) {
                    (site == NOISY ? noisyNorm : cleanNorm).add(norm);
                }
                if (weight != null && isLate) {
                    (site == NOISY ? noisyWeight : cleanWeight).add(weight);
                }
                if (weight != null && site == NOISY && Double.isNaN(firstNoisyWeight)) {
                    firstNoisyWeight = weight;
                }
            });
        }

        Map<String, Double> figures() {
            return ImmutableMap.of(
                    "noisy-norm",
                    noisyNorm.mean(),
                    "clean-norm",
                    cleanNorm.mean(),
                    "first-noisy-weight",
                    Double.isNaN(firstNoisyWeight) ? 1 : firstNoisyWeight,
                    "last-noisy-weight",
                    noisyWeight.mean(),
                    "last-clean-weight",
                    cleanWeight.mean());
        }
    }

    /** A mean; 1 of nothing, as of samples that all count the same. */
    private static final class Sum {
        private double sum;
        private int count;

        void add(double value) {
            sum += value;
            count++;
        }

        double mean() {
            return count == 0 ? 1 : sum / count;
        }
    }
}
