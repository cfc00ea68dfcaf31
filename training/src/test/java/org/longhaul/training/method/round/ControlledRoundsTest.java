package org.longhaul.training.method.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.longhaul.training.RollCallAnswers.answer;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.RollCallAnswers;
import org.longhaul.training.StepResult;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.TopK;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.Membership;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.participation.EveryClient;
import org.longhaul.training.schedule.Cosine;
import org.longhaul.training.tensor.DType;

/** SCAFFOLD's control variates, and the bytes of secure aggregation, in rounds of federated averaging. */
class ControlledRoundsTest {
    private static final double RATE = 0.1;
    private static final int STEPS = 5;
    private static final List<Integer> ALL = List.of(0, 1, 2);
    private static final double[] CURVATURE = {1, 4, 2};
    private static final double[] CENTRE = {-1, 1, 3};

    /** Client c minimises a_c / 2 |x - b_c|^2. */
    private static final FunctionModel BOWLS = new FunctionModel(2, 0, (x, client, step) ->
            new double[] {CURVATURE[client] * (x[0] - CENTRE[client]), CURVATURE[client] * (x[1] - CENTRE[client])});

    private static Optimizer sgd(double momentum) {
        return new Sgd.Factory().create(new Sgd.Settings(RATE, momentum, false, 0));
    }

    private static FederatedAveraging.Settings settings(boolean controlled, boolean secure) {
        return new FederatedAveraging.Settings(
                STEPS,
                MeanWeights.EQUAL,
                RoundState.RESET,
                FederatedAveraging.Server.MEAN,
                1,
                0,
                0,
                1e-3,
                0,
                controlled,
                secure,
                null,
                null,
                false,
                null);
    }

    private static Workers workers(boolean controlled, boolean secure) {
        return Workers.of(3, DType.FLOAT64, BOWLS, sgd(0), new FederatedAveraging(), settings(controlled, secure));
    }

    /** Algorithm 1 with option II, for numbers. */
    private static double byHand(int rounds) {
        return byHand(Collections.nCopies(rounds, ALL));
    }

    /** The same of rounds of which only some were heard. */
    private static double byHand(List<List<Integer>> heard) {
        double x = 0;
        double c = 0;
        double[] own = new double[3];
        for (List<Integer> clients : heard) {
            double mean = 0;
            double change = 0;
            for (int i : clients) {
                double y = x;
                for (int k = 0; k < STEPS; k++) {
                    y -= RATE * (CURVATURE[i] * (y - CENTRE[i]) - own[i] + c);
                }
                double renewed = own[i] - c + (x - y) / (STEPS * RATE);
                mean += y / clients.size();
                change += (renewed - own[i]) / 3;
                own[i] = renewed;
            }
            x = mean;
            c += change;
        }
        return x;
    }

    /** Whoever is lost in a round renews nothing, and its part of the server's variate is its own still. */
    @Test
    void whoIsLostKeepsItsVariateOfTheRoundBefore() {
        List<Integer> two = List.of(0, 1);
        RollCallAnswers network = new RollCallAnswers(answer(ALL, ALL), answer(two, ALL), answer(ALL, ALL));
        Membership rules = new Membership(Duration.ofSeconds(2), Duration.ofSeconds(6), 1, null, 100);
        try (Workers workers = Workers.members(3, BOWLS, sgd(0), new FederatedAveraging(), settings(true, false), rules)
                .asking(network)) {
            assertThat(workers.run(3 * STEPS).evaluated()[0]).isCloseTo(byHand(List.of(ALL, two, ALL)), within(1e-6));
        }
    }

    @Test
    void roundsAreThoseOfTheAlgorithm() {
        try (Workers workers = workers(true, false)) {
            for (int round = 1; round <= 6; round++) {
                assertThat(workers.run(STEPS).evaluated()[0]).isCloseTo(byHand(round), within(1e-6));
            }
        }
    }

    /** Schedules end there: nobody moves, and no variate is a quotient of nothing by nothing. */
    @Test
    void atALearningRateOfZeroVariatesStayWhatTheyAre() {
        try (TrainingSession session = TrainingSession.builder()
                .model(BOWLS)
                .optimizer(new Sgd.Factory(), new Sgd.Settings(RATE, 0, false, 0))
                .schedule(new Cosine.Factory(), new Cosine.Settings(0, 0.0, (long) STEPS))
                .method(new FederatedAveraging(), settings(true, false))
                .participation(new EveryClient.Factory(), new EveryClient.Settings())
                .workers(3)
                .steps(4 * STEPS)
                .build()) {
            for (int step = 0; step < 4 * STEPS; step++) {
                assertThat(session.step().outcome()).isEqualTo(new StepResult.Trained());
            }
        }
    }

    /** The sum of the bowls is least at sum(a b) / sum(a); clients that step alone for long end elsewhere. */
    @Test
    void clientsThatAreUnlikeNoLongerDrift() {
        double best = 0;
        double weight = 0;
        double drifted = 0;
        double pulls = 0;
        for (int i = 0; i < 3; i++) {
            best += CURVATURE[i] * CENTRE[i];
            weight += CURVATURE[i];
            // K steps take a client so far of its way to its own centre.
            double pull = 1 - Math.pow(1 - RATE * CURVATURE[i], STEPS);
            drifted += pull * CENTRE[i];
            pulls += pull;
        }
        best /= weight;
        drifted /= pulls;
        assertThat(drifted).isNotCloseTo(best, within(0.02));
        try (Workers plain = workers(false, false);
                Workers controlled = workers(true, false)) {
            assertThat(plain.run(100 * STEPS).evaluated()[0]).isCloseTo(drifted, within(1e-4));
            assertThat(controlled.run(100 * STEPS).evaluated()[0]).isCloseTo(best, within(1e-4));
        }
    }

    @Test
    void eachWayTakesTwiceAsMuch() {
        try (Workers plain = workers(false, false);
                Workers controlled = workers(true, false)) {
            long once = plain.run(STEPS).costs().bytes();
            assertThat(controlled.run(STEPS).costs().bytes()).isEqualTo(2 * once);
        }
    }

    /** 2 n a_K + (5 n - 4) a_S for each of n clients, with keys and shares of 32 bytes. */
    @Test
    void masksTakeTheBytesOfTheProtocolAndChangeNothingElse() {
        try (Workers plain = workers(false, false);
                Workers secure = workers(false, true)) {
            double[] open = plain.run(STEPS).evaluated();
            assertThat(secure.run(STEPS).evaluated()).isEqualTo(open);
            long more = secure.costs().bytes() - plain.costs().bytes();
            assertThat(more).isEqualTo(2 * 3 * 32 + (5 * 3 - 4) * 32);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new FederatedAveraging().requireFit(settings(true, false), sgd(0.9), 3))
                .hasMessageContaining("controlVariates")
                .hasMessageContaining("momentum: 0");
        FederatedAveraging.Settings sparse = new FederatedAveraging.Settings(
                STEPS,
                MeanWeights.EQUAL,
                RoundState.RESET,
                FederatedAveraging.Server.MEAN,
                1,
                0,
                0,
                1e-3,
                0,
                false,
                true,
                null,
                new TopK(0.1, null, Casts.FP32),
                true,
                null);
        assertThatThrownBy(() -> new FederatedAveraging().round(sparse)).hasMessageContaining("secureAggregation");
        assertThatThrownBy(() -> Round.every(STEPS)
                        .ofCohorts(null)
                        .controlled(true)
                        .format(new TopK(0.1, null, Casts.FP32))
                        .errorFeedback(true)
                        .build())
                .hasMessageContaining("controlVariates are sums of changes");
    }
}
