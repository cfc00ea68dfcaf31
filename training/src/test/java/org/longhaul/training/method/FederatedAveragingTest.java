package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.TopK;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.method.round.FederatedAveraging;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.RandomClients;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.replica.ReplicaSetup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.TensorScope;

/** Some clients a round, and a server. */
class FederatedAveragingTest {
    private static final int CLIENTS = 12;
    private static final int COHORT = 4;
    private static final int PERIOD = 3;

    /** Client c walks c + 1 downhill in every step and has 10 (c + 1) samples. */
    private static final FunctionModel MODEL = new FunctionModel(
            5,
            0,
            (x, client, step) -> client < 0
                    ? new double[] {1, 0, 0, 0, 0}
                    : new double[] {client + 1, client + 1, client + 1, 1, x[4] - client - step},
            samples());

    @TempDir
    private Path directory;

    private final List<TrainingEvent> events = new ArrayList<>();

    private static long[] samples() {
        long[] samples = new long[CLIENTS];
        for (int client = 0; client < CLIENTS; client++) {
            samples[client] = 10 * (client + 1);
        }
        return samples;
    }

    private static FederatedAveraging.Settings settings(
            MeanWeights weights, RoundState state, FederatedAveraging.Server server, double rate) {
        return new FederatedAveraging.Settings(
                PERIOD, weights, state, server, rate, 0.9, 0.99, 1e-3, 0, null, null, false);
    }

    private static FederatedAveraging.Settings owing(RoundState state, FederatedAveraging.Server server, Codec up) {
        return new FederatedAveraging.Settings(
                PERIOD, MeanWeights.EQUAL, state, server, 0.5, 0.9, 0.99, 1e-3, 0, null, up, true);
    }

    private TrainingSessionBuilder described(FederatedAveraging.Settings settings) {
        return TrainingSession.builder()
                .model(MODEL)
                .optimizer(new Sgd.Factory(), new Sgd.Settings(1, 0, false, 0))
                .method(new FederatedAveraging(), settings)
                .participation(new RandomClients.Factory(), new RandomClients.Settings(COHORT, 1))
                .type(DType.FLOAT64)
                .wireFormat(Casts.FP64)
                .workers(CLIENTS)
                .steps(10 * PERIOD)
                .listener(events::add);
    }

    private static FederatedAveraging.Settings plain(MeanWeights weights) {
        return settings(weights, RoundState.RESET, FederatedAveraging.Server.MEAN, 1);
    }

    @Test
    void aRoundIsABroadcastLocalStepsOfTheCohortAndAWeightedReduce() {
        try (TrainingSession session = described(plain(MeanWeights.SAMPLES)).build()) {
            double expected = 0;
            Set<Integer> seen = new TreeSet<>();
            for (int round = 0; round < 10; round++) {
                events.clear();
                for (int step = 0; step < PERIOD; step++) {
                    assertThat(session.step().workerLosses()).hasSize(COHORT);
                }
                List<Integer> cohort = cohort(events.get(1));
                seen.addAll(cohort);
                assertThat(cohort).hasSize(COHORT).isSorted();
                TrainingEvent computed = new TrainingEvent.Computed(new Members(cohort));
                TrainingEvent updated = new TrainingEvent.Updated(new Members(cohort));
                assertThat(events.subList(1, 7))
                        .containsExactly(computed, updated, computed, updated, computed, updated);
                List<Integer> members = new ArrayList<>(cohort);
                members.add(CLIENTS);
                assertThat(exchange(events.get(0))).satisfies(down -> {
                    assertThat(down.operation()).isEqualTo(Exchange.Operation.BROADCAST);
                    assertThat(down.members()).isEqualTo(members);
                    assertThat(down.root()).isEqualTo(CLIENTS);
                    assertThat(down.totalBytes()).isEqualTo(COHORT * 5 * 8);
                });
                assertThat(exchange(events.get(7))).satisfies(up -> {
                    assertThat(up.operation()).isEqualTo(Exchange.Operation.REDUCE);
                    assertThat(up.members()).isEqualTo(members);
                    assertThat(up.totalBytes()).isEqualTo(COHORT * 5 * 8);
                });
                assertThat(events).hasSize(8);
                double walked = 0;
                double weight = 0;
                for (int client : cohort) {
                    walked += (client + 1.0) * (client + 1) * PERIOD;
                    weight += client + 1;
                }
                expected -= walked / weight;
                // The loss of this model in validation is its first element.
                assertThat(session.measure().loss()).isCloseTo(expected, within(1e-9));
                assertThat(session.measure().virtualLoss()).isNull();
            }
            assertThat(seen).hasSizeGreaterThan(2 * COHORT);
        }
    }

    private static List<Integer> cohort(TrainingEvent event) {
        return event instanceof TrainingEvent.Computed computed
                        && computed.members().ranks() != null
                ? computed.members().ranks()
                : List.of();
    }

    private static Exchange exchange(TrainingEvent event) {
        return ((TrainingEvent.Exchanged) event).exchange();
    }

    @Test
    void aBrokenRoundEndsAtTheServerToo() {
        try (TrainingSession session = described(plain(MeanWeights.EQUAL)).build()) {
            session.step();
            List<Integer> cohort = cohort(events.get(1));
            double before = session.measure().loss();
            assertThat(before).isZero();
            session.finish();
            double mean =
                    cohort.stream().mapToInt(client -> client + 1).average().orElseThrow();
            assertThat(session.measure().loss()).isCloseTo(-mean, within(1e-12));
        }
    }

