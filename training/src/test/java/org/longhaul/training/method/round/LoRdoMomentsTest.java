package org.longhaul.training.method.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Matrices;
import org.longhaul.training.Workers;
import org.longhaul.training.method.Order;
import org.longhaul.training.optimizer.LowRankAdamW;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** What becomes of the moments at the end of a round of LoRDO. */
class LoRdoMomentsTest {
    private static final int ROWS = 8;
    private static final int COLUMNS = 12;
    private static final int RANK = 3;
    private static final int PERIOD = 4;

    private static Workers workers(boolean turn, long momentPeriod) {
        FunctionModel matrix = Matrices.regression(List.of(Matrices.hidden("block0.w", ROWS, COLUMNS)), 0.5, 7);
        Optimizer optimizer = Workers.optimizer(
                new LowRankAdamW.Factory(),
                new LowRankAdamW.Settings(
                        0.05,
                        RANK,
                        List.of(),
                        0.8,
                        0.9,
                        0.99,
                        1e-8,
                        0,
                        LowRankAdamW.Mix.FULL_RANK,
                        true,
                        LowRankAdamW.BasisSource.DISPLACEMENT,
                        PERIOD,
                        turn,
                        0,
                        0.9,
                        1));
        LoRdo.Settings settings =
                new LoRdo.Settings(PERIOD, momentPeriod, true, true, 0, Order.AFTER_UPDATE, null, null);
        return Workers.of(3, DType.FLOAT64, matrix, optimizer, new LoRdo(), settings);
    }

    /** Means turn into the new basis; variances turn by the squares of the same rotation. */
    @Test
    void momentsTurnIntoTheNewBasis() {
        try (Workers turning = workers(true, PERIOD);
                Workers staying = workers(false, PERIOD)) {
            turning.run(PERIOD - 1);
            double[] older = turning.state("basis", 1);
            turning.run(1);
            staying.run(PERIOD);
            double[] newer = turning.state("basis", 1);
            assertThat(staying.state("basis", 1)).isEqualTo(newer).isNotEqualTo(older);
            double first = 1 - Math.pow(0.9, PERIOD);
            double second = 1 - Math.pow(0.99, PERIOD);
            TensorScope.run(() -> {
                Tensor rotation = matrix(newer, ROWS, RANK).transpose(0, 1).matmul(matrix(older, ROWS, RANK));
                Tensor mean =
                        matrix(staying.state("first-moment", 1), RANK, COLUMNS).mul(1 / first);
                Tensor square =
                        matrix(staying.state("second-moment", 1), RANK, COLUMNS).mul(1 / second);
                Tensor variance = square.sub(mean.square()).clampMinInPlace(0);
                Tensor turned = rotation.matmul(mean);
                Tensor squares = rotation.square().matmul(variance).add(turned.square());
                assertClose(turning.state("first-moment", 1), turned.mul(first));
                assertClose(turning.state("second-moment", 1), squares.mul(second));
            });
        }
    }

    private static Tensor matrix(double[] values, int rows, int columns) {
        return Tensors.of(Device.CPU, values, rows, columns);
    }

    private static void assertClose(double[] found, Tensor expected) {
        assertThat(found).containsExactly(expected.reshape(-1).toDoubles(), within(1e-12));
    }

    /** Moments and errors have a period of their own. */
    @Test
    void momentsAreAveragedByTheirOwnPeriod() {
        List<String> moments = List.of("first-moment", "second-moment", "projection-error");
        try (Workers workers = workers(true, 6)) {
            for (int step = 1; step <= 8; step++) {
                List<String> expected = step == 6 ? moments : step % PERIOD == 0 ? List.of("parameters") : List.of();
                assertThat(workers.run(1).costs().present()).isEqualTo(expected);
            }
        }
    }
}
