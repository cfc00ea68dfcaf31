package org.longhaul.training.method.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.longhaul.training.RollCallAnswers.answer;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.RollCallAnswers;
import org.longhaul.training.Workers;
import org.longhaul.training.communicate.RollCall;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.Membership;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** Federated averaging whose clients come and go. */
class CohortMembershipTest {
    private static final Membership RULES = new Membership(Duration.ofSeconds(2), Duration.ofSeconds(6), 1, null, 100);
    private static final Optimizer SGD = new Sgd.Factory().create(new Sgd.Settings(0.1, 0, false, 0));
    private static final List<Integer> ALL = List.of(0, 1, 2);

    /** Client c goes up by 0.1 (c + 1) at each step, and has so many samples. */
    private static FunctionModel slopes() {
        return new FunctionModel(
                3, 0, (x, worker, step) -> new double[] {-1 - worker, -1 - worker, -1 - worker}, new long[] {
                    100, 300, 100
                });
    }

    private static FederatedAveraging.Settings rounds(int period) {
        return DefaultSettings.withPeriods(new FederatedAveraging(), period);
    }

    private static Workers clients(RollCallAnswers network) {
        return Workers.members(3, slopes(), SGD, new FederatedAveraging(), rounds(2), RULES)
                .asking(network);
    }

    @Test
    void whereEverybodyComesNothingChanges() {
        try (Workers members = Workers.members(3, slopes(), SGD, new FederatedAveraging(), rounds(2), RULES);
                Workers whole = Workers.of(3, DType.FLOAT64, slopes(), SGD, new FederatedAveraging(), rounds(2))) {
            members.run(5).finish();
            whole.run(5).finish();
            assertThat(members.evaluated()).isEqualTo(whole.evaluated());
            assertThat(members.costs().elementsByLabel())
                    .isEqualTo(whole.costs().elementsByLabel());
        }
    }

    /** Of the first round client 2 is lost, and it is not drawn into the second; in the third it takes part again. */
    @Test
    void theMeanIsByTheSamplesOfThoseWhoCame() {
        List<Integer> two = List.of(0, 1);
        RollCallAnswers network = new RollCallAnswers(answer(two, two), answer(two, ALL), answer(ALL, ALL));
        try (Workers members = clients(network)) {
            double first = members.run(2).evaluated()[0];
            assertThat(first).isCloseTo((100 * 0.2 + 300 * 0.4) / 400, within(1e-6));
            members.run(2);
            assertThat(members.evaluated()[0]).isCloseTo(2 * first, within(1e-6));
            members.run(2);
            assertThat(members.evaluated()[0])
                    .isCloseTo(2 * first + (100 * 0.2 + 300 * 0.4 + 100 * 0.6) / 500, within(1e-6));
        }
        assertThat(network.made()).extracting(RollCall::members).containsExactly(ALL, two, ALL);
        assertThat(network.made()).allMatch(call -> call.server() == 3 && call.sinceStepsAgo() == 1);
    }

    /** Moments are corrected for bias by the steps that the server has done: a round of nobody is none. */
    @Test
    void aRoundOfNobodyIsNoStepOfTheServer() {
        FederatedAveraging.Settings adam = new FederatedAveraging.Settings(
                2,
                MeanWeights.EQUAL,
                RoundState.RESET,
                FederatedAveraging.Server.ADAM,
                0.1,
                0.9,
                0.99,
                1e-3,
                0,
                null,
                null,
                false);
        try (Workers interrupted = Workers.members(3, slopes(), SGD, new FederatedAveraging(), adam, RULES)
                        .asking(new RollCallAnswers(
                                answer(ALL, ALL), answer(List.of(), ALL), answer(ALL, ALL), answer(ALL, ALL)));
                Workers whole = Workers.members(3, slopes(), SGD, new FederatedAveraging(), adam, RULES)
                        .asking(new RollCallAnswers(answer(ALL, ALL), answer(ALL, ALL), answer(ALL, ALL)))) {
            assertThat(interrupted.run(8).evaluated()).isEqualTo(whole.run(6).evaluated());
        }
    }

    /** Nobody of a round comes: the model stays as it is. */
    @Test
    void aRoundOfNobodyChangesNothing() {
        RollCallAnswers network =
                new RollCallAnswers(answer(ALL, ALL), answer(List.of(), List.of(1)), answer(List.of(1), ALL));
        try (Workers members = clients(network)) {
            double[] first = members.run(2).evaluated();
            assertThat(members.run(2).evaluated()).isEqualTo(first);
            assertThat(members.run(2).evaluated()[2]).isCloseTo(first[2] + 0.4, within(1e-6));
        }
        assertThat(network.made()).extracting(RollCall::members).containsExactly(ALL, ALL, List.of(1));
    }
}
