package org.longhaul.training.method.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.longhaul.training.RollCallAnswers.answer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.training.RollCallAnswers;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.codec.SparseWeights;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.dataset.ExampleBatches;
import org.longhaul.training.dataset.StrokeDigits;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.Membership;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.classifier.Cnn;
import org.longhaul.training.model.sparse.PowerWeights;
import org.longhaul.training.model.sparse.PrunableElements;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.participation.RandomClients;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.replica.RoundFigures;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

class SparsyFedTest {
    private static final int CLIENTS = 6;
    private static final int COHORT = 3;
    private static final int PERIOD = 4;

    /** A convolution with its norm, and a layer: 31,760 prunable weights, 58 biases, scales and shifts. */
    private static final Model MODEL = new Cnn(
            new Cnn.Settings(List.of(16), 5, true, Cnn.Pooling.MAX, 4, List.of()),
            new ModelContext("digits", new DataShape.Examples(List.of(1, 28, 28), 10), CLIENTS));

    private static final Model DEEPER = new Cnn(
            new Cnn.Settings(List.of(16, 16), 5, true, Cnn.Pooling.MAX, 4, List.of()),
            new ModelContext("digits", new DataShape.Examples(List.of(1, 28, 28), 10), CLIENTS));

    private static final BatchSource DIGITS = new ExampleBatches(
            new StrokeDigits(new StrokeDigits.Settings(12, 600, 50, 1)), new IidPartitioner(), CLIENTS, 8, 50, 1);
    private static final long PRUNABLE = 400 + 31_360;
    private static final long OTHERS = 3 * 16 + 10;

    private static SparsyFed.Settings settings(double sparsity, SparseRound.Upload upload, SparseWeights.Form payload) {
        return new SparsyFed.Settings(
                PERIOD,
                sparsity,
                1.25,
                ActivationPruning.CACHED,
                upload,
                payload,
                0,
                Start.TRUNCATED,
                MeanWeights.SAMPLES);
    }

    private static double[] gradient(Tensor of) {
        return Objects.requireNonNull(of.gradient()).toDoubles();
    }

    /** What a training told and sent, round by round. */
    private record Trained(List<RoundFigures.Told> told, List<List<Exchange>> sent, double loss) {
        double figure(String id, int round) {
            return Objects.requireNonNull(told.get(round).ofRound().get(id));
        }

        List<Double> figures(String id) {
            return told.stream().map(each -> each.ofRound().get(id)).toList();
        }

        /** Bytes of one way in a round, of all clients together. */
        long bytes(String label, int round) {
            long bytes = 0;
            for (Exchange exchange : sent.get(round)) {
                if (exchange.label().equals(label)) {
                    List<Long> sizes = exchange.sizes();
                    bytes += sizes.size() == 1
                            ? sizes.get(0) * COHORT
                            : sizes.stream().mapToLong(Long::longValue).sum();
                }
            }
            return bytes;
        }
    }

    private static TrainingSession session(
            Model model, DistributedMethodFactory<?> method, Record settings, int rounds, List<TrainingEvent> events) {
        return TrainingSession.builder()
                .model(model)
                .batches(DIGITS)
                .optimizer(new Sgd.Factory(), new Sgd.Settings(0.02, 0, false, 1e-3))
                .method(method, settings)
                .participation(new RandomClients.Factory(), new RandomClients.Settings(COHORT, 1))
                .workers(CLIENTS)
                .steps((long) PERIOD * rounds)
                .seed(1)
                .listener(events::add)
                .build();
    }

    private static void step(TrainingSession session, int steps) {
        for (int step = 0; step < steps; step++) {
            session.step();
        }
    }

    private static Trained trained(DistributedMethodFactory<?> method, Record settings, int rounds) {
        return trained(MODEL, method, settings, rounds);
    }

    private static Trained trained(Model model, DistributedMethodFactory<?> method, Record settings, int rounds) {
        List<TrainingEvent> events = new ArrayList<>();
        List<RoundFigures.Told> told = new ArrayList<>();
        List<List<Exchange>> sent = new ArrayList<>();
        try (TrainingSession session = session(model, method, settings, rounds, events)) {
            for (int round = 0; round < rounds; round++) {
                events.clear();
                step(session, PERIOD);
                told.add(session.takeFigures());
                sent.add(events.stream()
                        .filter(TrainingEvent.Exchanged.class::isInstance)
                        .map(event -> ((TrainingEvent.Exchanged) event).exchange())
                        .toList());
            }
            return new Trained(told, sent, session.measure().loss());
        }
    }

