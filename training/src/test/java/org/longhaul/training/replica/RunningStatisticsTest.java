package org.longhaul.training.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.OneBit;
import org.longhaul.training.codec.StatisticsApart;
import org.longhaul.training.codec.TopK;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.dataset.ExampleBatches;
import org.longhaul.training.dataset.StrokeDigits;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.fair.QFedAvg;
import org.longhaul.training.method.fair.TiltedAveraging;
import org.longhaul.training.method.gossip.NoLoCo;
import org.longhaul.training.method.round.FederatedAveraging;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.method.synchronous.SignSgd;
import org.longhaul.training.model.CalibratedModel;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.classifier.BatchStatistics;
import org.longhaul.training.model.classifier.ResNet18;
import org.longhaul.training.model.sparse.PowerWeights;
import org.longhaul.training.model.sparse.ReparameterisedModel;
import org.longhaul.training.objective.Consolidation;
import org.longhaul.training.objective.MixingSchedule;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.participation.EveryClient;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.MeasuredModel;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/** Running statistics of batch norms: part of the model, moved by the forward pass alone. */
class RunningStatisticsTest {
    private static final int WORKERS = 3;
    private static final int BATCH = 4;
    /** Norms of 2, 4, 8 and 16 channels, five in each stage, the first with the stem's instead of a shortcut's; two numbers a channel. */
    private static final int STATISTICS = 2 * 5 * (2 + 4 + 8 + 16);

    private static final BatchSource DIGITS = new ExampleBatches(
            new StrokeDigits(new StrokeDigits.Settings(10, 300, 50, 1)), new IidPartitioner(), WORKERS, BATCH, 8, 1);

    private final List<Exchange> exchanges = new ArrayList<>();

    private static Model model(BatchStatistics statistics) {
        return new ResNet18()
                .create(
                        new ResNet18.Settings(2, statistics, 2),
                        new ModelContext("digits", new DataShape.Examples(List.of(1, 28, 28), 10), WORKERS));
    }

    private static ReplicaSetup setup(DType type, GradientPass pass, ReplicaMode mode, int threads) {
        return new ReplicaSetup(
                model(BatchStatistics.AVERAGED),
                DIGITS,
                new AdamW().create(new AdamW.Settings(1e-3, 0.9, 0.95, 1e-8, 0.5)),
                step -> 1,
                8,
                new Clipping.GlobalNorm(0.5),
                WORKERS,
                null,
                Federation.flat(WORKERS),
                3,
                Device.CPU,
                type,
                pass,
                mode,
                threads,
                null);
    }

    /** All workers' parameters after three steps. */
    private static double[][] trained(ReplicaSetup setup) {
        double[][] parameters = new double[WORKERS][];
        try (Replicas replicas = new Replicas(setup, TrainingListener.none())) {
            for (int step = 0; step < 3; step++) {
                replicas.localStep(step);
            }
            for (int worker = 0; worker < WORKERS; worker++) {
                parameters[worker] = replicas.parameters().of(worker).toDoubles();
            }
        }
        return parameters;
    }

    private static void assertNear(double[][] found, double[][] expected, double tolerance) {
        for (int worker = 0; worker < WORKERS; worker++) {
            // Not element by element, which takes longer than to train them.
            double difference = 0;
            for (int i = 0; i < expected[worker].length; i++) {
                difference = Math.max(difference, Math.abs(found[worker][i] - expected[worker][i]));
            }
            assertThat(found[worker]).hasSameSizeAs(expected[worker]);
            assertThat(difference).isLessThanOrEqualTo(tolerance);
        }
    }

    /** In double precision, one replica after another: what several tests compare with. */
    private static final class Plain {
        private static final double[][] TRAINED =
                trained(setup(DType.FLOAT64, GradientPass.PLAIN, ReplicaMode.THREADED, 1));
    }

    @Test
    void stackedReplicasHaveThoseOfOneAfterAnother() {
        double[][] plain = Plain.TRAINED;
        assertNear(trained(setup(DType.FLOAT64, GradientPass.PLAIN, ReplicaMode.STACKED, 1)), plain, 1e-8);
        assertThat(plain[0]).isNotEqualTo(plain[1]);
        assertThat(Arrays.deepEquals(
                        trained(setup(DType.FLOAT32, GradientPass.PLAIN, ReplicaMode.THREADED, 1)),
                        trained(setup(DType.FLOAT32, GradientPass.PLAIN, ReplicaMode.THREADED, 2))))
                .isTrue();
    }

    /** A pass that is computed again would move them twice. */
    @Test
    void recomputationMovesThemOnce() {
        GradientPass again = new GradientPass(1, false, true);
        assertNear(trained(setup(DType.FLOAT64, again, ReplicaMode.THREADED, 1)), Plain.TRAINED, 1e-8);
    }

    @Test
    void productsInBfloat16StayNear() {
        double[][] plain = trained(setup(DType.FLOAT32, GradientPass.PLAIN, ReplicaMode.THREADED, 1));
        double[][] rounded = trained(setup(DType.FLOAT32, new GradientPass(1, true, false), ReplicaMode.THREADED, 1));
        for (int i = 0; i < 4; i++) {
            assertThat(rounded[0][i]).isCloseTo(plain[0][i], within(0.02));
        }
    }

