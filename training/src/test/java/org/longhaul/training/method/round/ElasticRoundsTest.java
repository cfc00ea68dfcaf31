package org.longhaul.training.method.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.longhaul.training.RollCallAnswers.answer;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.RollCallAnswers;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.TopK;
import org.longhaul.training.communicate.RollCall;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.Membership;
import org.longhaul.training.method.Order;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** Rounds whose workers come and go, against networks that answer as a test says. */
class ElasticRoundsTest {
    private static final Membership RULES = new Membership(Duration.ofSeconds(2), Duration.ofSeconds(6), 1, null, 100);
    private static final Optimizer SGD = new Sgd.Factory().create(new Sgd.Settings(0.1, 0, false, 0));

    /** Worker w goes up by 0.1 (w + 1) at each step, whatever the parameters are. */
    private static FunctionModel slopes() {
        return new FunctionModel(3, 0, (x, worker, step) -> new double[] {-1 - worker, -1 - worker, -1 - worker});
    }

    private static FunctionModel bowls() {
        return new FunctionModel(6, 0.5, (x, worker, step) -> {
            double[] g = new double[6];
            Arrays.setAll(g, i -> x[i] - worker + Math.sin(7 * step + 3 * worker + i));
            return g;
        });
    }

    private static LocalSgd.Settings localSgd(int period) {
        return new LocalSgd.Settings(period, Order.AFTER_UPDATE, RoundState.KEEP, Casts.FP64, MeanWeights.EQUAL);
    }

    private static DiLoCo.Settings diLoCo(int period) {
        return new DiLoCo.Settings(period, 0.7, 0.8, RoundState.KEEP, Casts.FP64);
    }

    private static Optimizer adamw() {
        AdamW factory = new AdamW();
        return factory.create(DefaultSettings.of(factory));
    }

    static Stream<DistributedMethodFactory<?>> inRounds() {
        return Stream.of(new LocalSgd(), new DiLoCo(), new FedMom(), new FedAdam(), new LocalAdam(), new DesLoc());
    }

    /** Where all are there, membership changes nothing, to the bit. */
    @ParameterizedTest
    @MethodSource("inRounds")
    <S extends Record> void whereEverybodyComesNothingChanges(DistributedMethodFactory<S> factory) {
        S settings = DefaultSettings.withPeriods(factory, 4);
        try (Workers elastic = Workers.members(3, bowls(), adamw(), factory, settings, RULES);
                Workers whole = Workers.of(3, DType.FLOAT64, bowls(), adamw(), factory, settings)) {
            for (int round = 0; round < 3; round++) {
                assertThat(elastic.run(4).evaluated()).isEqualTo(whole.run(4).evaluated());
            }
            elastic.run(2).finish();
            whole.run(2).finish();
            for (int worker = 0; worker < 3; worker++) {
                assertThat(elastic.x(worker)).isEqualTo(whole.x(worker));
                assertThat(elastic.states(worker)).usingRecursiveComparison().isEqualTo(whole.states(worker));
            }
            assertThat(elastic.evaluated()).isEqualTo(whole.evaluated());
            assertThat(elastic.costs().elementsByLabel())
                    .isEqualTo(whole.costs().elementsByLabel());
        }
    }

    /** Moments are corrected for bias by the steps that were done: a round to whose end nobody came is none. */
    @Test
    void aRoundOfNobodyIsNoStepOfTheServer() {
        List<Integer> all = List.of(0, 1, 2);
        FedAdam.Settings adam = new FedAdam.Settings(2, 0.3, 0.7, 0.95, 0.01, RoundState.KEEP, Casts.FP64);
        try (Workers interrupted = Workers.members(3, slopes(), SGD, new FedAdam(), adam, RULES)
                        .asking(new RollCallAnswers(
                                answer(all, all), answer(List.of(), all), answer(all, all), answer(all, all)));
                Workers whole = Workers.members(3, slopes(), SGD, new FedAdam(), adam, RULES)
                        .asking(new RollCallAnswers(answer(all, all), answer(all, all), answer(all, all)))) {
            assertThat(interrupted.run(8).evaluated()).isEqualTo(whole.run(6).evaluated());
        }
    }