    /** Golden vector 1. */
    @Test
    void weightsArePowersAndTheGradientOfAZeroIsZero() {
        TensorScope.run(() -> {
            Tensor stored =
                    Tensors.of(Device.CPU, new double[] {-0.5, 0, 0.25, 1}, 4).requireGradient();
            Tensor effective = new PowerWeights(1.25).of(stored, false);
            assertThat(effective.toDoubles()).containsExactly(new double[] {-0.420448, 0, 0.176777, 1}, within(5e-7));
            effective.sum().backward();
            assertThat(gradient(stored)).containsExactly(new double[] {1.051121, 0, 0.883883, 1.25}, within(5e-7));
        });
        assertThatThrownBy(() -> new PowerWeights(0.9)).hasMessageContaining("exponent (0.9)");
    }

    /** Golden vector 2. */
    @Test
    void theLargestActivationsAreSeen() {
        TensorScope.run(() -> {
            Tensor x = Tensors.of(Device.CPU, new double[] {0.1, -0.9, 0.3, 0, -0.2, 0.05, 0.8, -0.4}, 2, 4);
            assertThat(ActivationPruning.threshold(x, 0.5)).isEqualTo(0.3);
            assertThat(seen(x, 0.5)).containsExactly(0, -0.9, 0.3, 0, 0, 0, 0.8, -0.4);
            assertThat(seen(x, 0.75)).containsExactly(0, -0.9, 0, 0, 0, 0, 0.8, 0);
            assertThat(seen(x, 0.9)).containsExactly(0, -0.9, 0, 0, 0, 0, 0, 0);
        });
    }

    private static double[] seen(Tensor x, double share) {
        return ActivationPruning.kept(x, ActivationPruning.threshold(x, share))
                .add(0)
                .toDoubles();
    }

    /** y and dL/dx are those of all activations, dL/dW that of the ones that are seen. */
    @Test
    void onlyTheGradientOfTheWeightSeesPrunedActivations() {
        TensorScope.run(() -> {
            double[] inputs = {0.1, -0.9, 0.3, 0.7};
            double[] weights = {0.5, 0, -1, 0, 0.25, 2};
            Tensor x = Tensors.of(Device.CPU, inputs, 2, 2).requireGradient();
            Tensor w = Tensors.of(Device.CPU, weights, 3, 2).requireGradient();
            Tensor bias = Tensors.of(Device.CPU, new double[] {1, 2, 3}, 3).requireGradient();
            Tensor y = Functional.linear(x, w.seeing((input, weight) -> ActivationPruning.kept(input, 0.5)), bias);
            Tensor plain = Tensors.of(Device.CPU, inputs, 2, 2).requireGradient();
            Tensor whole = Functional.linear(plain, Tensors.of(Device.CPU, weights, 3, 2), bias.detach());
            assertThat(y.toDoubles()).containsExactly(whole.toDoubles());
            y.sum().backward();
            whole.sum().backward();
            assertThat(gradient(x)).containsExactly(gradient(plain));
            assertThat(gradient(bias)).containsExactly(2, 2, 2);
            // Of the inputs -0.9 and 0.7 are seen, both in the second column.
            assertThat(gradient(w)).containsExactly(new double[] {0, -0.2, 0, -0.2, 0, -0.2}, within(1e-12));
        });
    }

    @Test
    void prunesAllLayersTogetherToTheExactCountAndTiesByPlace() {
        TensorScope.run(() -> {
            Tensor values = Tensors.of(Device.CPU, new double[] {0.5, -0.5, 0.1, 0.5, -2, 0.5}, 6);
            assertThat(PrunableElements.largest(values, 3).toDoubles()).containsExactly(1, 1, 0, 0, 1, 0);
            assertThat(PrunableElements.largest(values, 0).toDoubles()).containsOnly(0);
            assertThat(PrunableElements.largest(values, 6).toDoubles()).containsOnly(1);
        });
        assertThat(SparseRound.kept(11_164_352, 0.95)).isEqualTo(558_218);
    }

    /** Twelve rounds at a sparsity of 95 %, which several tests look at. */
    private static final class Sparse {
        private static final Trained TRAINED =
                trained(new SparsyFed(), settings(0.95, SparseRound.Upload.PRUNE_WEIGHTS, SparseWeights.Form.AUTO), 12);
    }