    /** Fisher information is taken at the model that all clients of a round received. */
    @Test
    void noClientMovesThoseOfTheReceivedModel() {
        try (Replicas replicas = new Replicas(
                setup(DType.FLOAT64, GradientPass.PLAIN, ReplicaMode.THREADED, 1), TrainingListener.none())) {
            LocalRounds rounds = replicas.rounds(new Consolidation(1, false, MixingSchedule.CONSTANT));
            Tensor received = replicas.newVectorOfInitialParameters();
            double[] before = received.toDoubles();
            rounds.begin(new LocalRounds.Moment(0, 1, 0, received));
            assertThat(Arrays.equals(received.toDoubles(), before)).isTrue();
            assertThat(Arrays.stream(replicas.kept("fisher").of(0).toDoubles())
                            .max()
                            .orElse(0))
                    .isPositive();
        }
    }

    /** What a method holds after two steps, and who holds what. */
    private record Held(double[] evaluated, List<double[]> ofWorkers) {
        double[] statistics() {
            return Arrays.copyOf(evaluated, STATISTICS);
        }

        double[] trained() {
            return Arrays.copyOfRange(evaluated, STATISTICS, evaluated.length);
        }
    }

    private <S extends Record> Held after(int steps, DistributedMethodFactory<S> factory, S settings, double decay) {
        exchanges.clear();
        TrainingListener listener = event -> {
            if (event instanceof TrainingEvent.Exchanged exchanged) {
                exchanges.add(exchanged.exchange());
            }
        };
        ReplicaSetup setup = new ReplicaSetup(
                model(BatchStatistics.AVERAGED),
                DIGITS,
                Workers.optimizer(new Sgd.Factory(), new Sgd.Settings(1e-3, 0, false, decay)),
                step -> 1,
                8,
                new Clipping.None(),
                WORKERS,
                factory.hasServer() ? EveryClient.everyone(WORKERS) : null,
                Federation.flat(WORKERS),
                3,
                Device.CPU,
                DType.FLOAT32,
                GradientPass.PLAIN,
                ReplicaMode.THREADED,
                1,
                null);
        try (Replicas replicas = new Replicas(setup, listener)) {
            Communicator net = new Communicator(listener, Casts.FP32);
            DistributedMethod method = factory.create(settings, replicas);
            for (int step = 0; step < steps; step++) {
                int now = step;
                TensorScope.run(() -> method.step(now, replicas, net));
            }
            List<double[]> ofWorkers = replicas.present().stream()
                    .map(worker -> replicas.parameters().of(worker).toDoubles())
                    .toList();
            return new Held(method.evaluated(replicas).parameters().toDoubles(), ofWorkers);
        }
    }

    private static FederatedAveraging.Settings averaging(
            FederatedAveraging.Server server, @Nullable Codec up, boolean owes) {
        return new FederatedAveraging.Settings(
                1, MeanWeights.EQUAL, RoundState.RESET, server, 0.7, 0.9, 0.99, 1e-3, 0, null, up, owes);
    }

    /** After one step from the same start, the workers' statistics are those of their first batches whatever moves the rest. */
    private Held reference() {
        return after(1, new FederatedAveraging(), averaging(FederatedAveraging.Server.MEAN, null, false), 0);
    }

    /** However far a server goes that follows losses, they become a mean of the clients', and no distance is of them. */
    @Test
    void aggregationsByLossesTakeTheirMean() {
        Held mean = reference();
        TiltedAveraging.Settings half = new TiltedAveraging.Settings(
                1, 0, TiltedAveraging.Form.REFERENCE_CODE, MeanWeights.EQUAL, 0, RoundState.RESET, null, null, null);
        assertThat(after(1, new TiltedAveraging(), half, 0).statistics())
                .containsExactly(mean.statistics(), within(1e-6));
        double[] start = new double[0];
        try (FlatParameters flat = new FlatParameters(model(BatchStatistics.AVERAGED), Device.CPU)) {
            flat.initialize(3);
            start = flat.parameters().toDoubles();
        }
        QFedAvg.Settings q = new QFedAvg.Settings(1, 1, 0, RoundState.RESET, null, null, null);
        double[] fair = after(1, new QFedAvg(), q, 0).trained();
        double way = 0;
        double whole = 0;
        for (int i = 0; i < fair.length; i++) {
            way += Math.abs(fair[i] - start[STATISTICS + i]);
            whole += Math.abs(mean.trained()[i] - start[STATISTICS + i]);
        }
        assertThat(way).isGreaterThan(0.5 * whole);
    }

