package org.longhaul.training.method.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Federation.Group;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Backbones that all share, and key layers that find their like. */
class WorldLmTest {
    private static final int PERIOD = 2;
    private static final double AVERAGING = 1e9;

    /** Rome is at the root and has data of its own; so has client 1 in the east. */
    private static final Federation OWN = new Federation(
            6,
            new Group(
                    "rome",
                    0,
                    List.of(0),
                    List.of(
                            new Group("east", 1, List.of(1, 2, 3), List.of()),
                            new Group("west", List.of(4, 5), List.of()))));

    @TempDir
    private Path directory;

    private final List<TrainingEvent> events = new ArrayList<>();

    /** The first element walks c + 1 downhill; the key layer walks 9 along an axis of the client's. */
    private static FunctionModel model(int... axes) {
        return new FunctionModel(4, 1, (x, client, step) -> {
                    double[] g = {client < 0 ? 1 : client + 1, 0, 0, 0};
                    if (client >= 0) {
                        g[axes[client]] = 9;
                    }
                    return g;
                })
                .heldOut((x, client, step) -> new double[] {1, 0, 0, 0});
    }

    private static WorldLm.Settings settings(double temperature, int residuals) {
        return new WorldLm.Settings(
                PERIOD, 1, residuals, temperature, MeanWeights.EQUAL, RoundState.KEEP, List.of(), 1, 0.5, null, null);
    }

    private TrainingSessionBuilder described(FunctionModel model, Federation federation, WorldLm.Settings settings) {
        return TrainingSession.builder()
                .model(model)
                .optimizer(new Sgd.Factory(), new Sgd.Settings(1, 0, false, 0))
                .method(new WorldLm.Factory(), settings)
                .federation(federation)
                .type(DType.FLOAT64)
                .wireFormat(Casts.FP64)
                .workers(federation.clients())
                .steps(80)
                .listener(events::add);
    }

