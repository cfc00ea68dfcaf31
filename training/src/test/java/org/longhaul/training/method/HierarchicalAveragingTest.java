package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.method.round.FederatedAveraging;
import org.longhaul.training.method.round.HierarchicalAveraging;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.participation.EveryClient;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Federation.Group;
import org.longhaul.training.participation.RandomClients;
import org.longhaul.training.tensor.DType;

/** Averages in a tree of groups. */
class HierarchicalAveragingTest {
    private static final int CLIENTS = 7;
    private static final int PERIOD = 3;

    /** Client c is pulled towards c and has 10 (c + 1) samples. */
    private static final FunctionModel MODEL = new FunctionModel(
            3,
            0,
            (x, client, step) -> client < 0
                    ? new double[] {1, 0, 0}
                    : new double[] {x[0] - client, x[1] - 2 * client - Math.sin(step), 1},
            new long[] {10, 20, 30, 40, 50, 60, 70});

    /** Clients 0 and 1 are in a group of a group, 2 to 4 in one beside it, 5 and 6 in none but the root. */
    private static final Federation TREE = new Federation(
            CLIENTS,
            new Group(
                    "root",
                    List.of(5, 6),
                    List.of(
                            new Group("europe", List.of(), List.of(new Group("paris", List.of(0, 1), List.of()))),
                            new Group("asia", List.of(2, 3, 4), List.of()))));

    private static final Federation SITES = new Federation(
            CLIENTS,
            new Group(
                    "root",
                    List.of(),
                    List.of(
                            new Group("paris", List.of(0, 1, 2), List.of()),
                            new Group("tokyo", List.of(3, 4, 5, 6), List.of()))));

    @TempDir
    private Path directory;

    private final List<TrainingEvent> events = new ArrayList<>();

    private static HierarchicalAveraging.Settings settings(
            List<Integer> rounds, MeanWeights weights, RoundState state, FederatedAveraging.Server server) {
        return new HierarchicalAveraging.Settings(
                PERIOD, rounds, weights, state, server, 0.5, 0.9, 0.99, 1e-3, null, null);
    }

    private static HierarchicalAveraging.Settings plain(int rounds, MeanWeights weights) {
        return new HierarchicalAveraging.Settings(
                PERIOD,
                List.of(rounds),
                weights,
                RoundState.RESET,
                FederatedAveraging.Server.MEAN,
                1,
                0.9,
                0.99,
                1e-3,
                null,
                null);
    }

    private TrainingSessionBuilder described() {
        return TrainingSession.builder()
                .model(MODEL)
                .optimizer(new Sgd.Factory(), new Sgd.Settings(0.1, 0, false, 0))
                .participation(new EveryClient.Factory(), new EveryClient.Settings())
                .type(DType.FLOAT64)
                .wireFormat(Casts.FP64)
                .workers(CLIENTS)
                .steps(60)
                .listener(events::add);
    }

    private TrainingSessionBuilder hierarchical(HierarchicalAveraging.Settings settings, Federation federation) {
        return described().method(new HierarchicalAveraging(), settings).federation(federation);
    }

