package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
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
import org.longhaul.training.tensor.DType;

/** What happens when at the levels of a tree of groups whose rounds are of different lengths. */
class FederationLevelsTest {
    private static final int PERIOD = 2;

    /** Client c is pulled towards c. */
    private static final FunctionModel MODEL = new FunctionModel(
            2,
            0.5,
            (x, client, step) -> client < 0 ? new double[] {1, 0} : new double[] {x[0] - client, Math.sin(step)});

    /** Ranks 3, 4 and 5 are the servers of the root, europe and paris. */
    private static final Federation DEEP = new Federation(
            3,
            new Group(
                    "root",
                    List.of(2),
                    List.of(new Group("europe", List.of(), List.of(new Group("paris", List.of(0, 1), List.of()))))));

    private final List<TrainingEvent> events = new ArrayList<>();

    private TrainingSessionBuilder described(Federation federation) {
        return TrainingSession.builder()
                .model(MODEL)
                .optimizer(new Sgd.Factory(), new Sgd.Settings(0.1, 0, false, 0))
                .participation(new EveryClient.Factory(), new EveryClient.Settings())
                .type(DType.FLOAT64)
                .wireFormat(Casts.FP64)
                .workers(federation.clients())
                .steps(60)
                .listener(events::add);
    }

    private TrainingSessionBuilder tree(Federation federation, List<Integer> rounds, FederatedAveraging.Server server) {
        HierarchicalAveraging.Settings settings = new HierarchicalAveraging.Settings(
                PERIOD, rounds, MeanWeights.EQUAL, RoundState.RESET, server, 0.5, 0.9, 0.99, 1e-3, null, null);
        return described(federation)
                .method(new HierarchicalAveraging(), settings)
                .federation(federation);
    }

    private TrainingSessionBuilder flat(int clients, int period, FederatedAveraging.Server server) {
        FederatedAveraging.Settings settings = new FederatedAveraging.Settings(
                period, MeanWeights.EQUAL, RoundState.RESET, server, 0.5, 0.9, 0.99, 1e-3, 0, null, null, false);
        return described(Federation.flat(clients)).method(new FederatedAveraging(), settings);
    }

    /** Two rounds of europe in one of the root, three of paris in one of europe. */
    @Test
    void roundsAreStatedFromTheRootDown() {
        List<String> reduced = new ArrayList<>();
        try (TrainingSession session =
                tree(DEEP, List.of(2, 3), FederatedAveraging.Server.MEAN).build()) {
            for (int step = 1; step <= 12; step++) {
                events.clear();
                session.step();
                for (TrainingEvent event : events) {
                    if (event instanceof TrainingEvent.Exchanged exchanged
                            && exchanged.exchange().operation() == Exchange.Operation.REDUCE) {
                        reduced.add(step + " at " + exchanged.exchange().root());
                    }
                }
            }
        }
        assertThat(reduced)
                .containsExactly(
                        "2 at 5", "4 at 5", "6 at 5", "6 at 4", "8 at 5", "10 at 5", "12 at 5", "12 at 4", "12 at 3");
    }

    /** On bowls the mean does not see that groups average in between, so that the server counts the root's rounds only. */
    @Test
    void theServerCountsTheRoundsOfTheRoot() {
        Federation two = new Federation(
                4,
                new Group(
                        "root",
                        List.of(),
                        List.of(new Group("a", List.of(0, 1), List.of()), new Group("b", List.of(2, 3), List.of()))));
        try (TrainingSession tree =
                        tree(two, List.of(3), FederatedAveraging.Server.ADAM).build();
                TrainingSession flat =
                        flat(4, 3 * PERIOD, FederatedAveraging.Server.ADAM).build()) {
            for (int step = 0; step < 30; step++) {
                tree.step();
                flat.step();
                assertThat(tree.measure().loss()).isCloseTo(flat.measure().loss(), within(1e-12));
            }
        }
    }

    /** The root's own client is in the midst of its round when those below end theirs, and keeps its optimizer's states. */
    @Test
    void aClientsOptimizerBeginsAnewWhenItsOwnRoundEnds() {
        AdamW.Settings adamW = new AdamW.Settings(0.1, 0.9, 0.99, 1e-8, 0);
        try (TrainingSession tree = tree(DEEP, List.of(2), FederatedAveraging.Server.MEAN)
                        .optimizer(new AdamW(), adamW)
                        .build();
                TrainingSession flat = flat(3, 4 * PERIOD, FederatedAveraging.Server.MEAN)
                        .optimizer(new AdamW(), adamW)
                        .build()) {
            for (int step = 0; step < 4 * PERIOD; step++) {
                List<Double> own = tree.step().workerLosses();
                List<Double> expected = flat.step().workerLosses();
                assertThat(own.get(2)).isEqualTo(expected.get(2));
            }
        }
    }
}
