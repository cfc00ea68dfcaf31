package org.longhaul.training.method.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Workers;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.AskedNetwork;
import org.longhaul.training.communicate.Letter;
import org.longhaul.training.communicate.Question;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.round.DiLoCo;
import org.longhaul.training.method.round.FederatedAveraging;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** Methods that ask the network, against networks that answer as a test says. */
class AskingMethodsTest {
    private static final double RATE = 0.1;

    /** Worker w goes down by w + 1 at each step, whatever the parameters are. */
    private static FunctionModel slopes() {
        return new FunctionModel(3, 0, (x, worker, step) -> new double[] {worker + 1, worker + 1, worker + 1});
    }

    private static double[] all(double value) {
        return new double[] {value, value, value};
    }

    private static Sgd.Settings sgd() {
        return new Sgd.Settings(RATE, 0, false, 0);
    }

    private static DeadlineAveraging.Settings deadline(int period) {
        return new DeadlineAveraging.Settings(period, Duration.ofSeconds(3), 1, null, MeanWeights.EQUAL, null, null);
    }

    private static Workers federated(int workers, FunctionModel model, DeadlineAveraging.Settings settings) {
        return Workers.of(
                workers,
                DType.FLOAT64,
                model,
                Workers.optimizer(new Sgd.Factory(), sgd()),
                new DeadlineAveraging.Factory(),
                settings);
    }

    private static Workers async(int workers, FunctionModel model, AsyncLocalSgd.Settings settings) {
        return Workers.of(
                workers,
                DType.FLOAT64,
                model,
                Workers.optimizer(new Sgd.Factory(), sgd()),
                new AsyncLocalSgd.Factory(),
                settings);
    }

    @Test
    void whereNobodyIsLateItIsFederatedAveraging() {
        FunctionModel bowls = new FunctionModel(6, 0.5, (x, worker, step) -> {
            double[] g = new double[6];
            Arrays.setAll(g, i -> x[i] - worker + Math.sin(7 * step + 3 * worker + i));
            return g;
        });
        try (Workers asking = federated(3, bowls, deadline(4));
                Workers everyone = Workers.of(
                        3,
                        DType.FLOAT64,
                        bowls,
                        Workers.optimizer(new Sgd.Factory(), sgd()),
                        new FederatedAveraging(),
                        DefaultSettings.withPeriods(new FederatedAveraging(), 4))) {
            for (int round = 0; round < 3; round++) {
                assertThat(asking.run(4).evaluated()).isEqualTo(everyone.run(4).evaluated());
            }
            assertThat(asking.run(2).finish().evaluated())
                    .isEqualTo(everyone.run(2).finish().evaluated());
        }
    }

    @Test
    void theMeanIsOverThoseWhoWereHeardAndDividedByTheirNumber() {
        List<Question> questions = new ArrayList<>();
        AskedNetwork network = question -> {
            questions.add(question);
            // Places of letters: workers 2 and 0 of three in the first round, and of two in the second.
            return new Answer(List.of(question.letters().size() - 1, 0), List.of(0, 2, 3));
        };
        try (Workers workers = federated(3, slopes(), deadline(4)).asking(network)) {
            // Workers 0 and 2 have gone 4 x 0.1 x (1 and 3) down.
            assertThat(workers.run(4).evaluated()).containsExactly(all(-0.8), within(1e-6));
            Question question = questions.get(0);
            assertThat(question.letters())
                    .containsExactly(new Letter(0, 0, 0), new Letter(1, 0, 1), new Letter(2, 0, 2));
            assertThat(question.deadlineNanos()).isEqualTo(3_000_000_000L);
            assertThat(question.sinceStepsAgo()).isEqualTo(3);
            assertThat(List.of(question.enough(), question.atLeast())).containsExactly(3, 1);
            workers.run(1);
            assertThatThrownBy(() -> workers.x(1)).hasMessageContaining("those that do: [0, 2]");
            workers.run(3);
            assertThat(workers.evaluated()).containsExactly(all(-1.6), within(1e-6));
        }
    }

    @Test
    void aRoundThatIsClosedAtSoManyWaitsForNoMore() {
        List<Question> questions = new ArrayList<>();
        AskedNetwork network = question -> {
            questions.add(question);
            return new Answer(List.of(2, 1), List.of(0, 1, 2, 3));
        };
        DeadlineAveraging.Settings two =
                new DeadlineAveraging.Settings(4, Duration.ofSeconds(3), 1, 2, MeanWeights.EQUAL, null, null);
        try (Workers workers = federated(3, slopes(), two).asking(network)) {
            // Workers 1 and 2 have gone 4 x 0.1 x (2 and 3) down.
            assertThat(workers.run(4).evaluated()).containsExactly(all(-1), within(1e-6));
            Question question = questions.get(0);
            assertThat(List.of(question.letters().size(), question.enough(), question.atLeast()))
                    .containsExactly(3, 2, 1);
        }
        assertThatThrownBy(() ->
                        new DeadlineAveraging.Settings(4, Duration.ofSeconds(3), 3, 2, MeanWeights.EQUAL, null, null))
                .hasMessageContaining("closeAt (2) must not be below minimumClients (3)");
    }

