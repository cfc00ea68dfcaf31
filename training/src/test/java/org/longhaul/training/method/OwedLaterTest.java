package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Matrices;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.TopK;
import org.longhaul.training.method.round.FederatedAveraging;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** Error feedback loses nothing: what was stepped along and what is owed on average are all gradients so far, to rounding. */
class OwedLaterTest {
    private static final double RATE = 0.1;
    private static final int SIZE = 11;
    private static final int WORKERS = 3;
    private static final int PERIOD = 2;
    private static final Optimizer SGD = new Sgd.Factory().create(new Sgd.Settings(RATE, 0, false, 0));

    static LongStream seeds() {
        return LongStream.range(0, 8);
    }

    /** Of a worker and step alone. */
    private static double[] given(long seed, int worker, long step) {
        return Matrices.normal(SIZE, 31 * worker + 1009 * step + 7 * seed);
    }

    private static FunctionModel model(long seed) {
        return new FunctionModel(SIZE, 0, (x, worker, step) -> given(seed, worker, step));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void dataParallelism(long seed) {
        Ddp.Settings settings = new Ddp.Settings(TopK.ofShare(0.2), true);
        try (Workers workers = Workers.of(WORKERS, DType.FLOAT64, model(seed), SGD, new Ddp.Factory(), settings)) {
            for (int step = 1; step <= 6; step++) {
                workers.run(1);
                assertNothingIsLost(seed, step, RATE, workers);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void clientsOfAServer(long seed) {
        FederatedAveraging.Settings settings = new FederatedAveraging.Settings(
                PERIOD,
                MeanWeights.EQUAL,
                RoundState.KEEP,
                FederatedAveraging.Server.MEAN,
                1,
                0.9,
                0.99,
                1e-3,
                0,
                Casts.FP64,
                TopK.ofShare(0.2),
                true);
        try (Workers workers =
                Workers.of(WORKERS, DType.FLOAT64, model(seed), SGD, new FederatedAveraging(), settings)) {
            for (int round = 1; round <= 4; round++) {
                // One step into the next round: what clients owe is with them again.
                workers.run(round == 1 ? PERIOD + 1 : PERIOD);
                // A client owes of how far it went, in which the learning rate is contained.
                assertNothingIsLost(seed, round * PERIOD, 1, workers);
            }
        }
    }

    /** @param unit what an owed 1 would have moved the model by */
    private static void assertNothingIsLost(long seed, int steps, double unit, Workers workers) {
        double[] expected = new double[SIZE];
        double most = 0;
        for (int worker = 0; worker < WORKERS; worker++) {
            double[] owed = workers.kept("residual", worker);
            for (int i = 0; i < SIZE; i++) {
                expected[i] += unit * owed[i] / WORKERS;
            }
            most = Math.max(most, Arrays.stream(owed).map(Math::abs).max().orElse(0));
            for (int step = 0; step < steps; step++) {
                double[] g = given(seed, worker, step);
                for (int i = 0; i < SIZE; i++) {
                    expected[i] -= RATE * g[i] / WORKERS;
                }
            }
        }
        assertThat(workers.evaluated()).containsExactly(expected, within(1e-6));
        assertThat(most).isGreaterThan(0.01);
    }
}
