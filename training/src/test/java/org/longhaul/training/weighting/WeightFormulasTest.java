package org.longhaul.training.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.data.GeneratedDomains;
import org.longhaul.training.data.TokenDocuments;
import org.longhaul.training.data.Tokenizer;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** What weights are of given states and losses. */
class WeightFormulasTest {
    @Test
    void pooledStatesCountLaterTokensMore() {
        TensorScope.run(() -> {
            Tensor hidden = Tensors.of(Device.CPU, new double[] {1, 0, 0, 1, 6, 6}, 1, 3, 2);
            assertThat(PooledStates.of(hidden).toDoubles()).containsExactly(19.0 / 6, 20.0 / 6);
            Tensor rows = Tensors.of(Device.CPU, new double[] {3, 4, 0, 0}, 2, 2);
            assertThat(PooledStates.normalised(rows).toDoubles()).containsExactly(0.6, 0.8, 0, 0);
        });
    }

    @Test
    void gateIsSigmoidWithinItsBounds() {
        TensorScope.run(() -> {
            Tensor scores = Tensors.of(Device.CPU, new double[] {-1, 0, 1}, 3);
            double[] weights = new Gate(1, 1e-8, 0, 1).weights(scores).toDoubles();
            assertThat(weights[0]).isEqualTo(0.2689414213699951, within(1e-12));
            assertThat(weights[1]).isEqualTo(0.5);
            assertThat(weights[2]).isEqualTo(0.7310585786300049, within(1e-12));
            assertThat(new Gate(0, 1e-8, 0.1, 0.9).weights(scores).toDoubles()).containsExactly(0.1, 0.5, 0.9);
        });
    }

    @Test
    @SuppressWarnings("NullAway") // It looks at losses alone.
    void linUpperIsAnEvenMeanOfOneBoundedAbove() {
        SampleWeighting linUpper = made(new LinUpperWeighting(), new LinUpperWeighting.Settings(0, true));
        TensorScope.run(() -> {
            Tensor losses = Tensors.of(Device.CPU, new double[] {1, 2, 3, 5}, 4);
            double[] weights = linUpper.weights(null, null, losses, losses).toDoubles();
            // -1, -0.5, 0, 1 cut at 0.
            double sum = Math.exp(-1) + Math.exp(-0.5) + 2;
            assertThat(weights[0]).isEqualTo(4 * Math.exp(-1) / sum, within(1e-12));
            assertThat(weights[1]).isEqualTo(4 * Math.exp(-0.5) / sum, within(1e-12));
            assertThat(weights[2]).isEqualTo(4 / sum, within(1e-12));
            assertThat(weights[3]).isEqualTo(4 / sum, within(1e-12));
        });
    }

    @Test
    void bm25IsStandardisedOverWhatAWorkerTrainsOn() {
        RowPool pool = pool();
        SampleWeighting bm25 = made(
                new Bm25Weighting(),
                new Bm25Weighting.Settings(1, 0, 1, 1.2, 6, List.of("domain0"), Normaliser.BATCH, false));
        int[] anchors = new AnchorChoice(6, List.of("domain0")).rows(pool, 5);
        int[] rows = IntStream.range(0, pool.trainingRows(0)).toArray();
        TensorScope.run(() -> {
            Batch all = pool.training(0, rows, Device.CPU);
            long[][] queries = sequences(pool.anchors(anchors, Device.CPU));
            long[][] documents = sequences(all);
            double[] rarity = IntStream.range(0, pool.vocabulary())
                    .mapToLong(term -> Arrays.stream(documents)
                            .filter(document -> count(document, term) > 0)
                            .count())
                    .mapToDouble(with -> Math.log(1 + (documents.length - with + 0.5) / (with + 0.5)))
                    .toArray();
            double[] scores = Arrays.stream(documents)
                    .mapToDouble(document -> score(queries, rarity, document))
                    .toArray();
            double mean = Arrays.stream(scores).average().orElseThrow();
            double deviation = Math.sqrt(Arrays.stream(scores)
                    .map(score -> (score - mean) * (score - mean))
                    .average()
                    .orElseThrow());
            Tensor losses = Tensors.of(Device.CPU, new double[rows.length], rows.length);
            double[] weights = bm25.weights(new Rank(0), all, losses, losses).toDoubles();
            for (int row : rows) {
                assertThat(weights[row]).isEqualTo(1 / (1 + Math.exp((mean - scores[row]) / deviation)), within(1e-9));
            }
        });
    }

    /**
     * By the definition: the mean over queries of the sum over their tokens, each as often as it is there.
     *
     * @param rarity idf of each token
     */
    private static double score(long[][] queries, double[] rarity, long[] document) {
        double sum = 0;
        for (long[] query : queries) {
            for (long term : query) {
                long count = count(document, term);
                sum += rarity[(int) term] * count * 2.2 / (count + 1.2);
            }
        }
        return sum / queries.length;
    }

    private static long count(long[] tokens, long term) {
        return Arrays.stream(tokens).filter(token -> token == term).count();
    }

    private static long[][] sequences(Batch batch) {
        long[] tokens = batch.inputs().toLongs();
        int length = tokens.length / batch.rows();
        return IntStream.range(0, batch.rows())
                .mapToObj(row -> Arrays.copyOfRange(tokens, row * length, (row + 1) * length))
                .toArray(long[][]::new);
    }

    /** A worker of whom nothing but its rank is asked. */
    private record Rank(int rank) implements WeighedWorker {
        @Override
        public Device device() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tensor parameters() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tensor kept(String name) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public Batch drawn(long step) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tensor hidden(Tensor flat, Batch batch) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void domainsWhoseNamesComeToTheSameHaveFiguresOfTheirOwn() {
        assertThat(WeightFigures.told(
                        new LinUpperWeighting(),
                        new LinUpperWeighting.Settings(0, true),
                        List.of("C", "C++", "\u4e2d\u6587", "\u65e5\u672c")))
                .extracting(RoundFigure::id)
                .containsExactly(
                        "weight",
                        "weight-of-c",
                        "weight-of-c-2",
                        "weight-of-domain",
                        "weight-of-domain-2",
                        "pseudo-gradient-norm");
    }

    private static RowPool pool() {
        TokenDocuments corpus = TokenDocuments.read(
                new GeneratedDomains.Factory()
                        .create(new GeneratedDomains.Settings(1200, 12, 32, List.of(0.3, 0.3), 0.45, 0.45, 3)),
                Tokenizer.of("bytes"));
        return new CorpusBatches(corpus, new IidPartitioner(), 1, new CorpusBatches.Shape(4, 12, 8), 5).rowPool();
    }

    private static <S extends Record> SampleWeighting made(SampleWeightingFactory<S> factory, S settings) {
        return Objects.requireNonNull(factory.create(settings, new SampleWeightingFactory.Samples(pool(), 16, 5)));
    }
}