    /** From the second round on nothing grows again, and every byte follows from the densities. */
    @Test
    void zerosStayAndEveryByteFollowsFromTheDensities() {
        int rounds = 12;
        Trained sparse = Sparse.TRAINED;
        assertThat(sparse.figures("activated")).containsOnly(0.0);
        assertThat(sparse.figures("uplink-density"))
                .allSatisfy(density -> assertThat(density).isCloseTo(0.05, within(1e-12)));
        assertThat(sparse.figure("downlink-density", 0)).isEqualTo(1);
        List<Double> down = sparse.figures("downlink-density");
        for (int round = 2; round < rounds; round++) {
            assertThat(down.get(round)).isLessThanOrEqualTo(down.get(round - 1)).isGreaterThanOrEqualTo(0.05);
        }
        for (int round = 0; round < rounds; round++) {
            assertThat((double) sparse.bytes("model", round))
                    .isCloseTo(COHORT * bytes(down.get(round)), within(0.01 * COHORT * bytes(down.get(round))));
            assertThat((double) sparse.bytes("parameters", round))
                    .isCloseTo(COHORT * bytes(0.05), within(0.01 * COHORT * bytes(0.05)));
        }
        assertThat(2 / (0.05 + down.get(rounds - 1))).isBetween(19.0, 20.0);
        assertThat(sparse.figure("mask-overlap-of-clients", rounds - 1)).isGreaterThan(0.9);
        assertThat(sparse.told().get(3).ofClients()).hasSize(COHORT);
    }

    /** The shortest of coordinates, a bitmap and all, a byte that says which, and the biases. */
    private static double bytes(double density) {
        double weights =
                Math.min(4.0 * PRUNABLE, Math.min(8 * density * PRUNABLE, PRUNABLE / 8.0 + 4 * density * PRUNABLE));
        return weights + 1 + 4 * OTHERS;
    }

    @Test
    void whatTopKPrunedGrowsAgainAndFarMoreIsPrunedAnew() {
        Trained grown = trained(
                new MagnitudePruning(),
                new MagnitudePruning.Settings(
                        PERIOD, 0.95, 0, SparseWeights.Form.AUTO, Start.TRUNCATED, MeanWeights.SAMPLES),
                8);
        Trained sparse = Sparse.TRAINED;
        int last = 7;
        assertThat(grown.figure("activated", last)).isPositive();
        assertThat(grown.figure("downlink-density", last)).isGreaterThan(sparse.figure("downlink-density", last));
        assertThat(grown.figure("deactivated", last)).isGreaterThan(10 * sparse.figure("deactivated", last));
        assertThat(grown.figure("mask-overlap-of-clients", last))
                .isLessThan(sparse.figure("mask-overlap-of-clients", last));
    }

    @Test
    void theLargestChangesAreSentAndMakeNoModelSparse() {
        Trained changes =
                trained(new SparsyFed(), settings(0.9, SparseRound.Upload.TOPK_DELTA, SparseWeights.Form.BITMAP), 5);
        assertThat(changes.figures("uplink-density"))
                .allSatisfy(density -> assertThat(density).isCloseTo(0.1, within(1e-4)));
        assertThat(changes.figures("downlink-density")).containsOnly(1.0);
        assertThat((double) changes.bytes("pseudo-gradient", 2) / COHORT)
                .isCloseTo(PRUNABLE / 8.0 + 0.4 * PRUNABLE + 4 * OTHERS, within(40.0));
        assertThat(changes.loss()).isLessThan(2.3);
    }

    @Test
    void aDenseWarmUpPutsPruningOff() {
        SparsyFed.Settings warm = new SparsyFed.Settings(
                PERIOD,
                0.95,
                1.25,
                ActivationPruning.OFF,
                SparseRound.Upload.PRUNE_WEIGHTS,
                SparseWeights.Form.AUTO,
                2,
                Start.MODEL,
                MeanWeights.EQUAL);
        assertThat(trained(new SparsyFed(), warm, 4).figures("uplink-density").stream()
                        .map(density -> Math.round(100 * density))
                        .toList())
                .containsExactly(100L, 100L, 5L, 5L);
    }

    /** Half of the second convolution's weights are 0: only for convolutions do the two ways of the threshold differ. */
    @Test
    void everyWayOfPruningActivationsTrainsAnotherModel() {
        List<Double> losses = new ArrayList<>();
        for (ActivationPruning pruning : ActivationPruning.values()) {
            SparsyFed.Settings settings = new SparsyFed.Settings(
                    PERIOD,
                    0.5,
                    1.25,
                    pruning,
                    SparseRound.Upload.PRUNE_WEIGHTS,
                    SparseWeights.Form.AUTO,
                    0,
                    Start.TRUNCATED,
                    MeanWeights.SAMPLES);
            losses.add(trained(DEEPER, new SparsyFed(), settings, 2).loss());
        }
        assertThat(losses).doesNotHaveDuplicates();
    }