    /** The published rule with a buffer of 3, on arrivals whose order the test says. */
    @Test
    void delayedNesterovFollowsItsRule() {
        int[] order = {0, 0, 1, 0, 2, 1, 1, 0, 2};
        AsyncLocalSgd.Settings settings = new AsyncLocalSgd.Settings(5, 0.7, 0.9, 3, 0.2, List.of());
        List<Question> questions = new ArrayList<>();
        AskedNetwork network = question -> {
            questions.add(question);
            return new Answer(List.of(order[questions.size() - 1]), List.of());
        };
        try (Workers workers = async(3, slopes(), settings).asking(network)) {
            workers.run(1);
            double theta = 0;
            double m = 0;
            double d = 0;
            assertThat(workers.evaluated()).containsOnly(0);
            for (int t = 0; t < order.length - 1; t++) {
                double g = 5 * RATE * (order[t] + 1);
                d += g;
                if ((t + 1) % 3 != 0) {
                    theta -= 0.7 * (0.2 * 0.9 * m + g / 3);
                } else {
                    m = 0.9 * m + d / 3;
                    theta -= 0.7 * ((1 - 0.2 * 3 + 0.2) * 0.9 * m + g / 3);
                    d = 0;
                }
                assertThat(workers.run(1).evaluated()).containsExactly(all(theta), within(1e-6));
            }
        }
        assertThat(questions.get(0).letters())
                .containsExactly(new Letter(0, 0, 0), new Letter(1, 0, 1), new Letter(2, 0, 2));
        // After arrivals 0, 0, 1: worker 0 has sent in the step before the last, worker 1 in the last, worker 2 never
        // since.
        assertThat(questions.get(3).letters())
                .containsExactly(new Letter(0, 1, 0), new Letter(1, 0, 0), new Letter(2, 3, 2));
        assertThat(questions.get(3).enough()).isOne();
    }

    @Test
    void withOneWorkerAndABufferOfOneItIsDiLoCo() {
        FunctionModel bowl = new FunctionModel(4, 1, (x, worker, step) -> {
            double[] g = new double[4];
            Arrays.setAll(g, i -> x[i] * (i + 1) + Math.cos(step));
            return g;
        });
        AsyncLocalSgd.Settings settings = new AsyncLocalSgd.Settings(5, 0.7, 0.9, 1, 0, List.of());
        try (Workers asking = async(1, bowl, settings);
                Workers rounds = Workers.of(
                        1,
                        DType.FLOAT64,
                        bowl,
                        Workers.optimizer(new Sgd.Factory(), sgd()),
                        new DiLoCo(),
                        DefaultSettings.withPeriods(new DiLoCo(), 5))) {
            asking.run(1);
            for (int round = 0; round < 6; round++) {
                double[] expected = rounds.run(5).evaluated();
                double[] found = asking.run(1).evaluated();
                for (int i = 0; i < 4; i++) {
                    assertThat(found[i]).isCloseTo(expected[i], within(1e-6));
                }
            }
        }
    }

    /** What moves the model between two changes of the momentum is a part of it, and there are as many of them as arrivals. */
    @Test
    void moreOfTheMomentumThanThereIsIsRefusedBeforeAnythingIsMade() {
        AsyncLocalSgd.Factory factory = new AsyncLocalSgd.Factory();
        Optimizer optimizer = new Sgd.Factory().create(sgd());
        AsyncLocalSgd.Settings aThird = new AsyncLocalSgd.Settings(5, 0.7, 0.9, null, 0.3, List.of());
        factory.requireFit(aThird, optimizer, 3);
        assertThatThrownBy(() -> factory.requireFit(aThird, optimizer, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between (0.3) must be at most 1 / 4");
        factory.requireFit(new AsyncLocalSgd.Settings(5, 0.7, 0.9, 2, 0.3, List.of()), optimizer, 4);
    }

    @Test
    void asManyArrivalsAsThereAreLocalStepsOfAllWorkers() {
        AsyncLocalSgd.Factory factory = new AsyncLocalSgd.Factory();
        AsyncLocalSgd.Settings settings = new AsyncLocalSgd.Settings(5, 0.7, 0.9, null, 0, List.of());
        assertThat(factory.steps(settings, 100, 4, null)).isEqualTo(80);
        assertThat(factory.localSteps(settings, 80, 4, null)).isEqualTo(100);
        assertThat(factory.steps(settings, 101, 4, null)).isEqualTo(81);
    }

    /** Clients 0 and 2 have 100 and 200 samples; all three are waited for where training breaks a round off. */
    @Test
    void whoWasHeardCountsByItsSamples() {
        FunctionModel uneven = new FunctionModel(
                3, 0, (x, worker, step) -> new double[] {worker + 1, worker + 1, worker + 1}, new long[] {100, 300, 200
                });
        DeadlineAveraging.Settings settings =
                new DeadlineAveraging.Settings(4, Duration.ofSeconds(3), 1, null, MeanWeights.SAMPLES, null, null);
        try (Workers workers =
                federated(3, uneven, settings).asking(question -> new Answer(List.of(2, 0), List.of(0, 1, 2)))) {
            double reached = -4 * RATE * (100 + 3 * 200) / 300;
            assertThat(workers.run(4).evaluated()).containsExactly(all(reached), within(1e-6));
            reached -= RATE * (100 + 2 * 300 + 3 * 200) / 600;
            assertThat(workers.run(1).finish().evaluated()).containsExactly(all(reached), within(1e-6));
        }
    }
}
