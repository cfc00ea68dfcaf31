package org.longhaul.training.method.mutual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.communicate.AskedNetwork;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.round.FederatedAveraging;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.classifier.Mlp;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.participation.EveryClient;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Participation;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.replica.ReplicaSetup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.replica.RoundFigures;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Two models of each client, which learn from each other. */
class MutualTest {
    static final int CLIENTS = 4;
    private static final int PERIOD = 2;
    static final double RATE = 0.5;
    private static final double TEMPERATURE = 2;
    static final TwoSensorBatches DATA = new TwoSensorBatches();
    static final Mlp MODEL = new Mlp(
            new Mlp.Settings(List.of()),
            new ModelContext(
                    "test",
                    new DataShape.Examples(List.of(TwoSensorBatches.WIDTH), TwoSensorBatches.CLASSES),
                    CLIENTS));

    private final List<TrainingEvent> events = new ArrayList<>();

    static Mutual.Settings settings(Mutual.Scope scope, double general, double group, RoundState state) {
        return settings(scope, general, group, state, FederatedAveraging.Server.MEAN);
    }

    private static Mutual.Settings settings(
            Mutual.Scope scope, double general, double group, RoundState state, FederatedAveraging.Server server) {
        return new Mutual.Settings(
                PERIOD,
                scope,
                general,
                group,
                TEMPERATURE,
                MeanWeights.SAMPLES,
                state,
                server,
                1,
                0.9,
                0.99,
                1e-3,
                null,
                null,
                10);
    }

    private static Mutual.Settings usual(Mutual.Scope scope) {
        return settings(scope, 0.4, 0.7, RoundState.RESET);
    }

    /** A method with everything open that a session hides. */
    private final class Open implements AutoCloseable {
        private final Replicas replicas;
        private final Communicator net = new Communicator(events::add, Casts.FP64, AskedNetwork.prompt(CLIENTS + 1));
        private final DistributedMethod method;
        private long steps;

        Open(Mutual.Settings settings, Participation participation) {
            replicas = new Replicas(
                    new ReplicaSetup(
                            MODEL,
                            DATA,
                            new Sgd.Factory().create(new Sgd.Settings(RATE, 0, false, 0)),
                            step -> 1,
                            100,
                            new Clipping.None(),
                            CLIENTS,
                            participation,
                            Federation.flat(CLIENTS),
                            1,
                            Device.CPU,
                            DType.FLOAT64,
                            GradientPass.PLAIN,
                            ReplicaMode.THREADED,
                            1,
                            null),
                    events::add);
            method = new Mutual().create(settings, replicas);
        }

        void run(int count) {
            for (int i = 0; i < count; i++) {
                net.beginStep();
                TensorScope.run(() -> method.step(steps++, replicas, net));
            }
        }

        double[] general() {
            return method.evaluated(replicas).parameters().toDoubles();
        }

        double[] second(int client) {
            double[][] found = new double[1][];
            TensorScope.run(() -> found[0] = Objects.requireNonNull(method.evaluatedOf(client, steps, replicas))
                    .toDoubles());
            return found[0];
        }

        @Override
        public void close() {
            method.furtherModels().forEach(Replicas::close);
            replicas.close();
        }
    }

    // What is minimised.

    /** Facts of the source, golden vector 5: the role of each of two models with the scores (2, 0, -1) and (1, 1, -2). */
    @Test
    void lossesAreTheRecordedOnes() {
        TensorScope.run(() -> {
            Tensor one = Tensors.of(Device.CPU, new double[] {2, 0, -1}, 1, 3);
            Tensor other = Tensors.of(Device.CPU, new double[] {1, 1, -2}, 1, 3);
            assertThat(loss(one, other, 0.5, 1)).isCloseTo(0.298834, within(5e-7));
            assertThat(loss(other, one, 0.5, 1)).isCloseTo(0.518618, within(5e-7));
            assertThat(loss(one, other, 0.95, 6)).isCloseTo(0.44454068, within(5e-8));
        });
    }

    private static double loss(Tensor student, Tensor teacher, double share, double temperature) {
        Tensor crossEntropy = Functional.crossEntropy(student, Tensors.of(Device.CPU, new long[] {0}, 1));
        return MutualObjective.loss(crossEntropy, student, teacher, share, temperature)
                .item();
    }

    // What comes of it: multinomial logistic regression, written down once more.

    private static double[] softmax(double[] scores, double temperature) {
        double[] exponentials =
                Arrays.stream(scores).map(z -> Math.exp(z / temperature)).toArray();
        double sum = Arrays.stream(exponentials).sum();
        return Arrays.stream(exponentials).map(e -> e / sum).toArray();
    }

