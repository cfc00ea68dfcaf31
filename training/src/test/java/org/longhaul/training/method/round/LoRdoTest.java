package org.longhaul.training.method.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Matrices;
import org.longhaul.training.Workers;
import org.longhaul.training.method.Order;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.LowRankAdamW;
import org.longhaul.training.optimizer.LowRankAdamW.BasisSource;
import org.longhaul.training.optimizer.LowRankAdamW.Mix;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.LinearAlgebra;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** LoRDO on noisy regression of matrices, where its subspaces can be followed. */
class LoRdoTest {
    private static final int ROWS = 16;
    private static final int COLUMNS = 24;
    private static final int RANK = 3;
    private static final int PERIOD = 4;

    private static FunctionModel matrix(long seed) {
        return Matrices.regression(List.of(Matrices.hidden("block0.w", ROWS, COLUMNS)), 0.5, seed);
    }

    private static LowRankAdamW.Settings optimizer(double weight, boolean feedback, BasisSource basis) {
        return new LowRankAdamW.Settings(
                0.05,
                RANK,
                List.of("w3"),
                weight,
                0.9,
                0.99,
                1e-8,
                0,
                Mix.FULL_RANK,
                feedback,
                basis,
                PERIOD,
                true,
                0,
                0.9,
                1);
    }

    private static LoRdo.Settings settings(boolean moments, boolean errors, long ddpSteps, Order order) {
        return new LoRdo.Settings(PERIOD, PERIOD, moments, errors, ddpSteps, order, null, null);
    }

    private static Workers workers(FunctionModel model, LowRankAdamW.Settings optimizer, LoRdo.Settings settings) {
        Optimizer made = Workers.optimizer(new LowRankAdamW.Factory(), optimizer);
        return Workers.of(4, DType.FLOAT64, model, made, new LoRdo(), settings);
    }

    /** mean of the squared cosines of the principal angles between two subspaces of rows. */
    private static double similarity(double[] older, double[] newer) {
        return TensorScope.evaluate(() -> LinearAlgebra.singularValues(Tensors.of(Device.CPU, newer, ROWS, RANK)
                        .transpose(0, 1)
                        .matmul(Tensors.of(Device.CPU, older, ROWS, RANK)))
                .square()
                .mean()
                .item());
    }

    private static int rank(double[] matrix) {
        double[][] values = new double[1][];
        TensorScope.run(() -> values[0] = LinearAlgebra.singularValues(Tensors.of(Device.CPU, matrix, ROWS, COLUMNS))
                .toDoubles());
        int rank = 0;
        for (double value : values[0]) {
            rank += value > 1e-9 * values[0][0] ? 1 : 0;
        }
        return rank;
    }

    private static List<Double> similarities(Workers workers) {
        List<Double> similarities = new ArrayList<>();
        workers.run(PERIOD);
        for (int round = 0; round < 6; round++) {
            double[] before = workers.state("basis", 0);
            workers.run(PERIOD);
            similarities.add(similarity(before, workers.state("basis", 0)));
        }
        return similarities;
    }

    /** Updates lie in the subspace, so the displacement does, so the next subspace is the same, for ever. */
    @ParameterizedTest
    @CsvSource({"1,false", "2,true", "3,true", "4,false"})
    void withoutTheWholeGradientTheSubspaceStagnates(long seed, boolean feedback) {
        try (Workers workers = workers(
                matrix(seed),
                optimizer(1, feedback, BasisSource.DISPLACEMENT),
                settings(true, feedback, 0, Order.AFTER_UPDATE))) {
            assertThat(similarities(workers))
                    .allSatisfy(similarity -> assertThat(similarity).isCloseTo(1, within(1e-9)));
            assertThat(rank(workers.x(0))).isEqualTo(RANK);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void withTheWholeGradientTheSubspaceMoves(long seed) {
        try (Workers workers = workers(
                matrix(seed),
                optimizer(0.9, false, BasisSource.DISPLACEMENT),
                settings(true, false, 0, Order.AFTER_UPDATE))) {
            assertThat(similarities(workers))
                    .allSatisfy(similarity -> assertThat(similarity).isLessThan(0.999));
            assertThat(rank(workers.x(0))).isEqualTo(ROWS);
        }
    }

    private static double distance(Workers workers, double[] optimum) {
        double sum = 0;
        double[] x = workers.x(0);
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - optimum[i]) * (x[i] - optimum[i]);
        }
        return sum;
    }