    /** Two steps of 0.1, 0.2 or 0.3 a worker: the mean over the first two is 0.3, over the first and the last 0.4. */
    @Test
    void theMeanIsOverThoseWhoCame() {
        RollCallAnswers calls = new RollCallAnswers(
                answer(List.of(0, 1), List.of(0, 1, 2)),
                answer(List.of(0, 2), List.of(0, 2)),
                answer(List.of(0), List.of(0, 1)),
                answer(List.of(0, 1), List.of(0, 1)));
        try (Workers workers = Workers.members(3, slopes(), SGD, new LocalSgd(), localSgd(2), RULES)
                .asking(calls)) {
            workers.run(2);
            assertThat(workers.members()).containsExactly(0, 1, 2);
            assertAll(workers, 0.3, 0, 1, 2);
            workers.run(2);
            assertThat(workers.members()).containsExactly(0, 2);
            assertAll(workers, 0.3 + 0.4, 0, 2);
            workers.run(2);
            assertThat(workers.members()).containsExactly(0, 1);
            assertAll(workers, 0.7 + 0.2, 0, 1);
            workers.run(2);
            assertAll(workers, 0.9 + 0.3, 0, 1);
            assertThat(workers.evaluated()[0]).isCloseTo(1.2, within(1e-12));
        }
        assertThat(calls.made())
                .extracting(RollCall::members)
                .containsExactly(List.of(0, 1, 2), List.of(0, 1, 2), List.of(0, 2), List.of(0, 1));
        assertThat(calls.made()).extracting(RollCall::sinceStepsAgo).containsOnly(1);
    }

    private static void assertAll(Workers workers, double value, int... ranks) {
        for (int rank : ranks) {
            assertThat(workers.x(rank)[1]).isCloseTo(value, within(1e-12));
        }
    }

    /** Who comes new holds everything that another holds, and it is paid for: parameters, outer momentum, two moments. */
    @Test
    void theWholeStateIsHandedOver() {
        RollCallAnswers calls = new RollCallAnswers(
                answer(List.of(0, 1), List.of(0, 1)),
                answer(List.of(0, 1), List.of(0, 1, 2)),
                answer(List.of(0, 1, 2), List.of(0, 1, 2)));
        try (Workers workers = Workers.members(3, bowls(), adamw(), new DiLoCo(), diLoCo(3), RULES)
                        .asking(calls);
                Workers other = Workers.members(3, bowls(), adamw(), new DiLoCo(), diLoCo(3), RULES)
                        .asking(new RollCallAnswers(
                                answer(List.of(0, 1), List.of(0, 1)),
                                answer(List.of(0, 1), List.of(0, 1)),
                                answer(List.of(0, 1), List.of(0, 1))))) {
            workers.run(6);
            other.run(6);
            assertThat(workers.evaluated()).isEqualTo(other.evaluated());
            assertThat(workers.x(2)).isEqualTo(workers.x(0)).isEqualTo(workers.evaluated());
            assertThat(workers.states(2)).usingRecursiveComparison().isEqualTo(workers.states(0));
            workers.run(1);
            other.run(1);
            // The exchanges that followed the last answer are told when the next step begins.
            assertThat(workers.costs().exchanges()).isEqualTo(2);
            assertThat(workers.costs().sent())
                    .containsExactly("parameters 0-2", "server-momentum 0-2", "first-moment 0-2", "second-moment 0-2");
            assertThat(other.costs().sent()).isEmpty();
        }
    }