    @ParameterizedTest
    @EnumSource(FederatedAveraging.Server.class)
    void noServerOptimizerMovesThemPastTheMean(FederatedAveraging.Server server) {
        assertThat(new Layout(model(BatchStatistics.AVERAGED).parameters()).statistics())
                .isEqualTo(STATISTICS);
        Held mean = reference();
        Held held = after(1, new FederatedAveraging(), averaging(server, null, false), 0);
        assertThat(held.statistics()).containsExactly(mean.statistics(), within(1e-6));
        assertThat(mean.statistics()[0]).isNotZero();
        if (server != FederatedAveraging.Server.MEAN) {
            assertThat(held.trained()).isNotEqualTo(mean.trained());
        }
    }

    /** A decay of 500 a step at this rate would halve them. */
    @Test
    void noDecayShrinksThem() {
        Held held = after(1, new FederatedAveraging(), averaging(FederatedAveraging.Server.MEAN, null, false), 500);
        assertThat(held.statistics()).containsExactly(reference().statistics());
        assertThat(held.trained()).isNotEqualTo(reference().trained());
    }

    /** Signs and the largest elements of a variance would be no variance; they travel as binary32 before the rest. */
    @Test
    void theyTravelWholeWhateverBecomesOfTheRest() {
        Held mean = reference();
        for (Codec codec : List.of(new TopK(0.05, null, Casts.FP32), new OneBit())) {
            Held held = after(1, new FederatedAveraging(), averaging(FederatedAveraging.Server.MEAN, codec, true), 0);
            assertThat(held.statistics()).containsExactly(mean.statistics(), within(1e-6));
            Exchange up = exchanges.get(exchanges.size() - 1);
            long trained = up.elements() - STATISTICS;
            long bytes = up.bytes() - 4L * STATISTICS;
            assertThat(bytes).isPositive().isLessThan(4 * trained / 2);
            assertThat(up.bytes(up.elements())).isEqualTo(up.bytes());
            assertThat(up.codec()).isEqualTo(new StatisticsApart(codec, STATISTICS));
        }
    }

    /** Methods that exchange gradients exchange them apart. */
    @Test
    void theyAreAveragedBesideGradients() {
        double[] mean = reference().statistics();
        Held ddp = after(1, new Ddp.Factory(), new Ddp.Settings(null), 0);
        assertThat(ddp.statistics()).containsExactly(mean, within(1e-6));
        ddp.ofWorkers.forEach(parameters -> assertThat(parameters).containsExactly(ddp.evaluated));
        assertThat(exchanges).extracting(Exchange::label).containsExactly("gradients", "statistics");
        assertThat(exchanges.get(1).bytes()).isEqualTo(4L * STATISTICS);
        Held signs = after(1, new SignSgd.Factory(), new SignSgd.Settings(0.9), 0);
        assertThat(signs.statistics()).containsExactly(mean, within(1e-6));
        assertThat(signs.ofWorkers.get(2)).containsExactly(signs.evaluated);
    }

    @Test
    void aMethodThatWouldMixThemLikeWeightsRefuses() {
        TrainingSessionBuilder session = TrainingSession.builder()
                .model(model(BatchStatistics.AVERAGED))
                .batches(DIGITS)
                .optimizer(new Sgd.Factory(), new Sgd.Settings(1e-3, 0, false, 0))
                .method(new NoLoCo.Factory(), DefaultSettings.of(new NoLoCo.Factory()))
                .workers(WORKERS)
                .steps(8);
        assertThatIllegalArgumentException()
                .isThrownBy(session::build)
                .withMessageContaining("noloco cannot train a model with running statistics")
                .withMessageContaining("statistics: static");
        try (TrainingSession fits = session.model(model(BatchStatistics.STATIC)).build()) {
            assertThat(fits.step().meanLoss()).isPositive();
            assertThat(fits.measure().loss()).isFinite().isPositive();
        }
    }

    /** Static statistics are those of the first batches of the workers, at the parameters that are judged. */
    @Test
    void aStaticModelIsCalibratedBeforeItIsJudged() {
        Model model = model(BatchStatistics.STATIC);
        assertIsCalibrated(model, model);
        // Whose weights are all their own first powers.
        assertIsCalibrated(ReparameterisedModel.of(model, new PowerWeights(1)), model);
    }

    private static void assertIsCalibrated(Model judged, Model model) {
        try (TrainingSession session = TrainingSession.builder()
                .model(judged)
                .batches(DIGITS)
                .optimizer(new Sgd.Factory(), new Sgd.Settings(1e-3, 0, false, 0))
                .method(new Ddp.Factory(), new Ddp.Settings(null))
                .workers(WORKERS)
                .steps(8)
                .seed(3)
                .build()) {
            MeasuredModel measured = session.measure();
            try (FlatParameters flat = new FlatParameters(model, Device.CPU)) {
                flat.initialize(3);
                TensorScope.run(() -> {
                    List<Batch> seen = List.of(DIGITS.batch(0, 0, Device.CPU), DIGITS.batch(1, 0, Device.CPU));
                    Tensor[] parameters = ((CalibratedModel) model).calibrated(flat.leaves(), seen);
                    double loss = model.predict(parameters, DIGITS.validation(0, Device.CPU))
                            .loss()
                            .item();
                    assertThat(measured.loss()).isCloseTo(loss, within(1e-6));
                });
            }
        }
    }
}