    private static double[] scores(double[] parameters, double[] x) {
        double[] scores = new double[TwoSensorBatches.CLASSES];
        for (int k = 0; k < scores.length; k++) {
            scores[k] = parameters[TwoSensorBatches.CLASSES * TwoSensorBatches.WIDTH + k];
            for (int i = 0; i < x.length; i++) {
                scores[k] += parameters[k * x.length + i] * x[i];
            }
        }
        return scores;
    }

    private static double[] stepped(double[] own, double[] other, int client, long step, double share) {
        double[] next = own.clone();
        double[][] inputs = TwoSensorBatches.inputs(client, step);
        for (int row = 0; row < inputs.length; row++) {
            double[] x = inputs[row];
            double[] q = softmax(scores(own, x), 1);
            double[] soft = softmax(scores(own, x), TEMPERATURE);
            double[] taught = softmax(scores(other, x), TEMPERATURE);
            for (int k = 0; k < q.length; k++) {
                double right = k == TwoSensorBatches.label(client, step, row) ? 1 : 0;
                double slope =
                        ((1 - share) * (q[k] - right) + share * TEMPERATURE * (soft[k] - taught[k])) / inputs.length;
                for (int i = 0; i < x.length; i++) {
                    next[k * x.length + i] -= RATE * slope * x[i];
                }
                next[q.length * x.length + k] -= RATE * slope;
            }
        }
        return next;
    }