    /** If nobody has come, those who are there begin from the last model that was agreed on, and optimizers begin anew. */
    @Test
    void whereNobodyCameTheRoundIsLost() {
        RollCallAnswers calls = new RollCallAnswers(
                answer(List.of(0, 1, 2), List.of(0, 1, 2)),
                answer(List.of(), List.of(1)),
                answer(List.of(1), List.of(0, 1)));
        try (Workers workers = Workers.members(3, slopes(), adamw(), new LocalSgd(), localSgd(2), RULES)
                .asking(calls)) {
            double[] agreed = workers.run(2).evaluated();
            workers.run(2);
            assertThat(workers.members()).containsExactly(1);
            assertThat(workers.x(1)).isEqualTo(agreed);
            assertThat(workers.evaluated()).isEqualTo(agreed);
            assertThat(workers.states(1)).allSatisfy(state -> assertThat(state).containsOnly(0));
            workers.run(2);
            assertThat(workers.x(0)).isEqualTo(workers.x(1));
            assertThat(workers.costs().sent()).hasSize(0);
            workers.run(1);
            assertThat(workers.costs().sent()).contains("parameters 1-0");
        }
    }

    /** Worker 1 began anew when a round was lost, and worker 0 has its moments: the same gradients move both alike. */
    @Test
    void momentsThatAreHandedOverKeepTheirAge() {
        RollCallAnswers calls = new RollCallAnswers(
                answer(List.of(0, 1), List.of(0, 1)), answer(List.of(), List.of(1)), answer(List.of(1), List.of(0, 1)));
        FunctionModel slope = new FunctionModel(3, 0, (x, worker, step) -> new double[] {-1, -2, -3});
        try (Workers workers = Workers.members(2, slope, adamw(), new LocalSgd(), localSgd(2), RULES)
                .asking(calls)) {
            workers.run(7);
            assertThat(workers.x(0)).isEqualTo(workers.x(1));
        }
    }

    /** With the same parameters, but without the optimizers' states, training takes another course. */
    @Test
    void whoBeginsAnewTakesAnotherCourse() {
        List<Integer> both = List.of(0, 1);
        Membership rules = RULES;
        try (Workers cold = Workers.members(2, bowls(), adamw(), new LocalSgd(), localSgd(2), rules)
                        .asking(new RollCallAnswers(
                                answer(both, both), answer(both, both), answer(List.of(), both), answer(both, both)));
                Workers warm = Workers.members(2, bowls(), adamw(), new LocalSgd(), localSgd(2), rules)) {
            double[] agreed = warm.run(4).evaluated();
            assertThat(cold.run(6).evaluated()).isEqualTo(agreed);
            assertThat(cold.states(0)).allSatisfy(state -> assertThat(state).containsOnly(0));
            assertThat(cold.run(2).evaluated()).isNotEqualTo(warm.run(2).evaluated());
        }
    }

    /** Second moments every second step, parameters every fourth: who is lost in between is back with the parameters. */
    @Test
    void othersComeInWhereParametersAreExchanged() {
        DesLoc.Settings settings =
                new DesLoc.Settings(4, 8, 2, Order.AFTER_UPDATE, null, 0.9, Casts.FP64, Casts.FP64, Casts.FP64);
        RollCallAnswers calls = new RollCallAnswers(
                answer(List.of(0, 1), List.of(0, 1, 2)),
                answer(List.of(0, 1), List.of(0, 1, 2)),
                answer(List.of(0, 1, 2), List.of(0, 1, 2)));
        try (Workers workers = Workers.members(3, bowls(), adamw(), new DesLoc(), settings, RULES)
                .asking(calls)) {
            workers.run(2);
            assertThat(workers.members()).containsExactly(0, 1);
            workers.run(2);
            assertThat(workers.members()).containsExactly(0, 1, 2);
            assertThat(workers.x(2)).isEqualTo(workers.x(0));
            assertThat(workers.states(2)).usingRecursiveComparison().isEqualTo(workers.states(0));
            workers.run(2);
            assertThat(workers.states(2).get(1)).isEqualTo(workers.states(0).get(1));
        }
        assertThat(calls.made())
                .extracting(RollCall::members)
                .containsExactly(List.of(0, 1, 2), List.of(0, 1), List.of(0, 1, 2));
        assertThat(calls.made()).extracting(RollCall::sinceStepsAgo).containsExactly(1, 3, 1);
    }

