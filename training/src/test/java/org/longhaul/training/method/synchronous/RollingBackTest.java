package org.longhaul.training.method.synchronous;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.RollCall;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.Membership;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** Methods that exchange in every step, whose workers come and go, against networks that answer as a test says. */
class RollingBackTest {
    private static final Membership EVERY_THREE =
            new Membership(Duration.ofSeconds(2), Duration.ofSeconds(6), 1, null, 3);
    private static final Ddp.Settings DDP = new Ddp.Settings(Casts.FP64);
    private static final List<Integer> ALL = List.of(0, 1, 2);
    private static final Answer WHOLE = answer(ALL, ALL);

    private static FunctionModel bowls() {
        return new FunctionModel(6, 0.5, (x, worker, step) -> {
            double[] g = new double[6];
            Arrays.setAll(g, i -> x[i] - worker + Math.sin(7 * step + 3 * worker + i));
            return g;
        });
    }

    private static Optimizer adamw() {
        AdamW factory = new AdamW();
        return factory.create(DefaultSettings.of(factory));
    }

    private static Optimizer sgd() {
        return new Sgd.Factory().create(new Sgd.Settings(0.1, 0, false, 0));
    }

    private static Workers ddp(RollCallAnswers network) {
        return Workers.members(3, bowls(), adamw(), new Ddp.Factory(), DDP, EVERY_THREE)
                .asking(network);
    }

    private static Workers undisturbed() {
        return Workers.of(3, DType.FLOAT64, bowls(), adamw(), new Ddp.Factory(), DDP);
    }

    static Stream<DistributedMethodFactory<?>> ofEveryStep() {
        return Stream.of(new Ddp.Factory(), new PowerSgd.Factory(), new SignSgd.Factory(), new DeMo.Factory());
    }

    @ParameterizedTest
    @MethodSource("ofEveryStep")
    <S extends Record> void whereEverybodyComesNothingChanges(DistributedMethodFactory<S> factory) {
        S settings = DefaultSettings.of(factory);
        try (Workers members = Workers.members(3, bowls(), sgd(), factory, settings, EVERY_THREE);
                Workers whole = Workers.of(3, DType.FLOAT64, bowls(), sgd(), factory, settings)) {
            members.run(7).finish();
            whole.run(7).finish();
            assertThat(members.evaluated()).isEqualTo(whole.evaluated());
            assertThat(members.costs().elementsByLabel())
                    .isEqualTo(whole.costs().elementsByLabel());
            assertThat(members.undone()).isZero();
        }
    }

    /** Each of them, when all are back at once, does again what it did: the same bits as if nothing had happened. */
    @ParameterizedTest
    @MethodSource("ofEveryStep")
    <S extends Record> void whatWasLostIsDoneAgainToTheBit(DistributedMethodFactory<S> factory) {
        S settings = DefaultSettings.of(factory);
        RollCallAnswers network =
                new RollCallAnswers(WHOLE, WHOLE, WHOLE, WHOLE, answer(List.of(0, 2), ALL), WHOLE, WHOLE, WHOLE);
        try (Workers members = Workers.members(3, bowls(), sgd(), factory, settings, EVERY_THREE)
                        .asking(network);
                Workers whole = Workers.of(3, DType.FLOAT64, bowls(), sgd(), factory, settings)) {
            members.run(8);
            whole.run(6);
            assertThat(members.undone()).isEqualTo(2);
            assertThat(members.evaluated()).isEqualTo(whole.evaluated());
            assertThat(members.x(1)).isEqualTo(whole.x(1));
        }
    }

    /** Step 3 makes a checkpoint; the loss in the fifth takes the fourth and the fifth of all workers. */
    @Test
    void allGoBackToTheLastCheckpoint() {
        RollCallAnswers network =
                new RollCallAnswers(WHOLE, WHOLE, WHOLE, WHOLE, answer(List.of(0, 2), ALL), WHOLE, WHOLE, WHOLE, WHOLE);
        try (Workers members = ddp(network);
                Workers whole = undisturbed()) {
            double[] kept = whole.run(3).evaluated();
            members.run(5);
            assertThat(members.evaluated()).isEqualTo(kept);
            assertThat(members.x(1)).isEqualTo(kept);
            assertThat(members.states(1)).usingRecursiveComparison().isEqualTo(whole.states(1));
            members.run(4);
            whole.run(4);
            assertThat(members.evaluated()).isEqualTo(whole.evaluated());
            assertThat(members.states(2)).usingRecursiveComparison().isEqualTo(whole.states(2));
            // Parameters and two moments of six; one writes what all read.
            assertThat(members.costs().stored()).containsExactly("write [0] 18", "read [0, 1, 2] 18", "write [0] 18");
        }
        assertThat(network.made()).extracting(RollCall::sinceStepsAgo).containsExactly(0, 1, 2, 0, 1, 0, 1, 2, 0);
        assertThat(network.made()).allMatch(RollCall::sendsAllBack);
    }