    private static List<Object> train(TrainingSession session, int steps) {
        List<Object> results = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            results.add(session.step());
            results.add(session.measure());
        }
        return results;
    }

    @ParameterizedTest
    @EnumSource(FederatedAveraging.Server.class)
    void oneGroupIsFederatedAveragingToTheBit(FederatedAveraging.Server server) {
        for (RoundState state : RoundState.values()) {
            FederatedAveraging.Settings flat = new FederatedAveraging.Settings(
                    PERIOD, MeanWeights.SAMPLES, state, server, 0.5, 0.9, 0.99, 1e-3, 0, null, null, false);
            List<Object> expected;
            try (TrainingSession session =
                    some(described().method(new FederatedAveraging(), flat)).build()) {
                expected = train(session, 20);
                session.finish();
                expected.add(session.measure());
            }
            List<TrainingEvent> expectedEvents = List.copyOf(events);
            events.clear();
            try (TrainingSession session = some(hierarchical(
                            settings(List.of(4), MeanWeights.SAMPLES, state, server), Federation.flat(CLIENTS)))
                    .build()) {
                List<Object> results = train(session, 20);
                session.finish();
                results.add(session.measure());
                assertThat(results).isEqualTo(expected);
            }
            assertThat(events).isEqualTo(expectedEvents);
            events.clear();
        }
    }

    private static TrainingSessionBuilder some(TrainingSessionBuilder described) {
        return described
                .participation(new RandomClients.Factory(), new RandomClients.Settings(4, 1))
                .optimizer(new AdamW(), new AdamW.Settings(0.1, 0.9, 0.99, 1e-8, 0));
    }

    /** The mean of means, each weighted by what it is of, is the mean. */
    @ParameterizedTest
    @EnumSource(MeanWeights.class)
    void aRoundOfTheWholeTreeEachTimeIsTheFlatMean(MeanWeights weights) {
        FederatedAveraging.Settings flat = new FederatedAveraging.Settings(
                PERIOD,
                weights,
                RoundState.RESET,
                FederatedAveraging.Server.MEAN,
                1,
                0.9,
                0.99,
                1e-3,
                0,
                null,
                null,
                false);
        try (TrainingSession expected =
                        some(described().method(new FederatedAveraging(), flat)).build();
                TrainingSession tree =
                        some(hierarchical(plain(1, weights), TREE)).build()) {
            for (int step = 0; step < 30; step++) {
                expected.step();
                tree.step();
                assertThat(tree.measure().loss()).isCloseTo(expected.measure().loss(), within(1e-12));
            }
        }
    }

    /** Between two rounds of the root each group is federated averaging by itself. */
    @Test
    void aGroupAveragesByItselfUntilTheRootDoes() {
        try (TrainingSession session =
                hierarchical(plain(2, MeanWeights.SAMPLES), SITES).build()) {
            List<Object> found = new ArrayList<>();
            double paris = 0;
            double tokyo = 0;
            double root = 0;
            double decay = Math.pow(0.9, PERIOD);
            for (int round = 0; round < 6; round++) {
                for (int step = 0; step < PERIOD; step++) {
                    session.step();
                }
                // Each client c goes from x to c + decay (x - c).
                paris = decay * paris + (1 - decay) * (0 * 10 + 20 + 2 * 30) / 60.0;
                tokyo = decay * tokyo + (1 - decay) * (3 * 40 + 4 * 50 + 5 * 60 + 6 * 70) / 220.0;
                if (round % 2 == 1) {
                    root = (60 * paris + 220 * tokyo) / 280;
                    paris = root;
                    tokyo = root;
                }
                // The loss of this model in validation is its first element.
                assertThat(session.measure().loss()).isCloseTo(root, within(1e-12));
            }
            events.forEach(event -> {
                if (event instanceof TrainingEvent.Exchanged exchanged) {
                    found.add(exchanged.exchange().operation() + " "
                            + exchanged.exchange().root() + " "
                            + exchanged.exchange().members());
                }
            });
            List<String> cycle = List.of(
                    "BROADCAST 7 [7, 8, 9]",
                    "BROADCAST 8 [0, 1, 2, 8]",
                    "BROADCAST 9 [3, 4, 5, 6, 9]",
                    "REDUCE 8 [0, 1, 2, 8]",
                    "REDUCE 9 [3, 4, 5, 6, 9]",
                    "BROADCAST 8 [0, 1, 2, 8]",
                    "BROADCAST 9 [3, 4, 5, 6, 9]",
                    "REDUCE 8 [0, 1, 2, 8]",
                    "REDUCE 9 [3, 4, 5, 6, 9]",
                    "REDUCE 7 [7, 8, 9]");
            List<String> all = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                all.addAll(cycle);
            }
            assertThat(found).isEqualTo(all);
        }
    }

    /** Groups of which nobody takes part are left out, with their servers. */
    @Test
    void whoTakesPartIsTheSameDuringARoundOfTheRoot() {
        try (TrainingSession session = hierarchical(plain(2, MeanWeights.EQUAL), SITES)
                .participation(new RandomClients.Factory(), new RandomClients.Settings(1, 1))
                .build()) {
            train(session, 8 * PERIOD);
            for (int round = 0; round < 4; round++) {
                List<Exchange> exchanges = exchanges().subList(6 * round, 6 * round + 6);
                int group = exchanges.get(0).members().get(1);
                int client = exchanges.get(1).members().get(0);
                assertThat(group).isEqualTo(client < 3 ? 8 : 9);
                assertThat(exchanges)
                        .extracting(Exchange::members)
                        .containsExactly(
                                List.of(7, group),
                                List.of(client, group),
                                List.of(client, group),
                                List.of(client, group),
                                List.of(client, group),
                                List.of(7, group));
            }
        }
    }

    private List<Exchange> exchanges() {
        return events.stream()
                .filter(TrainingEvent.Exchanged.class::isInstance)
                .map(event -> ((TrainingEvent.Exchanged) event).exchange())
                .toList();
    }

    /** Broken off within a round of the groups, and between two of them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aBrokenRoundEndsAtTheRootToo(int steps) {
        try (TrainingSession session =
                hierarchical(plain(2, MeanWeights.SAMPLES), SITES).build()) {
            train(session, steps);
            assertThat(session.measure().loss()).isZero();
            session.finish();
            double paris = 0;
            double tokyo = 0;
            for (int left = steps; left > 0; left -= PERIOD) {
                double decay = Math.pow(0.9, Math.min(left, PERIOD));
                paris = decay * paris + (1 - decay) * 80 / 60.0;
                tokyo = decay * tokyo + (1 - decay) * 1040 / 220.0;
            }
            assertThat(session.measure().loss()).isCloseTo((60 * paris + 220 * tokyo) / 280, within(1e-12));
        }
    }

    /** Interrupted within a round of the groups, between two of them and between two of the root. */
    @ParameterizedTest
    @EnumSource(FederatedAveraging.Server.class)
    void continuesFromACheckpointToTheSameBits(FederatedAveraging.Server server) throws IOException {
        for (RoundState state : RoundState.values()) {
            HierarchicalAveraging.Settings settings = settings(List.of(2, 3), MeanWeights.SAMPLES, state, server);
            List<Object> expected;
            try (TrainingSession whole = some(hierarchical(settings, TREE)).build()) {
                expected = train(whole, 22);
            }
            for (int stop : new int[] {4, 2 * PERIOD, 3 * PERIOD, 6 * PERIOD}) {
                List<Object> resumed;
                try (TrainingSession first = some(hierarchical(settings, TREE)).build();
                        TrainingSession second =
                                some(hierarchical(settings, TREE)).build()) {
                    resumed = train(first, stop);
                    first.save(directory);
                    second.restore(directory);
                    resumed.addAll(train(second, 22 - stop));
                }
                assertThat(resumed).isEqualTo(expected);
            }
        }
    }

    @Test
    void roundsAreThoseOfTheLevels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hierarchical(
                                settings(
                                        List.of(2, 2),
                                        MeanWeights.EQUAL,
                                        RoundState.RESET,
                                        FederatedAveraging.Server.MEAN),
                                SITES)
                        .build())
                .withMessageContaining("groupRounds ([2, 2]) must be one number, or one for each of the 1 levels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plain(0, MeanWeights.EQUAL))
                .withMessageContaining("groupRounds ([0])");
    }
}
