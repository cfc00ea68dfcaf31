package org.longhaul.training.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.data.GeneratedDomains;
import org.longhaul.training.data.TokenDocuments;
import org.longhaul.training.data.Tokenizer;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** {@code adapt} of one worker by its definition, pair by pair, where a token's hidden state is a row of a fixed table. */
class AnchorWeightsTest {
    private static final int WIDTH = 5;
    private static final int LENGTH = 12;
    private static final int VOCABULARY = 32;
    private static final int ANCHORS = 7;
    private static final int CENTRE_BATCHES = 3;
    private static final long STEP = 8;
    private static final double TAU = 0.3;
    private static final List<String> DOMAINS = List.of("domain0");
    private static final double[] TABLE = table();

    private final RowPool pool = pool();

    @ParameterizedTest
    @EnumSource(
            value = Centre.class,
            names = {"NONE", "OWN"})
    void weightIsTheSigmoidOfTheMeanCosineWithAnchors(Centre centre) {
        int[] rows = IntStream.range(0, 20).toArray();
        int[] anchors = new AnchorChoice(ANCHORS, DOMAINS).rows(pool, 5);
        SampleWeighting adapt = Objects.requireNonNull(
                new AdaptWeighting().create(settings(centre), new SampleWeightingFactory.Samples(pool, WIDTH, 5)));
        TensorScope.run(() -> {
            One worker = new One(adapt.kept());
            adapt.prepare(new Alone(worker));
            Batch batch = pool.training(0, rows, Device.CPU);
            Tensor hidden = worker.hidden(worker.parameters(), batch);
            double[] weights = adapt.weights(
                            worker, batch, hidden, Tensors.zeros(Device.CPU, hidden.dtype(), rows.length))
                    .toDoubles();
            double[] mean = centre == Centre.NONE ? new double[WIDTH] : centre(worker);
            List<double[]> ofAnchors = pooled(pool.anchors(anchors, Device.CPU), mean);
            List<double[]> ofSamples = pooled(batch, mean);
            for (int row : rows) {
                double sum = 0;
                for (double[] anchor : ofAnchors) {
                    sum += cosine(ofSamples.get(row), anchor);
                }
                assertThat(weights[row]).isEqualTo(1 / (1 + Math.exp(-sum / ANCHORS / TAU)), within(1e-9));
            }
        });
    }

    private static AdaptWeighting.Settings settings(Centre centre) {
        return new AdaptWeighting.Settings(
                TAU,
                1e-8,
                0,
                1,
                4,
                ANCHORS,
                DOMAINS,
                AnchorSharing.REPLICATED,
                centre,
                CENTRE_BATCHES,
                Normaliser.BATCH,
                false,
                false);
    }

    private double[] centre(One worker) {
        double[] mean = new double[WIDTH];
        int count = 0;
        for (int i = 0; i < CENTRE_BATCHES; i++) {
            for (double[] each : pooled(worker.drawn(STEP + i), new double[WIDTH])) {
                Arrays.setAll(mean, c -> mean[c] + each[c]);
                count++;
            }
        }
        double all = count;
        return Arrays.stream(mean).map(sum -> sum / all).toArray();
    }

    /** The mean state of each row, the i-th of its tokens counting i times, less a centre. */
    private static List<double[]> pooled(Batch batch, double[] centre) {
        long[] tokens = batch.inputs().toLongs();
        int length = tokens.length / batch.rows();
        List<double[]> pooled = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            double[] sum = new double[WIDTH];
            double counted = 0;
            for (int i = 1; i <= length; i++) {
                for (int c = 0; c < WIDTH; c++) {
                    sum[c] += i * TABLE[(int) tokens[row * length + i - 1] * WIDTH + c];
                }
                counted += i;
            }
            for (int c = 0; c < WIDTH; c++) {
                sum[c] = sum[c] / counted - centre[c];
            }
            pooled.add(sum);
        }
        return pooled;
    }

    private static double cosine(double[] a, double[] b) {
        return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
    }

    private static double product(double[] a, double[] b) {
        return IntStream.range(0, WIDTH).mapToDouble(c -> a[c] * b[c]).sum();
    }

    private static double[] table() {
        double[][] made = new double[1][];
        TensorScope.run(() -> made[0] =
                new Generator(9).normal(Device.CPU, 0.5, 1, VOCABULARY, WIDTH).toDoubles());
        return made[0];
    }

    private static RowPool pool() {
        TokenDocuments corpus = TokenDocuments.read(
                new GeneratedDomains.Factory()
                        .create(new GeneratedDomains.Settings(
                                1200, LENGTH, VOCABULARY, List.of(0.3, 0.3), 0.45, 0.45, 3)),
                Tokenizer.of("bytes"));
        return new CorpusBatches(corpus, new IidPartitioner(), 1, new CorpusBatches.Shape(4, LENGTH, 8), 5).rowPool();
    }

    /** The only worker, in float64. */
    private final class One implements WeighedWorker {
        private final Map<String, Tensor> kept = new LinkedHashMap<>();
        private final Tensor table = Tensors.of(Device.CPU, TABLE, VOCABULARY, WIDTH);

        One(List<SampleWeighting.Kept> vectors) {
            vectors.forEach(each -> kept.put(each.name(), Tensors.zeros(Device.CPU, table.dtype(), each.elements())));
        }

        @Override
        public int rank() {
            return 0;
        }

        @Override
        public Device device() {
            return Device.CPU;
        }

        @Override
        public Tensor parameters() {
            return table;
        }

        @Override
        public Tensor kept(String name) {
            return Objects.requireNonNull(kept.get(name), name);
        }

        @Override
        public Batch drawn(long step) {
            int first = Math.toIntExact(step);
            return pool.training(0, new int[] {first, first + 30, 2 * first}, Device.CPU);
        }

        @Override
        public Tensor hidden(Tensor flat, Batch batch) {
            return Functional.embedding(flat, batch.inputs());
        }
    }

    /** Who exchanges nothing. */
    private record Alone(One one) implements WeighedWorkers {
        @Override
        public List<Integer> ranks() {
            return List.of(0);
        }

        @Override
        public int all() {
            return 1;
        }

        @Override
        public long step() {
            return STEP;
        }

        @Override
        public void each(Consumer<WeighedWorker> body) {
            body.accept(one);
        }

        @Override
        public StateGroup kept(String name) {
            return StateGroup.ofNumbers(name, WIDTH, ranks(), List.of(one.kept(name)));
        }

        @Override
        public void allReduceMean(StateGroup group) {
            throw new UnsupportedOperationException(group.name());
        }

        @Override
        public List<Tensor> allGather(StateGroup group) {
            throw new UnsupportedOperationException(group.name());
        }

        @Override
        public void tell(RoundFigure figure, double value) {
            throw new UnsupportedOperationException(figure.id());
        }

        @Override
        public Tensor trainProxy(long steps) {
            throw new UnsupportedOperationException();
        }
    }
}