    /** Before the first checkpoint all go back to the beginning, which costs nothing to write. */
    @Test
    void beforeTheFirstCheckpointAllBeginAnew() {
        try (Workers members = ddp(new RollCallAnswers(WHOLE, answer(List.of(0), ALL), WHOLE, WHOLE));
                Workers whole = undisturbed()) {
            members.run(4);
            assertThat(members.undone()).isEqualTo(2);
            assertThat(members.evaluated()).isEqualTo(whole.run(2).evaluated());
        }
    }

    /** Two are left: they are as two workers of their own from the checkpoint on. */
    @Test
    void thoseWhoAreLeftGoOn() {
        List<Integer> two = List.of(0, 1);
        try (Workers members = ddp(new RollCallAnswers(answer(two, two), answer(two, two), answer(two, two)));
                Workers pair = Workers.of(2, DType.FLOAT64, bowls(), adamw(), new Ddp.Factory(), DDP)) {
            members.run(3);
            pair.run(2);
            assertThat(members.members()).isEqualTo(two);
            assertThat(members.evaluated()).isEqualTo(pair.evaluated());
            assertThat(members.costs().gradients()).isEqualTo(3);
        }
    }

    /** Whoever comes in without that anybody was lost receives everything, and nothing is undone. */
    @Test
    void whoComesInReceivesTheState() {
        List<Integer> two = List.of(0, 2);
        RollCallAnswers network = new RollCallAnswers(answer(two, two), answer(two, ALL), WHOLE).startingWith(0, 2);
        try (Workers members = ddp(network)) {
            members.run(2);
            assertThat(members.x(1)).isEqualTo(members.x(0));
            assertThat(members.states(1)).usingRecursiveComparison().isEqualTo(members.states(0));
            members.run(1);
            assertThat(members.x(1)).isEqualTo(members.x(0));
            assertThat(members.costs().sent())
                    .containsExactly("parameters 0-1", "first-moment 0-1", "second-moment 0-1");
            assertThat(members.undone()).isZero();
        }
    }

    /** What each owes lies in the checkpoint too, which each writes for itself. */
    @Test
    void whatEachOwesGoesBackToo() {
        Ddp.Settings thin = new Ddp.Settings(TopK.ofShare(0.2), true);
        RollCallAnswers network =
                new RollCallAnswers(WHOLE, WHOLE, WHOLE, WHOLE, answer(List.of(0, 2), List.of(0, 2)), WHOLE);
        try (Workers members = Workers.members(3, bowls(), sgd(), new Ddp.Factory(), thin, EVERY_THREE)
                        .asking(network);
                Workers whole = Workers.of(3, DType.FLOAT64, bowls(), sgd(), new Ddp.Factory(), thin)) {
            whole.run(3);
            members.run(5);
            assertThat(members.kept("residual", 2)).isEqualTo(whole.kept("residual", 2));
            assertThat(Arrays.stream(members.kept("residual", 0)).map(Math::abs).sum())
                    .isPositive();
            members.run(1);
            assertThat(members.costs().stored()).containsExactly("write [0] 6", "write [0, 1, 2] 6", "read [0, 2] 12");
        }
    }

    /** Nobody came: whoever is there goes on from the checkpoint. */
    @Test
    void allLeaveAndOneReturns() {
        List<Integer> one = List.of(1);
        try (Workers members =
                ddp(new RollCallAnswers(WHOLE, WHOLE, WHOLE, answer(List.of(), one), answer(one, ALL), WHOLE))) {
            double[] kept = members.run(3).evaluated();
            members.run(1);
            assertThat(members.members()).isEqualTo(one);
            assertThat(members.evaluated()).isEqualTo(kept);
            members.run(2);
            assertThat(members.x(0)).isEqualTo(members.x(2));
            assertThat(members.undone()).isEqualTo(1);
        }
    }
}