    @Test
    void zeroFlSendsTheStatedShareAndKeepsAllWeightsWithinARound() {
        Trained zero = trained(
                new ZeroFl(),
                new ZeroFl.Settings(PERIOD, 0.9, 0.1, SparseWeights.Form.COO, Start.TRUNCATED, MeanWeights.SAMPLES),
                4);
        assertThat(zero.figures("uplink-density"))
                .allSatisfy(density -> assertThat(density).isCloseTo(0.2, within(1e-4)));
        assertThat(zero.figure("activated", 2)).isPositive();
        assertThat((double) zero.bytes("parameters", 1) / COHORT)
                .isCloseTo(8 * 0.2 * PRUNABLE + 4 * OTHERS, within(10.0));
        assertThatThrownBy(() ->
                        new ZeroFl.Settings(PERIOD, 0.1, 0.2, SparseWeights.Form.COO, Start.MODEL, MeanWeights.SAMPLES))
                .hasMessageContaining("maskRatio (0.2)");
    }

    @Test
    void flashLaysAMaskAfterADenseRoundAndKeepsIt() {
        Trained flash = trained(
                new Flash(),
                new Flash.Settings(PERIOD, 0.95, SparseWeights.Form.AUTO, Start.TRUNCATED, MeanWeights.SAMPLES),
                4);
        assertThat(flash.figure("uplink-density", 0)).isEqualTo(1);
        assertThat(flash.sent().get(0)).anySatisfy(exchange -> {
            assertThat(exchange.label()).isEqualTo("densities");
            assertThat(exchange.sizes()).containsExactly(8L);
        });
        assertThat(flash.sent().get(1)).noneMatch(exchange -> exchange.label().equals("densities"));
        for (int round = 1; round < 4; round++) {
            assertThat(flash.figure("uplink-density", round)).isCloseTo(0.05, within(1e-3));
            assertThat(flash.figure("mask-overlap-of-rounds", round)).isEqualTo(1);
            assertThat(flash.figure("activated", round)).isZero();
            assertThat(flash.figure("deactivated", round)).isZero();
        }
        assertThat(flash.loss()).isLessThan(2.3);
    }

    @Test
    void flashLaysItsMaskInTheFirstRoundOfWhichAnybodyWasHeard() {
        List<Integer> all = List.of(0, 1, 2, 3, 4, 5);
        List<Double> densities = new ArrayList<>();
        try (TrainingSession session = TrainingSession.builder()
                .model(MODEL)
                .batches(DIGITS)
                .optimizer(new Sgd.Factory(), new Sgd.Settings(0.02, 0, false, 1e-3))
                .method(
                        new Flash(),
                        new Flash.Settings(2, 0.95, SparseWeights.Form.AUTO, Start.TRUNCATED, MeanWeights.SAMPLES))
                .membership(new Membership(Duration.ofSeconds(2), Duration.ofSeconds(6), 1, null, 100))
                .network(new RollCallAnswers(answer(List.of(), all), answer(all, all), answer(all, all)))
                .workers(CLIENTS)
                .steps(6)
                .seed(1)
                .build()) {
            for (int step = 0; step < 6; step++) {
                session.step();
                Double density = session.takeFigures().ofRound().get("uplink-density");
                if (density != null) {
                    densities.add(density);
                }
            }
        }
        assertThat(densities).hasSize(2).startsWith(1.0);
        assertThat(densities.get(1)).isCloseTo(0.05, within(1e-3));
    }

    /** Figures of rounds follow from the model alone, so that a run that goes on from a checkpoint tells the same. */
    @Test
    void tellsTheSameAfterACheckpointWithinARound(@TempDir Path directory) throws IOException {
        SparsyFed.Settings settings = settings(0.95, SparseRound.Upload.PRUNE_WEIGHTS, SparseWeights.Form.AUTO);
        Map<String, Double> expected;
        try (TrainingSession whole = session(MODEL, new SparsyFed(), settings, 3, new ArrayList<>())) {
            step(whole, 9);
            whole.takeFigures();
            whole.save(directory);
            step(whole, 3);
            expected = whole.takeFigures().ofRound();
        }
        try (TrainingSession resumed = session(MODEL, new SparsyFed(), settings, 3, new ArrayList<>())) {
            resumed.restore(directory);
            step(resumed, 3);
            assertThat(resumed.takeFigures().ofRound()).isEqualTo(expected).hasSize(6);
        }
    }
}
