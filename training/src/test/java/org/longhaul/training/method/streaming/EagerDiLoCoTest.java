package org.longhaul.training.method.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.TopK;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.method.round.DiLoCo;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

class EagerDiLoCoTest {
    private static final Optimizer SGD = new Sgd.Factory().create(new Sgd.Settings(0.1, 0, false, 0));
    private static final int SIZE = 5;
    private static final double ETA = 0.7;
    private static final double MU = 0.8;

    private static double gradient(double x, int worker, long step, int i) {
        return x - worker + Math.sin(3 * step + worker + i);
    }

    private static FunctionModel model() {
        return new FunctionModel(SIZE, 0.5, (x, worker, step) -> {
            double[] g = new double[SIZE];
            Arrays.setAll(g, i -> gradient(x[i], worker, step, i));
            return g;
        });
    }

    private static Workers eager(int workers, int period, EagerDiLoCo.Update update) {
        return Workers.of(
                workers,
                DType.FLOAT64,
                model(),
                SGD,
                new EagerDiLoCo.Factory(),
                new EagerDiLoCo.Settings(period, update, ETA, MU, Casts.FP64));
    }

    /** Its own share is all of the mean, and always fresh. */
    @Test
    void oneWorkerAloneTrainsAsInDiLoCo() {
        try (Workers eager = eager(1, 3, EagerDiLoCo.Update.EAGER);
                Workers diloco = Workers.of(
                        1,
                        DType.FLOAT64,
                        model(),
                        SGD,
                        new DiLoCo(),
                        new DiLoCo.Settings(3, ETA, MU, RoundState.KEEP, Casts.FP64))) {
            eager.run(12);
            diloco.run(12);
            for (int i = 0; i < SIZE; i++) {
                assertThat(eager.x(0)[i]).isCloseTo(diloco.x(0)[i], within(1e-12));
            }
        }
    }

    /** The mean is what nobody holds before the closing exchange. */
    @Test
    void theFirstWorkersModelIsEvaluated() {
        try (Workers workers = eager(3, 2, EagerDiLoCo.Update.EAGER)) {
            for (int step = 0; step < 5; step++) {
                workers.run(1);
                assertThat(workers.evaluated()).isEqualTo(workers.x(0)).isNotEqualTo(workers.meanX());
            }
        }
    }

    /** Two workers by the formulas, on numbers. */
    @ParameterizedTest
    @EnumSource
    void followsItsFormulas(EagerDiLoCo.Update update) {
        int period = 2;
        double[][] theta = new double[2][SIZE];
        double[][] momentum = new double[2][SIZE];
        double[][] before = new double[2][SIZE];
        Arrays.fill(theta[0], 0.5);
        Arrays.fill(theta[1], 0.5);
        try (Workers eager = eager(2, period, update)) {
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < SIZE; i++) {
                    double[] d = new double[2];
                    for (int w = 0; w < 2; w++) {
                        double x = theta[w][i];
                        for (int step = round * period; step < (round + 1) * period; step++) {
                            x -= 0.1 * gradient(x, w, step, i);
                        }
                        d[w] = theta[w][i] - x;
                    }
                    double arrived = (before[0][i] + before[1][i]) / 2;
                    for (int w = 0; w < 2; w++) {
                        double e = update == EagerDiLoCo.Update.EAGER ? arrived + (d[w] - before[w][i]) / 2 : arrived;
                        momentum[w][i] = MU * momentum[w][i] + e;
                        theta[w][i] -= ETA * (e + MU * momentum[w][i]);
                        before[w][i] = d[w];
                    }
                }
                eager.run(period);
                for (int w = 0; w < 2; w++) {
                    for (int i = 0; i < SIZE; i++) {
                        assertThat(eager.x(w)[i]).isCloseTo(theta[w][i], within(1e-12));
                    }
                }
            }
            assertThat(eager.costs().exchanges()).isEqualTo(5);
            assertThat(eager.costs().awaited()).isEqualTo(4);
        }
    }

    /** A format for pseudo-gradients, one element of five, is none for the parameters of the end. */
    @Test
    void theClosingExchangeAveragesWholeParameters() {
        try (Workers eager = Workers.of(
                2,
                DType.FLOAT64,
                model(),
                SGD,
                new EagerDiLoCo.Factory(),
                new EagerDiLoCo.Settings(2, EagerDiLoCo.Update.EAGER, ETA, MU, TopK.ofShare(0.2)))) {
            double[] mean = eager.run(5).meanX();
            eager.finish();
            for (int i = 0; i < SIZE; i++) {
                assertThat(eager.x(0)[i]).isCloseTo(mean[i], within(1e-6));
            }
            assertThat(eager.x(1)).isEqualTo(eager.x(0));
        }
    }

    /** What a round sent has travelled for a whole round when it is awaited. */
    @Test
    void anExchangeIsAwaitedOneRoundAfterItLeft() {
        List<TrainingEvent> events = new ArrayList<>();
        try (TrainingSession session = TrainingSession.builder()
                .model(model())
                .optimizer(new Sgd.Factory(), new Sgd.Settings(0.1, 0, false, 0))
                .method(
                        new EagerDiLoCo.Factory(),
                        new EagerDiLoCo.Settings(3, EagerDiLoCo.Update.EAGER, ETA, MU, Casts.FP32))
                .workers(2)
                .steps(9)
                .listener(events::add)
                .build()) {
            for (int step = 0; step < 9; step++) {
                session.step();
            }
        }
        events.removeIf(event -> !(event instanceof TrainingEvent.Awaited));
        assertThat(events).containsExactly(new TrainingEvent.Awaited(3, 0), new TrainingEvent.Awaited(3, 0));
    }
}