    /** Interrupted within a round and between two, with states at rest and without. */
    @ParameterizedTest
    @EnumSource(FederatedAveraging.Server.class)
    void continuesFromACheckpointToTheSameBits(FederatedAveraging.Server server) throws IOException {
        for (RoundState state : RoundState.values()) {
            assertContinues(settings(MeanWeights.SAMPLES, state, server, 0.5));
            assertContinues(owing(state, server, TopK.ofShare(0.4)));
        }
    }

    private void assertContinues(FederatedAveraging.Settings settings) throws IOException {
        int steps = 19;
        List<Object> expected;
        try (TrainingSession whole = adam(settings).build()) {
            expected = train(whole, steps);
        }
        for (int stop : new int[] {10, 4 * PERIOD}) {
            try (TrainingSession first = adam(settings).build();
                    TrainingSession second = adam(settings).build()) {
                List<Object> resumed = train(first, stop);
                first.save(directory);
                second.restore(directory);
                resumed.addAll(train(second, steps - stop));
                assertThat(resumed).isEqualTo(expected);
            }
        }
    }

    /** How far a client went instead of where it is comes to the same, whatever the server makes of it. */
    @ParameterizedTest
    @EnumSource(FederatedAveraging.Server.class)
    void pseudoGradientsThatAreSentWholeComeToTheSameModel(FederatedAveraging.Server server) {
        FederatedAveraging.Settings parameters = settings(MeanWeights.EQUAL, RoundState.RESET, server, 0.5);
        double expected = reached(parameters);
        assertThat(reached(owing(RoundState.RESET, server, Casts.FP64))).isCloseTo(expected, within(1e-9));
    }

    /** One element of five is sent at a time; none of them falls behind by more than a few rounds. */
    @Test
    void whatAClientOwesComesWithALaterRound() {
        double whole = reached(owing(RoundState.RESET, FederatedAveraging.Server.MEAN, Casts.FP64));
        double sparse = reached(owing(RoundState.RESET, FederatedAveraging.Server.MEAN, TopK.ofShare(0.2)));
        assertThat(sparse).isBetween(whole, 0.7 * whole);
    }

    private double reached(FederatedAveraging.Settings settings) {
        try (TrainingSession session = described(settings)
                .participation(new RandomClients.Factory(), new RandomClients.Settings(null, 1))
                .steps(30L * PERIOD)
                .build()) {
            for (int step = 0; step < 30 * PERIOD; step++) {
                session.step();
            }
            return session.measure().loss();
        }
    }

    private TrainingSessionBuilder adam(FederatedAveraging.Settings settings) {
        return described(settings).optimizer(new AdamW(), new AdamW.Settings(0.1, 0.9, 0.99, 1e-8, 0));
    }

    private static List<Object> train(TrainingSession session, int steps) {
        List<Object> results = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            results.add(session.step());
            results.add(session.measure());
        }
        return results;
    }

    /** With Adam a first update moves every element by the learning rate; states that a client has kept move it otherwise. */
    @Test
    void aClientFindsItsStatesAgainWhereTheyAreKept() {
        assertThat(moved(RoundState.RESET)).isNotEqualTo(moved(RoundState.KEEP));
    }

    private List<Double> moved(RoundState state) {
        FederatedAveraging.Settings settings = settings(MeanWeights.EQUAL, state, FederatedAveraging.Server.MEAN, 1);
        List<Double> losses = new ArrayList<>();
        try (TrainingSession session = adam(settings)
                .participation(new RandomClients.Factory(), new RandomClients.Settings(null, 1))
                .build()) {
            for (int step = 0; step < 3 * PERIOD; step++) {
                losses.addAll(session.step().workerLosses());
            }
        }
        return losses;
    }

    /** A count of a client's own rounds, kept by a method; the client's next round finds it. */
    @Test
    void whatAMethodKeepsForAClientRestsWhileItIsAway() {
        ReplicaSetup setup = new ReplicaSetup(
                MODEL,
                Objects.requireNonNull(MODEL.ownBatches(1)),
                new Sgd.Factory().create(new Sgd.Settings(1, 0, false, 0)),
                step -> 1,
                20,
                new Clipping.None(),
                3,
                round -> List.of((int) (round % 3), 2),
                Federation.flat(3),
                1,
                Device.CPU,
                DType.FLOAT64,
                GradientPass.PLAIN,
                ReplicaMode.THREADED,
                1,
                null);
        try (Replicas replicas = new Replicas(setup, TrainingListener.none())) {
            assertThat(replicas.newVectorOfEach("rounds").ranks()).isEmpty();
            TensorScope.run(() -> {
                for (int round = 0; round < 5; round += round == 1 ? 2 : 1) {
                    replicas.enter(replicas.cohort(round), round, false);
                    for (int client : replicas.present()) {
                        replicas.kept("rounds").of(client).addInPlace(1);
                    }
                }
                // Rounds 0, 1, 3 and 4: clients 0 and 1 twice each, client 2 always.
                replicas.enter(List.of(0, 1, 2), 5, false);
                assertThat(replicas.kept("rounds").of(0).toDoubles()).containsOnly(2);
                assertThat(replicas.kept("rounds").of(1).toDoubles()).containsOnly(2);
                assertThat(replicas.kept("rounds").of(2).toDoubles()).containsOnly(4);
            });
        }
    }

    @Test
    void noMoreClientsThanThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> described(plain(MeanWeights.EQUAL))
                        .participation(new RandomClients.Factory(), new RandomClients.Settings(CLIENTS + 1, 1))
                        .build())
                .withMessageContaining("clients (13) of a round must not exceed the 12 clients");
    }
}
