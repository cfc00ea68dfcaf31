package org.longhaul.training.model.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.DrawnBatches;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

class RosenbrockTest {
    private static final int WORKERS = 3;

    private static Rosenbrock model(double first, double second, double offset, double noise) {
        return new Rosenbrock(
                new Rosenbrock.Settings(first, second, offset, noise), new ModelContext(256, 128, WORKERS));
    }

    private static double[] gradient(Rosenbrock model, Batch batch) {
        double[][] gradient = new double[1][];
        try (FlatParameters flat = new FlatParameters(model, Device.CPU, DType.FLOAT64)) {
            flat.initialize(1);
            TensorScope.run(() -> {
                model.loss(flat.leaves(), batch).backward();
                gradient[0] = flat.gradients().toDoubles();
            });
        }
        return gradient[0];
    }

    @Test
    void theGradientIsTheFunctionsPlusTheWorkersOffset() {
        Rosenbrock model = model(-1.5, 2, 3, 0);
        TensorScope.run(() -> {
            double[] gradient = gradient(model, model.ownBatches(9).batch(1, 5, Device.CPU));
            double[] offset = new DrawnBatches(9, WORKERS, 2, 3, 0).offset(1);
            assertThat(gradient[0] - offset[0]).isCloseTo(-2 * 2.5 + 400 * 1.5 * (2 - 2.25), within(1e-4));
            assertThat(gradient[1] - offset[1]).isCloseTo(200 * (2 - 2.25), within(1e-4));
        });
    }

    @Test
    void validationIsLeastAtOneAndOneAndKnowsNeitherOffsetNorNoise() {
        TensorScope.run(() -> {
            assertThat(value(model(1, 1, 3, 1.5))).isZero();
            assertThat(value(model(-1.5, 2, 3, 1.5))).isCloseTo(2.5 * 2.5 + 100 * 0.25 * 0.25, within(1e-4));
            assertThat(gradient(
                            model(1, 1, 3, 1.5),
                            model(1, 1, 3, 1.5).ownBatches(9).validation(0, Device.CPU)))
                    .containsExactly(0, 0);
        });
    }

    private static double value(Rosenbrock model) {
        Tensor[] start = {
            Tensors.of(
                    Device.CPU,
                    new double[] {model.parameters().get(0).init() instanceof Init.Constant c ? c.value() : 0},
                    1),
            Tensors.of(
                    Device.CPU,
                    new double[] {model.parameters().get(1).init() instanceof Init.Constant c ? c.value() : 0},
                    1)
        };
        return model.loss(start, model.ownBatches(9).validation(0, Device.CPU)).item();
    }

    @Test
    void startsAndDeviationsAreFinite() {
        assertThatThrownBy(() -> new Rosenbrock.Settings(Double.NaN, 2, 3, 1)).hasMessageContaining("firstStart (NaN)");
        assertThatThrownBy(() -> new Rosenbrock.Settings(1, 2, -3, 1)).hasMessageContaining("offsetDeviation");
    }
}