    @Test
    void whatALostWorkerOwedIsGone() {
        DiLoCo.Settings settings = new DiLoCo.Settings(2, 0.7, 0, RoundState.KEEP, TopK.ofShare(0.2), true);
        RollCallAnswers calls = new RollCallAnswers(
                answer(List.of(0, 1, 2), List.of(0, 1, 2)), answer(List.of(0, 1), List.of(0, 1, 2)));
        try (Workers workers =
                Workers.members(3, bowls(), SGD, new DiLoCo(), settings, RULES).asking(calls)) {
            workers.run(2);
            assertThat(Arrays.stream(workers.kept("residual", 2)).map(Math::abs).sum())
                    .isPositive();
            workers.run(2);
            assertThat(workers.kept("residual", 2)).containsOnly(0);
            assertThat(Arrays.stream(workers.kept("residual", 1)).map(Math::abs).sum())
                    .isPositive();
        }
    }

    @Test
    void whatCannotHaveMembersSaysWhy() {
        assertThat(new LocalSgd()
                        .refusesMembership(new LocalSgd.Settings(
                                2, Order.BEFORE_UPDATE, RoundState.KEEP, null, MeanWeights.EQUAL)))
                .contains("after-update");
        assertThat(new LocalSgd().refusesMembership(localSgd(2))).isNull();
        assertThat(new FederatedAveraging().refusesMembership(DefaultSettings.of(new FederatedAveraging())))
                .isNull();
        assertThat(new HierarchicalAveraging().refusesMembership(DefaultSettings.of(new HierarchicalAveraging())))
                .contains("server of the group");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Membership(Duration.ofSeconds(6), Duration.ofSeconds(2), 1, null, 100))
                .withMessage("timeout (2s) must be above heartbeat (6s): heartbeat < timeout.");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Membership(Duration.ofSeconds(2), Duration.ofSeconds(6), 1, Duration.ofSeconds(6), 100))
                .withMessageContaining("timeout < deadline");
    }

    /** Of those who came each counts by its own data: 300 and 100 samples of two that go 0.4 and 0.6 up. */
    @Test
    void whoCameCountsByItsSamples() {
        FunctionModel uneven = new FunctionModel(
                3, 0, (x, worker, step) -> new double[] {-1 - worker, -1 - worker, -1 - worker}, new long[] {
                    700, 300, 100
                });
        LocalSgd.Settings settings =
                new LocalSgd.Settings(2, Order.AFTER_UPDATE, RoundState.KEEP, Casts.FP64, MeanWeights.SAMPLES);
        try (Workers workers = Workers.members(3, uneven, SGD, new LocalSgd(), settings, RULES)
                .asking(new RollCallAnswers(answer(List.of(1, 2), List.of(1, 2))))) {
            workers.run(2);
            assertAll(workers, (300 * 0.4 + 100 * 0.6) / 400, 1, 2);
        }
    }

    /** Moments are averaged over those who came: the two are as if there were no third. */
    @Test
    void whoIsLateHasNoPartInTheMoments() {
        DesLoc.Settings settings =
                new DesLoc.Settings(4, 2, 2, Order.AFTER_UPDATE, null, 0.9, Casts.FP64, Casts.FP64, Casts.FP64);
        try (Workers three = Workers.members(3, bowls(), adamw(), new DesLoc(), settings, RULES)
                        .asking(new RollCallAnswers(
                                answer(List.of(0, 1), List.of(0, 1, 2)), answer(List.of(0, 1), List.of(0, 1))));
                Workers two = Workers.members(2, bowls(), adamw(), new DesLoc(), settings, RULES)) {
            three.run(4);
            two.run(4);
            assertThat(three.states(1)).usingRecursiveComparison().isEqualTo(two.states(1));
            assertThat(three.evaluated()).isEqualTo(two.evaluated());
        }
    }

    @Test
    void thoseWhoCameTakeTurnsInHandingOver() {
        List<Integer> all = List.of(0, 1, 2, 3, 4);
        try (Workers workers = Workers.members(5, slopes(), SGD, new LocalSgd(), localSgd(1), RULES)
                .asking(new RollCallAnswers(answer(List.of(1, 3), all), answer(all, all)))) {
            workers.run(2);
            assertThat(workers.costs().sent()).containsExactly("parameters 1-0", "parameters 3-2", "parameters 1-4");
        }
    }
}