    private static List<Object> train(TrainingSession session, int steps) {
        List<Object> results = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            results.add(session.step());
            results.add(session.measure());
        }
        return results;
    }

    private static List<Double> ofClients(TrainingSession session) {
        List<Double> values = new ArrayList<>();
        session.measureByClient().values().get(0).clients().forEach(client -> values.add(client.value()));
        return values;
    }

    private List<String> exchanges(String label) {
        List<String> found = new ArrayList<>();
        for (TrainingEvent event : events) {
            if (event instanceof TrainingEvent.Exchanged exchanged
                    && exchanged.exchange().label().matches(label)) {
                Exchange exchange = exchanged.exchange();
                found.add(exchange.operation() + " " + exchange.root() + " " + exchange.members());
            }
        }
        return found;
    }

    @Test
    void attentionIsASoftmaxOfCosines() {
        TensorScope.run(() -> {
            Tensor own = vector(2, 0);
            Tensor alike = vector(5, 0);
            Tensor across = vector(0, 3);
            Tensor none = vector(0, 0);
            double[] weights = new KeyAttention(0.5).weights(own, List.of(alike, across, none));
            double sum = 2 + 2 * Math.exp(-2);
            assertThat(weights)
                    .containsExactly(
                            new double[] {1 / sum, 1 / sum, Math.exp(-2) / sum, Math.exp(-2) / sum}, within(1e-12));
            new KeyAttention(1e-3).attend(own, List.of(across));
            assertThat(own.toDoubles()).containsExactly(2, 0);
            new KeyAttention(AVERAGING).attend(own, List.of(across));
            assertThat(own.toDoubles()).containsExactly(new double[] {1, 1.5}, within(1e-8));
        });
    }

    private static Tensor vector(double... values) {
        return Tensors.of(Device.CPU, values, values.length);
    }

    /** One group, averaged key layers: both halves can be worked out by hand. */
    @Test
    void theBackboneIsTheMeanAndTheKeyLayersAreAMixture() {
        FunctionModel keyed = new FunctionModel(
                        2,
                        0,
                        (x, client, step) ->
                                client < 0 ? new double[] {1, 1} : new double[] {client + 1, 2 * (client + 1)})
                .heldOut((x, client, step) -> new double[] {0, 1});
        try (TrainingSession session =
                described(keyed, Federation.flat(3), settings(AVERAGING, 1)).build()) {
            double root = 0;
            double[] own = new double[3];
            for (int round = 0; round < 3; round++) {
                train(session, PERIOD);
                double sum = root;
                for (int client = 0; client < 3; client++) {
                    own[client] = (round == 0 ? root : (own[client] + root) / 2) - PERIOD * 2 * (client + 1);
                    sum += own[client];
                }
                root = sum / 4;
                double backbone = -(round + 1) * PERIOD * 2.0;
                assertThat(session.measure().loss()).isCloseTo(backbone + root, within(1e-6));
                List<Double> values = ofClients(session);
                for (int client = 0; client < 3; client++) {
                    assertThat(values.get(client)).isCloseTo(own[client], within(1e-6));
                }
            }
        }
        assertThat(exchanges(".*")).hasSize(6).startsWith("BROADCAST 3 [0, 1, 2, 3]", "GATHER 3 [0, 1, 2, 3]");
    }

    /** Client 2 is among those whose key layers are unlike its own, and finds those that are like them in the other group. */
    @Test
    void residualsFindTheirLikeInOtherGroups() {
        Federation two = new Federation(
                5,
                new Group(
                        "root",
                        List.of(),
                        List.of(
                                new Group("a", List.of(0, 1, 2), List.of()),
                                new Group("b", List.of(3, 4), List.of()))));
        try (TrainingSession session =
                described(model(1, 1, 2, 2, 2), two, settings(0.3, 1)).build()) {
            train(session, PERIOD);
            assertThat(exchanges("residual")).containsExactly("GATHER 5 [5, 6]", "GATHER 5 [5, 7]");
            events.clear();
            train(session, PERIOD);
            // Both residuals lie along the second axis: they go to group b, and to its first client.
            assertThat(exchanges("residual"))
                    .containsExactly(
                            "BROADCAST 5 [5, 7]",
                            "BROADCAST 5 [5, 7]",
                            "BROADCAST 7 [3, 7]",
                            "BROADCAST 7 [3, 7]",
                            "GATHER 5 [5, 6]",
                            "GATHER 5 [5, 7]");
            events.forEach(event -> {
                if (event instanceof TrainingEvent.Exchanged exchanged
                        && exchanged.exchange().label().equals("residual")) {
                    assertThat(exchanged.exchange().totalBytes()).isEqualTo(3 * 8);
                }
            });
        }
        events.clear();
        try (TrainingSession session =
                described(model(1, 1, 2, 2, 2), two, settings(0.3, 0)).build()) {
            train(session, 2 * PERIOD);
            assertThat(exchanges("residual")).isEmpty();
            assertThat(exchanges("model|parameters")).hasSize(2 * 6);
        }
    }

    /** The root before the groups below it, and these before their clients. */
    @Test
    void levelsThatTrainDoSoOneAfterTheOther() {
        try (TrainingSession session =
                described(model(1, 1, 2, 2, 3, 3), OWN, settings(0.3, 0)).build()) {
            train(session, 3 * PERIOD);
        }
        List<String> order = new ArrayList<>();
        for (TrainingEvent event : events) {
            if (event instanceof TrainingEvent.Computed computed) {
                order.add("train " + computed.members().ranks());
            } else if (event instanceof TrainingEvent.Exchanged exchanged) {
                order.add(
                        exchanged.exchange().root() + " " + exchanged.exchange().members());
            }
        }
        assertThat(order)
                .containsExactly(
                        "6 [0, 6]",
                        "train [0]",
                        "train [0]",
                        "6 [0, 6]",
                        "6 [6, 7, 8]",
                        "7 [1, 7]",
                        "train [1]",
                        "train [1]",
                        "7 [1, 7]",
                        "7 [2, 3, 7]",
                        "8 [4, 5, 8]",
                        "train [2, 3, 4, 5]",
                        "train [2, 3, 4, 5]",
                        "7 [2, 3, 7]",
                        "8 [4, 5, 8]",
                        "6 [6, 7, 8]");
    }

    /** A node counts as its siblings do, or as the data below it. */
    @Test
    void backbonesAreAveragedLevelByLevel() {
        try (TrainingSession session =
                described(model(1, 1, 2, 2, 3, 3), OWN, settings(0.3, 0)).build()) {
            train(session, 3 * PERIOD);
            double rome = 1 - PERIOD;
            double one = rome - 2 * PERIOD;
            double east = (one + (one - 3 * PERIOD) + (one - 4 * PERIOD)) / 3;
            double west = ((rome - 5 * PERIOD) + (rome - 6 * PERIOD)) / 2;
            // The loss of this model in validation is its first element.
            assertThat(session.measure().loss()).isCloseTo((rome + east + west) / 3, within(1e-9));
        }
    }

    @Test
    void continuesFromACheckpointToTheSameBits() throws IOException {
        WorldLm.Settings settings = new WorldLm.Settings(
                PERIOD, 1, 2, 0.3, MeanWeights.SAMPLES, RoundState.KEEP, List.of(3, 4), 5, 0.5, null, null);
        List<Object> expected;
        try (TrainingSession whole = adam(settings)) {
            expected = train(whole, 20);
            whole.finish();
            expected.addAll(ofClients(whole));
        }
        for (int stop : new int[] {1, 2, 3, 4, 5, 6, 9, 11}) {
            List<Object> resumed;
            try (TrainingSession first = adam(settings);
                    TrainingSession second = adam(settings)) {
                resumed = train(first, stop);
                first.save(directory);
                second.restore(directory);
                resumed.addAll(train(second, 20 - stop));
                second.finish();
                resumed.addAll(ofClients(second));
            }
            assertThat(resumed).isEqualTo(expected);
        }
    }

    private TrainingSession adam(WorldLm.Settings settings) {
        return described(model(1, 1, 2, 2, 3, 3), OWN, settings)
                .optimizer(new AdamW(), new AdamW.Settings(0.1, 0.9, 0.99, 1e-8, 0))
                .build();
    }

    /** Who has not trained in the round that is broken off has no part in its end. */
    @Test
    void aBrokenRoundEndsAtTheRootToo() {
        for (int steps : new int[] {1, 2, 3, 4, 5}) {
            try (TrainingSession session =
                    described(model(1, 1, 2, 2, 3, 3), OWN, settings(0.3, 1)).build()) {
                train(session, steps);
                assertThat(session.measure().loss()).isEqualTo(steps < PERIOD ? 1 : 1 - PERIOD);
                session.finish();
                double rome = 1.0 - Math.min(steps, PERIOD);
                double east = rome - 2 * Math.min(Math.max(0, steps - 2), PERIOD);
                double expected = steps <= 2 ? rome : (rome + east) / 2;
                if (steps == 5) {
                    expected = (rome + (east + (east - 3) + (east - 4)) / 3 + (rome - 5 + rome - 6) / 2) / 3;
                }
                assertThat(session.measure().loss()).isCloseTo(expected, within(1e-9));
            }
        }
    }

    /** What is sent is cut and gets noise; the client itself keeps what it has come to. */
    @Test
    void updatesOfChosenClientsAreClippedAndNoisy() {
        double[] quiet = noisy(0);
        double step = PERIOD * Math.sqrt(4 + 81);
        // Client 1 goes 2 down in each step; of its update of this norm one of norm 3 is sent.
        assertThat(quiet[0]).isCloseTo(1 - PERIOD * (1 + 2 * 3 / step + 3) / 3.0, within(1e-9));
        assertThat(quiet[1]).isCloseTo(1 - PERIOD * 2, within(1e-12));
        double[] loud = noisy(0.5);
        assertThat(loud[0]).isNotEqualTo(quiet[0]).isEqualTo(noisy(0.5)[0]);
        assertThat(loud[1]).isEqualTo(quiet[1]);
    }

    /** The root's first element, and that of client 1 itself. */
    private double[] noisy(double noise) {
        WorldLm.Settings settings = new WorldLm.Settings(
                PERIOD, 1, 0, 0.3, MeanWeights.EQUAL, RoundState.KEEP, List.of(1), 3, noise, null, null);
        try (TrainingSession session =
                described(model(1, 2, 3), Federation.flat(3), settings).build()) {
            train(session, PERIOD);
            return new double[] {session.measure().loss(), ofClients(session).get(1)};
        }
    }

    @Test
    void noiseHasTheDeviationThatIsStated() {
        TensorScope.run(() -> {
            int elements = 20_000;
            Tensor from = Tensors.zeros(Device.CPU, DType.FLOAT64, elements);
            Tensor reached = Tensors.zeros(Device.CPU, DType.FLOAT64, elements);
            new UpdateNoise(2, 0.5, List.of(4)).apply(4, from, reached, 1, 0);
            assertThat(reached.norm() / Math.sqrt(elements)).isCloseTo(1, within(0.02));
            Tensor other = Tensors.zeros(Device.CPU, DType.FLOAT64, elements);
            new UpdateNoise(2, 0.5, List.of(4)).apply(4, from, other, 1, 1);
            assertThat(Math.abs(other.dot(reached).item()) / elements).isLessThan(0.03);
            new UpdateNoise(2, 0.5, List.of(3)).apply(4, from, from, 1, 0);
            assertThat(from.norm()).isZero();
        });
    }

    @Test
    void noisyClientsAreClients() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> described(
                                model(1, 2, 3),
                                Federation.flat(3),
                                new WorldLm.Settings(
                                        PERIOD,
                                        1,
                                        0,
                                        0.3,
                                        MeanWeights.EQUAL,
                                        RoundState.KEEP,
                                        List.of(3),
                                        1,
                                        1,
                                        null,
                                        null))
                        .build())
                .withMessageContaining("noisyClients (3) must be clients, 0 to 2");
    }

    /** Clients of 10 to 60 samples; a group counts as all of its clients do. */
    @Test
    void aGroupCountsByTheSamplesBelowIt() {
        FunctionModel uneven = new FunctionModel(
                4, 1, (x, client, step) -> new double[] {client < 0 ? 1 : client + 1, 0, 0, 0}, new long[] {
                    10, 20, 30, 40, 50, 60
                });
        WorldLm.Settings settings = new WorldLm.Settings(
                PERIOD, 1, 0, 0.3, MeanWeights.SAMPLES, RoundState.KEEP, List.of(), 1, 0.5, null, null);
        try (TrainingSession session = described(uneven, OWN, settings).build()) {
            train(session, 3 * PERIOD);
            double rome = 1 - PERIOD;
            double one = rome - 2 * PERIOD;
            double east = (20 * one + 30 * (one - 3 * PERIOD) + 40 * (one - 4 * PERIOD)) / 90;
            double west = (50 * (rome - 5 * PERIOD) + 60 * (rome - 6 * PERIOD)) / 110;
            assertThat(session.measure().loss()).isCloseTo((10 * rome + 90 * east + 110 * west) / 210, within(1e-9));
        }
    }
}
