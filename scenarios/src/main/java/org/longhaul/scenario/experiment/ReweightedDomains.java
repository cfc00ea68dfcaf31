package org.longhaul.scenario.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.StepResult;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.data.GeneratedDomains;
import org.longhaul.training.data.TokenDocuments;
import org.longhaul.training.data.Tokenizer;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.weighting.SampleWeightingFactory;
import org.longhaul.training.weighting.WeightFigures;

/**
 * A transformer trained by one worker on six generated domains and noise, whose samples are weighted; what is judged is the loss on
 * domains 0 and 1, which anchors are usually of, on the two other common ones, and on the two rare ones.
 *
 * <pre>
 *   anchor-loss, common-loss, rare-loss      nats per token of held-out sequences
 *   first-weight, last-weight                mean weight of samples of domains 0 and 1 in the first and the last period told
 *   first-noise-weight, last-noise-weight    the same of noise
 * </pre>
 *
 * <p>Weights are 1 where samples all count the same.
 */
@SuppressWarnings("rawtypes")
@AutoService(Experiment.class)
@Provides(
        id = "reweighted-domains",
        description =
                "Losses by domain, and weights of text and of noise, of a transformer whose samples are weighted.",
        source = "after ADAPT, arXiv 2605.05227; data and sizes are ours")
public final class ReweightedDomains implements Experiment<ReweightedDomains.Settings> {
    private static final List<Double> SHARES = List.of(0.12, 0.12, 0.16, 0.16, 0.02, 0.02);
    private static final String NOISE = "noise";
    private static final int ANCHOR_DOMAINS = 2;
    private static final int COMMON_DOMAINS = 4;

    /** What is trained; see the annotations. */
    public record Settings(
            @JsonPropertyDescription("what samples count for") Selection<SampleWeightingFactory<?>> weighting,
            @JsonProperty(defaultValue = "600") @JsonPropertyDescription("steps") long steps,
            @JsonProperty(defaultValue = "6000") @JsonPropertyDescription("sequences in all") int sequences,
            @JsonProperty(defaultValue = "48") @JsonPropertyDescription("tokens of a sequence") int length,
            @JsonProperty(defaultValue = "64") @JsonPropertyDescription("token values") int vocabulary,
            @JsonProperty(defaultValue = "32") @JsonPropertyDescription("width of the transformer of two blocks")
                    int width,
            @JsonProperty(defaultValue = "16") @JsonPropertyDescription("sequences of a batch") int batch,
            @JsonProperty(defaultValue = "0.004") @JsonPropertyDescription("learning rate of AdamW")
                    double learningRate) {
        public Settings {
            Require.atLeast("steps", steps, 2);
            Require.positive("learningRate", learningRate, 1);
            List<RoundFigure> told = WeightFigures.told(weighting.factory(), weighting.settings(), List.of(NOISE));
            if (told.contains(WeightFigures.WEIGHT) && !told.containsAll(WeightFigures.ofDomains(List.of(NOISE)))) {
                throw new IllegalArgumentException("weighting (" + weighting.id()
                        + ") does not tell the weights of text and noise apart, which are figures of this experiment;"
                        + " allowed: byDomain: true.");
            }
        }
    }

    @Override
    public long steps(Settings settings) {
        return settings.steps();
    }

    @Override
    public Map<String, Double> figures(Settings s, long seed, LongConsumer stepped) {
        GeneratedDomains.Settings generated =
                new GeneratedDomains.Settings(s.sequences(), s.length(), s.vocabulary(), SHARES, 0.45, 0.45, seed);
        TokenDocuments corpus =
                TokenDocuments.read(new GeneratedDomains.Factory().create(generated), Tokenizer.of("bytes"));
        CorpusBatches batches = new CorpusBatches(
                corpus, new IidPartitioner(), 1, new CorpusBatches.Shape(s.batch(), s.length(), null), seed);
        Transformer model = new Transformer(
                new Transformer.Settings(
                        2,
                        s.width(),
                        4,
                        2 * s.width(),
                        Transformer.Activation.SWIGLU,
                        10_000,
                        true,
                        false,
                        0.02,
                        false,
                        1e-5),
                new ModelContext(s.vocabulary(), s.length(), 1));
        Map<String, Double> figures = new LinkedHashMap<>();
        Map<String, Double> first = new LinkedHashMap<>();
        Map<String, Double> last = new LinkedHashMap<>();
        ObservedMethod.Watcher losses = (done, replicas) -> {
            if (done == s.steps()) {
                figures.putAll(losses(model, replicas, batches.rowPool()));
            }
        };
        Ddp.Factory ddp = new Ddp.Factory();
        AdamW adamw = new AdamW();
        try (TrainingSession session = TrainingSession.builder()
                .model(model)
                .batches(batches)
                .method(new ObservedMethod<>(ddp, losses), new Ddp.Settings(null))
                .optimizer(adamw, new AdamW.Settings(s.learningRate(), 0.9, 0.95, 1e-8, 0))
                .weighting(s.weighting().factory(), s.weighting().settings())
                .workers(1)
                .steps(s.steps())
                .seed(seed)
                .build()) {
            for (long step = 1; step <= s.steps(); step++) {
                StepResult result = session.step();
                if (result.diverged()) {
                    throw new IllegalStateException("the training diverged after step " + step);
                }
                if (step == s.steps()) {
                    session.finish();
                }
                session.takeFigures().ofRound().forEach((id, value) -> {
                    first.putIfAbsent(id, value);
                    last.put(id, value);
                });
                stepped.accept(step);
            }
        }
        figures.put("first-weight", text(first));
        figures.put("last-weight", text(last));
        figures.put("first-noise-weight", first.getOrDefault("weight-of-noise", 1.0));
        figures.put("last-noise-weight", last.getOrDefault("weight-of-noise", 1.0));
        return ImmutableMap.copyOf(figures);
    }

    /** The two domains have equal shares. */
    private static double text(Map<String, Double> weights) {
        return (weights.getOrDefault("weight-of-domain0", 1.0) + weights.getOrDefault("weight-of-domain1", 1.0))
                / ANCHOR_DOMAINS;
    }

    private static Map<String, Double> losses(Transformer model, Replicas replicas, RowPool pool) {
        Tensor[] parameters = replicas.layout().views(replicas.parameters().of(0));
        return ImmutableMap.of(
                "anchor-loss",
                loss(model, parameters, pool, domain -> domain < ANCHOR_DOMAINS),
                "common-loss",
                loss(model, parameters, pool, domain -> domain >= ANCHOR_DOMAINS && domain < COMMON_DOMAINS),
                "rare-loss",
                loss(model, parameters, pool, domain -> domain >= COMMON_DOMAINS && domain < SHARES.size()));
    }

    private static double loss(Transformer model, Tensor[] parameters, RowPool pool, IntPredicate domains) {
        int[] domainOf = pool.domainsOfValidation();
        int[] rows = IntStream.range(0, domainOf.length)
                .filter(row -> domains.test(domainOf[row]))
                .toArray();
        if (rows.length == 0) {
            throw new IllegalArgumentException("sequences are too few: of some domains none is held out.");
        }
        double[] sum = new double[1];
        for (int from = 0; from < rows.length; from += pool.batchRows()) {
            int[] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + pool.batchRows()));
            TensorScope.run(() -> Autograd.withoutGradients(() -> sum[0] += some.length
                    * model.loss(parameters, pool.validation(some, Device.CPU)).item()));
        }
        return sum[0] / rows.length;
    }
}