    private static double[] mean(Map<Integer, double[]> models) {
        double all = models.keySet().stream().mapToInt(client -> client + 1).sum();
        double[] mean = new double[models.values().iterator().next().length];
        models.forEach((client, model) -> {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += (client + 1) / all * model[i];
            }
        });
        return mean;
    }

    @ParameterizedTest
    @EnumSource(Mutual.Scope.class)
    void theSecondModelStepsFirstAndEachIsAveragedAmongItsOwn(Mutual.Scope scope) {
        Open open = new Open(usual(scope), EveryClient.everyone(CLIENTS));
        double[] general = open.general();
        double[] begun = open.method
                .furtherModels()
                .get(0)
                .newVectorOfInitialParameters()
                .toDoubles();
        assertThat(begun).isNotEqualTo(general);
        Map<Integer, double[]> seconds = new TreeMap<>();
        for (int client = 0; client < CLIENTS; client++) {
            seconds.put(client, begun);
        }
        for (int round = 0; round < 3; round++) {
            Map<Integer, double[]> generals = new TreeMap<>();
            for (int client = 0; client < CLIENTS; client++) {
                double[] g = general;
                double[] m = Objects.requireNonNull(seconds.get(client));
                for (int k = 0; k < PERIOD; k++) {
                    long step = (long) round * PERIOD + k;
                    m = stepped(m, g, client, step, 0.7);
                    g = stepped(g, m, client, step, 0.4);
                }
                generals.put(client, g);
                seconds.put(client, m);
            }
            general = mean(generals);
            if (scope == Mutual.Scope.MODALITY_GROUP) {
                double[] even = mean(new TreeMap<>(Map.of(0, seconds.get(0), 2, seconds.get(2))));
                double[] odd = mean(new TreeMap<>(Map.of(1, seconds.get(1), 3, seconds.get(3))));
                seconds.replaceAll((client, model) -> client % 2 == 0 ? even : odd);
            }
            open.run(PERIOD);
            assertThat(open.general()).containsExactly(general, within(1e-12));
            for (int client = 0; client < CLIENTS; client++) {
                assertThat(open.second(client)).containsExactly(seconds.get(client), within(1e-12));
            }
        }
        open.close();
    }

    @ParameterizedTest
    @EnumSource(FederatedAveraging.Server.class)
    void withoutSharesTheGeneralModelIsThatOfFederatedAveraging(FederatedAveraging.Server server) {
        try (Open open = new Open(
                        settings(Mutual.Scope.MODALITY_GROUP, 0, 0, RoundState.RESET, server),
                        EveryClient.everyone(CLIENTS));
                TrainingSession plain = MutualSessionTest.session(MutualSessionTest.builder()
                        .method(
                                new FederatedAveraging(),
                                new FederatedAveraging.Settings(
                                        PERIOD,
                                        MeanWeights.SAMPLES,
                                        RoundState.RESET,
                                        server,
                                        1,
                                        0.9,
                                        0.99,
                                        1e-3,
                                        0,
                                        null,
                                        null,
                                        false))
                        .participation(new EveryClient.Factory(), new EveryClient.Settings()))) {
            open.run(3 * PERIOD);
            for (int step = 0; step < 3 * PERIOD; step++) {
                plain.step();
            }
            double[] loss = new double[1];
            TensorScope.run(() -> loss[0] = open.replicas
                    .measuring()
                    .validated(open.method.evaluated(open.replicas).parameters())
                    .get(0)
                    .mean());
            assertThat(plain.measure().loss()).isEqualTo(loss[0]);
        }
    }

    @Test
    void theModelOfAGroupOfWhichNobodyIsDrawnStays() {
        Participation evenOnly = round -> List.of(0, 2);
        try (Open open = new Open(usual(Mutual.Scope.MODALITY_GROUP), evenOnly)) {
            double[] before = open.second(1);
            open.run(PERIOD);
            assertThat(open.second(1)).isEqualTo(before).isEqualTo(open.second(3));
            assertThat(open.second(0)).isNotEqualTo(before).isEqualTo(open.second(2));
        }
    }

    // What it costs.

    @ParameterizedTest
    @EnumSource(Mutual.Scope.class)
    void bothModelsTravelBothWaysUnlessTheSecondStays(Mutual.Scope scope) {
        try (Open open = new Open(usual(scope), EveryClient.everyone(CLIENTS))) {
            open.run(PERIOD);
            long bytes = 0;
            for (TrainingEvent event : events) {
                if (event instanceof TrainingEvent.Exchanged exchanged) {
                    Exchange exchange = exchanged.exchange();
                    assertThat(exchange.members()).endsWith(CLIENTS);
                    bytes += exchange.elements() * 8 * (exchange.members().size() - 1);
                }
            }
            long models = scope == Mutual.Scope.LOCAL ? 2 : 4;
            assertThat(bytes).isEqualTo(models * 8 * MODEL.elements() * CLIENTS);
        }
    }

    @Test
    void bothModelsComputeAndEachIsAskedOnceMoreAsATeacher() {
        try (Open open = new Open(usual(Mutual.Scope.LOCAL), round -> List.of(1, 2))) {
            open.run(1);
            Members cohort = new Members(List.of(1, 2));
            List<TrainingEvent> model = List.of(
                    new TrainingEvent.Passed(cohort, 1, 0),
                    new TrainingEvent.Computed(cohort),
                    new TrainingEvent.Updated(cohort));
            List<TrainingEvent> both = new ArrayList<>(model);
            both.addAll(model);
            assertThat(events)
                    .filteredOn(event -> !(event instanceof TrainingEvent.Exchanged))
                    .isEqualTo(both);
        }
    }

    /** Each rule of inference, written down once more from the two models of one round. */
    @Test
    void allRulesOfInferenceAreToldAtTheEnd() {
        try (Open open = new Open(usual(Mutual.Scope.MODALITY_GROUP), EveryClient.everyone(CLIENTS))) {
            open.run(PERIOD);
            assertThat(open.replicas.figures().take().isEmpty()).isTrue();
            TensorScope.run(() -> open.method.finish(PERIOD, open.replicas, open.net));
            RoundFigures.Told told = open.replicas.figures().take();
            double sum = 0;
            for (int client = 0; client < CLIENTS; client++) {
                double general = right(List.of(open.general()), List.of(client), client, 1000);
                double second = right(List.of(open.second(client)), List.of(client), client, 1000);
                double both =
                        right(List.of(open.general(), open.second(client)), List.of(client, client), client, 1000);
                assertThat(told.ofClients().get(client))
                        .isEqualTo(Map.of(
                                "general-model-accuracy",
                                general / TwoSensorBatches.ROWS,
                                "second-model-accuracy",
                                second / TwoSensorBatches.ROWS,
                                "both-models-accuracy",
                                both / TwoSensorBatches.ROWS));
                sum += second / TwoSensorBatches.ROWS;
            }
            double fused = 0;
            for (int batch = 0; batch < DATA.validationBatches(); batch++) {
                fused += right(List.of(open.second(0), open.second(1)), List.of(21, 22), 20, batch);
            }
            assertThat(told.ofRound().get("late-fusion-accuracy"))
                    .isEqualTo(fused / (DATA.validationBatches() * TwoSensorBatches.ROWS));
            assertThat(told.ofRound().get("second-model-accuracy")).isEqualTo(sum / CLIENTS);
        }
    }

    /** Of the examples of one step how many the mean of some models' probabilities is right about, each as it sees them. */
    private static double right(List<double[]> models, List<Integer> views, int labels, long step) {
        double right = 0;
        for (int row = 0; row < TwoSensorBatches.ROWS; row++) {
            double[] mean = new double[TwoSensorBatches.CLASSES];
            for (int model = 0; model < models.size(); model++) {
                double[] said =
                        softmax(scores(models.get(model), TwoSensorBatches.inputs(views.get(model), step)[row]), 1);
                for (int k = 0; k < mean.length; k++) {
                    mean[k] += said[k];
                }
            }
            int best = 0;
            for (int k = 1; k < mean.length; k++) {
                best = mean[k] > mean[best] ? k : best;
            }
            right += best == TwoSensorBatches.label(labels, step, row) ? 1 : 0;
        }
        return right;
    }
}
