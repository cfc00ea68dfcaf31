package org.longhaul.training.unlearning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.LibTorch;
import org.longhaul.training.tensor.LinearAlgebra;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** The regression without a model. */
final class NormalEquationsTest {
    private static final int INNER = 6;
    private static final int WIDTH = 3;

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    private static Tensor drawn(long seed, long rows, long columns) {
        return new Generator(seed).normal(Device.CPU, 0, 1, rows, columns).to(DType.FLOAT64);
    }

    private static RegressionSet drawn(long seed, long rows) {
        return new RegressionSet(drawn(seed, rows, INNER), drawn(seed + 2, rows, WIDTH));
    }

    private static double[] change(RegressionSet set, double ridge) {
        return NormalEquations.of(set).change(ridge).toDoubles();
    }

    /** Rows are unit vectors: each output moves by its shift over 1 + lambda. */
    @Test
    void orthonormalRowsGiveTheirShifts() {
        TensorScope.run(() -> {
            double[] unit = {1, 0, 0, 1};
            RegressionSet set = new RegressionSet(
                    Tensors.of(Device.CPU, unit, 2, 2), Tensors.of(Device.CPU, new double[] {3, -1}, 2, 1));
            assertThat(change(set, 0.5)).containsExactly(new double[] {2, -2.0 / 3}, within(1e-12));
        });
    }

    /** What a linear map has added to the outputs is found again. */
    @Test
    void findsTheChangeThatShiftsWereMadeBy() {
        TensorScope.run(() -> {
            Tensor wanted = drawn(9, WIDTH, INNER);
            Tensor inputs = drawn(1, 40, INNER);
            RegressionSet set = new RegressionSet(inputs, inputs.matmul(wanted.transpose(0, 1)));
            assertThat(change(set, 1e-9)).containsExactly(wanted.toDoubles(), within(1e-8));
        });
    }

    @Test
    void sumsOfSitesAreThoseOfAllRows() {
        TensorScope.run(() -> {
            RegressionSet first = drawn(1, 5);
            RegressionSet second = drawn(11, 9);
            RegressionSet third = drawn(21, 4);
            double[] together = change(first.and(second).and(third), 1e-3);
            NormalEquations sum = NormalEquations.none(first.inputs(), INNER, WIDTH);
            for (RegressionSet each : List.of(first, second, third)) {
                NormalEquations own = NormalEquations.of(each);
                sum = new NormalEquations(
                        sum.gram().add(own.gram()), sum.moment().add(own.moment()));
            }
            double[] summed = sum.change(1e-3).toDoubles();
            assertThat(summed).containsExactly(together, within(1e-10));
        });
    }

    @Test
    void aRowThatCountsThreeTimesIsThereThreeTimes() {
        TensorScope.run(() -> {
            RegressionSet once = drawn(1, 5);
            RegressionSet others = drawn(11, 4);
            double[] weighed = change(once.weighing(3).and(others), 1e-3);
            assertThat(weighed).containsExactly(change(once.and(once).and(once).and(others), 1e-3), within(1e-10));
        });
    }

    @Test
    void rowsThatShallStayAsTheyAreAskForNothing() {
        TensorScope.run(() -> {
            RegressionSet set = drawn(1, 10);
            Tensor nothing = Tensors.zeros(Device.CPU, DType.FLOAT64, WIDTH);
            assertThat(change(set.shiftedBy(nothing), 1e-3)).containsOnly(0);
        });
    }

    /** Both minimise the same; what is left between them is what 20 epochs have not come to. */
    @Test
    void gradientsComeToTheClosedForm() {
        TensorScope.run(() -> {
            RegressionSet set = drawn(1, 512);
            double[] closed = change(set, 1e-6);
            double[] descended =
                    new GradientFit(0.01, 0.9, 40, 64, 0).change(set, 1).toDoubles();
            assertThat(descended).containsExactly(closed, within(0.02));
            double[] again =
                    new GradientFit(0.01, 0.9, 40, 64, 0).change(set, 1).toDoubles();
            assertThat(again).isEqualTo(descended);
        });
    }

    @Test
    void factorsHaveTheirRank() {
        TensorScope.run(() -> {
            Tensor change = new GradientFit(0.05, 0.9, 10, 16, 1).change(drawn(1, 64), 1);
            assertThat(change.shape()).containsExactly(WIDTH, INNER);
            double[] values = LinearAlgebra.singularValues(change).toDoubles();
            assertThat(values[0]).isGreaterThan(1e-3);
            assertThat(values[1]).isLessThan(1e-9 * values[0]);
        });
    }

    @Test
    void fourBitsRoundEachRowToFifteenSteps() {
        TensorScope.run(() -> {
            Layout layout = new Layout(List.of(new ParameterSpec("w", List.of(2L, 3L), "g", new Init.Constant(0))));
            Tensor flat = Tensors.of(Device.CPU, new float[] {7, 3.4f, -0.6f, 0, 0.014f, -0.007f}, 6);
            assertThat(FourBits.of(flat, layout).toDoubles())
                    .containsExactly(new double[] {7, 3, -1, 0, 0.014, -0.008}, within(1e-6));
        });
    }
}
