package org.longhaul.training.weighting;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * Each sample counts for how many of the anchors' tokens it has, by BM25:
 *
 * <pre>
 *   s(x) = mean over v of sum_t f(t, v) idf(t) f(t, x) (k1 + 1) / (f(t, x) + k1),   w = sigmoid((s - mean) / deviation / tau)
 * </pre>
 *
 * <p>Sequences are documents and anchors are queries; all are equally long, so that length makes no difference. Frequencies of
 * documents, mean and deviation are those of all that the worker trains on. Scores are made of counts, need no model and no message,
 * and take no time here.
 *
 * <p>Source: "ADAPT-BM25", arXiv 2605.05227; BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009. That
 * scores are standardised before the sigmoid is ours: the source's rescaling could not be read.
 */
@SuppressWarnings("rawtypes")
@AutoService(SampleWeightingFactory.class)
@Provides(
        id = "adapt-bm25",
        description = "Each sample counts for how many of the anchors' tokens it has, by BM25, standardised.",
        source = "ADAPT-BM25, arXiv 2605.05227; standardising is ours")
public final class Bm25Weighting implements SampleWeightingFactory<Bm25Weighting.Settings> {
    private static final long FIGURES_EVERY = 50;
    private static final int ROWS_AT_A_TIME = 256;

    /** Settings of {@code adapt-bm25}. */
    public record Settings(
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("tau: the smaller, the further weights lie apart")
                    double temperature,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("least weight; ours") double least,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("most weight; ours") double most,
            @JsonProperty(defaultValue = "1.2") @JsonPropertyDescription("k1: how soon more of a token says no more")
                    double saturation,
            @JsonProperty(defaultValue = "100") @JsonPropertyDescription("number of anchors") int anchors,
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription("domains that anchors are drawn from; empty for all")
                    List<String> anchorDomains,
            @JsonProperty(defaultValue = "batch")
                    @JsonPropertyDescription(
                            "what weighted losses are divided by: batch (the number of samples) or sum (of the weights); ours")
                    Normaliser normaliser,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription("whether the mean weight of each domain is told, beside that of all")
                    boolean byDomain) {
        public Settings {
            new Gate(temperature, 1e-8, least, most);
            Require.positive("saturation", saturation, 1e6);
            Require.count("anchors", anchors, Integer.MAX_VALUE);
            anchorDomains = List.copyOf(anchorDomains);
        }
    }

    @Override
    public SampleWeighting create(Settings settings, Samples samples) {
        int[] anchors =
                new AnchorChoice(settings.anchors(), settings.anchorDomains()).rows(samples.rows(), samples.seed());
        return new Bm25(settings, samples.rows(), anchors);
    }

    @Override
    public List<String> namedDomains(Settings settings) {
        return settings.anchorDomains();
    }

    @Override
    public List<RoundFigure> figures(Settings settings, List<String> domains) {
        return WeightFigures.of(settings.byDomain() ? domains : List.of());
    }

    /** What a worker knows of its own sequences: follows from the data alone. */
    private static final class Terms {
        private final double[] weights;
        private final double mean;
        private final double deviation;

        Terms(double[] weights, double mean, double deviation) {
            this.weights = weights;
            this.mean = mean;
            this.deviation = deviation;
        }
    }

    private static final class Bm25 implements SampleWeighting {
        private final Settings settings;
        private final RowPool pool;
        private final double[] queries;
        private final Gate gate;
        private final Map<Integer, Terms> byWorker = new ConcurrentHashMap<>();

        Bm25(Settings settings, RowPool pool, int[] anchors) {
            this.settings = settings;
            this.pool = pool;
            gate = new Gate(settings.temperature(), 1e-8, settings.least(), settings.most());
            queries = new double[pool.vocabulary()];
            TensorScope.run(() -> {
                for (int[] counts : counts(pool.anchors(anchors, Device.CPU))) {
                    for (int term = 0; term < counts.length; term++) {
                        queries[term] += (double) counts[term] / anchors.length;
                    }
                }
            });
        }

        private int[][] counts(Batch batch) {
            long[] tokens = batch.inputs().toLongs();
            int rows = batch.rows();
            int length = tokens.length / rows;
            int[][] counts = new int[rows][queries.length];
            for (int i = 0; i < tokens.length; i++) {
                counts[i / length][(int) tokens[i]]++;
            }
            return counts;
        }

        private double score(int[] counts, double[] weights) {
            double sum = 0;
            for (int term = 0; term < counts.length; term++) {
                if (counts[term] > 0) {
                    sum += weights[term]
                            * counts[term]
                            * (settings.saturation() + 1)
                            / (counts[term] + settings.saturation());
                }
            }
            return sum;
        }

        private Terms terms(int worker) {
            int[] documents = new int[queries.length];
            eachRow(worker, counts -> {
                for (int term = 0; term < documents.length; term++) {
                    documents[term] += counts[term] > 0 ? 1 : 0;
                }
            });
            int rows = pool.trainingRows(worker);
            double[] weights = new double[queries.length];
            for (int term = 0; term < weights.length; term++) {
                weights[term] = queries[term] * Math.log(1 + (rows - documents[term] + 0.5) / (documents[term] + 0.5));
            }
            double[] sums = new double[2];
            eachRow(worker, counts -> {
                double score = score(counts, weights);
                sums[0] += score;
                sums[1] += score * score;
            });
            double mean = sums[0] / rows;
            return new Terms(weights, mean, Math.sqrt(Math.max(0, sums[1] / rows - mean * mean)));
        }

        /** The counts of a worker's rows one after the other: those of all together would fill the memory. */
        private void eachRow(int worker, Consumer<int[]> use) {
            int rows = pool.trainingRows(worker);
            for (int from = 0; from < rows; from += ROWS_AT_A_TIME) {
                int[] some = IntStream.range(from, Math.min(rows, from + ROWS_AT_A_TIME))
                        .toArray();
                TensorScope.run(() -> {
                    for (int[] counts : counts(pool.training(worker, some, Device.CPU))) {
                        use.accept(counts);
                    }
                });
            }
        }

        @Override
        public long period() {
            return FIGURES_EVERY;
        }

        @Override
        public Tensor weights(WeighedWorker worker, Batch batch, Tensor hidden, Tensor losses) {
            Terms terms = byWorker.computeIfAbsent(worker.rank(), this::terms);
            int[][] counts = counts(batch);
            double[] scores = new double[counts.length];
            for (int i = 0; i < scores.length; i++) {
                double apart = score(counts[i], terms.weights) - terms.mean;
                scores[i] = terms.deviation == 0 ? 0 : apart / terms.deviation;
            }
            return gate.weights(
                    Tensors.of(losses.device(), scores, scores.length).to(losses.dtype()));
        }

        @Override
        public boolean tellsDomains() {
            return settings.byDomain();
        }

        @Override
        public Normaliser normaliser() {
            return settings.normaliser();
        }
    }
}