    @Test
    void theLessWeightTheMomentumHasTheNearerItComesToTheOptimum() {
        double[] optimum = Matrices.normal(ROWS * COLUMNS, 5);
        double[] left = new double[3];
        double[] weights = {1, 0.97, 0.9};
        for (int i = 0; i < weights.length; i++) {
            try (Workers workers = workers(
                    matrix(5),
                    optimizer(weights[i], false, BasisSource.DISPLACEMENT),
                    settings(true, false, 0, Order.AFTER_UPDATE))) {
                left[i] = distance(workers.run(200), optimum);
            }
        }
        assertThat(left[0]).isGreaterThan(0.5 * ROWS * COLUMNS);
        assertThat(left[1]).isLessThan(left[0] / 2);
        assertThat(left[2]).isLessThan(left[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AFTER_UPDATE", "BEFORE_UPDATE"})
    void afterAnExchangeAllWorkersHaveOneBasisAndTheSameMoments(Order order) {
        try (Workers workers =
                workers(matrix(9), optimizer(0.9, true, BasisSource.DISPLACEMENT), settings(true, true, 0, order))) {
            for (int step = 1; step <= 3 * PERIOD + 1; step++) {
                workers.run(1);
                boolean exchanged =
                        order == Order.AFTER_UPDATE ? step % PERIOD == 0 : step > PERIOD && (step - 1) % PERIOD == 0;
                assertThat(workers.costs().present())
                        .isEqualTo(
                                exchanged
                                        ? List.of("first-moment", "second-moment", "projection-error", "parameters")
                                        : List.of());
                for (int worker = 1; worker < 4; worker++) {
                    assertThat(workers.state("basis", worker)).isEqualTo(workers.state("basis", 0));
                    if (order == Order.AFTER_UPDATE) {
                        assertThat(workers.states(worker).get(0)).satisfies(own -> {
                            if (exchanged) {
                                assertThat(own).isEqualTo(workers.states(0).get(0));
                            } else {
                                assertThat(own).isNotEqualTo(workers.states(0).get(0));
                            }
                        });
                    }
                }
            }
        }
    }

    /** The leading singular vectors of how far the mean of the parameters moved, in a round of its own. */
    @Test
    void theBasisIsThatOfTheCommonDisplacement() {
        try (Workers workers = workers(
                matrix(11),
                optimizer(0.8, true, BasisSource.DISPLACEMENT),
                settings(true, false, 0, Order.AFTER_UPDATE))) {
            workers.run(PERIOD);
            double[] before = workers.x(0);
            workers.run(PERIOD);
            double[] after = workers.x(0);
            double[] basis = workers.state("basis", 2);
            TensorScope.run(() -> {
                Tensor moved =
                        Tensors.of(Device.CPU, after, ROWS, COLUMNS).sub(Tensors.of(Device.CPU, before, ROWS, COLUMNS));
                Tensor q = Tensors.of(Device.CPU, basis, ROWS, RANK);
                double held = q.transpose(0, 1).matmul(moved).norm();
                double[] values = LinearAlgebra.singularValues(moved).toDoubles();
                double most = Math.sqrt(values[0] * values[0] + values[1] * values[1] + values[2] * values[2]);
                assertThat(held).isCloseTo(most, within(1e-9 * most));
            });
        }
    }

    /** 1 / K of the parameters, of the moments [r, q] and, where asked for, of the errors [p, q]. */
    @Test
    void everyAccountingIsCountedFromTheTensors() {
        long whole = ROWS * COLUMNS;
        long moments = RANK * COLUMNS;
        Map<LoRdo.Settings, Long> accountings = Map.of(
                settings(false, false, 0, Order.AFTER_UPDATE), whole,
                settings(true, false, 0, Order.AFTER_UPDATE), whole + 2 * moments,
                settings(true, true, 0, Order.AFTER_UPDATE), whole + 2 * moments + whole);
        accountings.forEach((settings, elements) -> {
            try (Workers workers = workers(matrix(1), optimizer(0.9, true, BasisSource.DISPLACEMENT), settings)
                    .run(3 * PERIOD)) {
                assertThat(workers.costs().elements()).isEqualTo(3 * elements);
                assertThat(workers.costs().bytes()).isEqualTo(3 * elements * 4);
            }
        });
    }

    @Test
    void aLocalProjectionNeedNotBeOneForAll() {
        try (Workers workers = workers(
                matrix(3), optimizer(0.9, true, BasisSource.GRADIENT), settings(false, false, 0, Order.AFTER_UPDATE))) {
            workers.run(PERIOD + 1);
            assertThat(workers.state("basis", 1)).isNotEqualTo(workers.state("basis", 0));
            assertThat(workers.costs().elementsByLabel()).isEqualTo(Map.of("parameters", (long) ROWS * COLUMNS));
        }
    }

    /** One factorization of [16, 24] a round, or one every four steps from the first on: 4 p^2 q + 8 p^3 operations each. */
    @Test
    void factorizationsAreTold() {
        double one = 4.0 * 16 * 16 * 24 + 8.0 * 16 * 16 * 16;
        try (Workers common = workers(
                        matrix(3),
                        optimizer(0.9, true, BasisSource.DISPLACEMENT),
                        settings(true, false, 0, Order.AFTER_UPDATE));
                Workers local = workers(
                        matrix(3),
                        optimizer(0.9, true, BasisSource.GRADIENT),
                        settings(false, false, 0, Order.AFTER_UPDATE));
                Workers iterated = workers(
                        matrix(3),
                        optimizer(0.9, true, BasisSource.POWER_ITERATION),
                        settings(false, false, 0, Order.AFTER_UPDATE))) {
            assertThat(common.run(PERIOD - 1).costs().flops()).isZero();
            assertThat(common.run(PERIOD + 1).costs().flops()).isEqualTo(2 * one);
            assertThat(local.run(2 * PERIOD + 1).costs().flops()).isEqualTo(3 * one);
            assertThat(iterated.run(3).costs().flops())
                    .isEqualTo(one + 2 * (4.0 * 16 * 24 * RANK + 2.0 * 16 * RANK * RANK));
            assertThat(common.costs().updates()).isEqualTo(2 * PERIOD);
        }
    }

    private static LowRankAdamW.Settings switchingAt(long step) {
        return new LowRankAdamW.Settings(
                0.05,
                RANK,
                List.of(),
                0.8,
                0.99,
                0.99,
                1e-8,
                0,
                Mix.FULL_RANK,
                true,
                BasisSource.DISPLACEMENT,
                3,
                true,
                step,
                0.9,
                1);
    }

    /** Displacements count from the switch on, not from the initial parameters. */
    @Test
    void dataParallelismComesFirst() {
        LowRankAdamW.Settings switched = switchingAt(6);
        try (Workers workers = workers(matrix(13), switched, settings(true, false, 6, Order.AFTER_UPDATE))) {
            workers.run(6);
            assertThat(workers.x(3)).isEqualTo(workers.x(0));
            assertThat(workers.costs().elementsByLabel()).isEqualTo(Map.of("gradients", 6L * ROWS * COLUMNS));
            double[] start = workers.x(0);
            assertThat(workers.ownState().get("round-start")).isEqualTo(start);
            workers.run(2);
            double[] after = workers.x(0);
            double[] basis = workers.state("basis", 0);
            TensorScope.run(() -> {
                Tensor moved =
                        Tensors.of(Device.CPU, after, ROWS, COLUMNS).sub(Tensors.of(Device.CPU, start, ROWS, COLUMNS));
                Tensor expected = LinearAlgebra.leftSingularVectors(moved, RANK);
                assertThat(expected.sub(Tensors.of(Device.CPU, basis, ROWS, RANK))
                                .abs()
                                .max()
                                .item())
                        .isLessThan(1e-9);
            });
        }
    }

    @Test
    void dataParallelismWithBasesOfTheGradientIsTheBaseline() {
        Optimizer made = Workers.optimizer(new LowRankAdamW.Factory(), optimizer(0.9, true, BasisSource.GRADIENT));
        try (Workers workers =
                Workers.of(4, DType.FLOAT64, matrix(1), made, new Ddp.Factory(), new Ddp.Settings(null))) {
            workers.run(10);
            assertThat(workers.x(2)).isEqualTo(workers.x(0));
            assertThat(workers.state("basis", 2)).isEqualTo(workers.state("basis", 0));
            assertThat(workers.costs().elements()).isEqualTo(10L * ROWS * COLUMNS);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        LoRdo.Settings averaging = settings(true, false, 0, Order.AFTER_UPDATE);
        Optimizer adamW = Workers.optimizer(new AdamW(), new AdamW.Settings(0.01, 0.9, 0.99, 1e-8, 0));
        Optimizer local = Workers.optimizer(new LowRankAdamW.Factory(), optimizer(0.9, true, BasisSource.GRADIENT));
        Optimizer given = Workers.optimizer(new LowRankAdamW.Factory(), optimizer(0.9, true, BasisSource.DISPLACEMENT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoRdo().requireFit(averaging, adamW, 4))
                .withMessageContaining("low-rank-adamw");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoRdo().requireFit(averaging, local, 4))
                .withMessageContaining("averageMoments (true)");
        new LoRdo().requireFit(averaging, given, 4);
        Optimizer late = Workers.optimizer(new LowRankAdamW.Factory(), switchingAt(6));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoRdo().requireFit(settings(true, false, 5, Order.AFTER_UPDATE), late, 4))
                .withMessageContaining("ddpSteps (5)")
                .withMessageContaining("switchStep (6)");
        new LoRdo().requireFit(settings(true, false, 6, Order.AFTER_UPDATE), late, 4);
        new LoRdo().requireFit(settings(false, false, 5, Order.AFTER_UPDATE), late, 4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ddp.Factory().requireFit(new Ddp.Settings(null), given, 4))
                .withMessageContaining("basis: gradient");
    }
}
