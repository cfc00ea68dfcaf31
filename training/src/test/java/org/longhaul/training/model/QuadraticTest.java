package org.longhaul.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

class QuadraticTest {
    private static final int WORKERS = 3;

    @Test
    void gradientIsTheClosedFormWithoutNoise() {
        Quadratic model = model(0);
        withParameters(model, flat -> {
            model.loss(flat.leaves(), source(model).batch(1, 5, Device.CPU)).backward();
            double[] x = flat.parameters().toDoubles();
            double[] b = model.offsets(9, 1);
            double[] h = model.curvatures();
            double[] gradient = flat.gradients().toDoubles();
            for (int i = 0; i < x.length; i++) {
                assertThat(gradient[i]).isCloseTo(h[i % h.length] * (x[i] - b[i]), within(1e-12));
            }
        });
    }

    @Test
    void noiseChangesTheGradientByTheStatedDeviationAndNotTheLoss() {
        Quadratic quiet = model(0);
        Quadratic noisy = model(2);
        withParameters(noisy, flat -> {
            double sum = 0;
            int count = 0;
            for (int step = 0; step < 200; step++) {
                int at = step;
                double[][] gradients = new double[2][];
                for (int i = 0; i < 2; i++) {
                    Quadratic model = i == 0 ? quiet : noisy;
                    flat.gradients().zeroInPlace();
                    model.loss(flat.leaves(), source(model).batch(2, at, Device.CPU))
                            .backward();
                    gradients[i] = flat.gradients().toDoubles();
                }
                for (int i = 0; i < gradients[0].length; i++) {
                    double n = gradients[1][i] - gradients[0][i];
                    sum += n * n;
                    count++;
                }
            }
            assertThat(Math.sqrt(sum / count)).isCloseTo(2, within(0.05));
            double value = noisy.loss(flat.leaves(), source(noisy).batch(2, 0, Device.CPU))
                    .item();
            assertThat(value)
                    .isCloseTo(
                            quiet.loss(flat.leaves(), source(quiet).batch(2, 0, Device.CPU))
                                    .item(),
                            within(1e-12));
        });
    }

    @Test
    void noiseIsAFunctionOfSeedWorkerAndStep() {
        Quadratic model = model(1);
        withParameters(model, flat -> {
            double[] first = gradient(model, flat, 0, 0);
            assertThat(gradient(model, flat, 0, 0)).containsExactly(first);
            assertThat(gradient(model, flat, 0, 1)).isNotEqualTo(first);
            assertThat(gradient(model, flat, 1, 0)).isNotEqualTo(first);
        });
    }

    @Test
    void offsetsAverageToZeroOverTheWorkers() {
        Quadratic model = model(1);
        double[][] offsets = new double[WORKERS][];
        for (int m = 0; m < WORKERS; m++) {
            offsets[m] = model.offsets(9, m);
        }
        for (int i = 0; i < offsets[0].length; i++) {
            assertThat(offsets[0][i] + offsets[1][i] + offsets[2][i]).isCloseTo(0, within(1e-12));
        }
    }

    @Test
    void validationIsTheExcessOverTheMinimumOfTheMeanFunction() {
        Quadratic model = model(1);
        withParameters(model, flat -> {
            double mean = 0;
            double least = 0;
            double[] h = model.curvatures();
            for (int m = 0; m < WORKERS; m++) {
                mean += model.loss(flat.leaves(), source(model).batch(m, 0, Device.CPU))
                                .item()
                        / WORKERS;
                double[] b = model.offsets(9, m);
                for (int i = 0; i < b.length; i++) {
                    least += 0.5 * h[i % h.length] * b[i] * b[i] / WORKERS;
                }
            }
            double validation = model.loss(flat.leaves(), source(model).validation(0, Device.CPU))
                    .item();
            assertThat(validation).isCloseTo(mean - least, within(1e-9));
        });
    }

    /** Sizes around those at which sums are split, noise or none, and parameters that are no longer finite. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 1",
        "7, 0.3, 1",
        "16, 2, 1",
        "64, 1, 1e3",
        "1000, 1, 1",
        "33000, 1, 1",
        "16, 1, 1e19",
        "16, 1, 1e36",
        "16, 1, 1e200"
    })
    void knownGradientAndLossAreThoseOfDifferentiationToTheBit(int elements, double noise, double factor) {
        Quadratic model = new Quadratic(
                new Quadratic.Settings(3, elements, 0.01, 1, 0.7, noise, 1), new ModelContext(256, 128, WORKERS));
        for (DType type : List.of(DType.FLOAT32, DType.FLOAT64)) {
            try (FlatParameters flat = new FlatParameters(model, Device.CPU, type)) {
                flat.initialize(1);
                flat.parameters().mulInPlace(factor);
                TensorScope.run(() -> {
                    Batch batch = source(model).batch(2, 4, Device.CPU);
                    Tensor expected = model.loss(flat.leaves(), batch);
                    expected.backward();
                    double[] gradient = flat.gradients().toDoubles();
                    flat.gradients().zeroInPlace();
                    Autograd.withoutGradients(() -> {
                        Tensor loss = model.addGradient(flat.leaves(), batch, flat.gradients());
                        assertThat(loss.requiresGradient()).isFalse();
                        assertThat(loss.item()).isEqualTo(Double.valueOf(expected.item()));
                    });
                    // Not element by element, which takes a second.
                    assertThat(Arrays.equals(flat.gradients().toDoubles(), gradient))
                            .isTrue();
                });
            }
        }
    }

    @Test
    void groupsAreThoseOfATransformer() {
        Quadratic model = model(1);
        assertThat(model.groups())
                .extracting(ParameterGroup::name)
                .containsExactly("embedding", "block.0", "block.1", "head");
        assertThat(model.elements()).isEqualTo(4 * 16);
        assertThatThrownBy(() -> new Quadratic.Settings(2, 16, 2, 1, 1, 1, 1))
                .hasMessageContaining("smallestCurvature (2.0)");
    }

    private interface Body {
        void run(FlatParameters flat);
    }

    private static void withParameters(Quadratic model, Body body) {
        try (FlatParameters flat = new FlatParameters(model, Device.CPU, DType.FLOAT64)) {
            flat.initialize(1);
            TensorScope.run(() -> body.run(flat));
        }
    }

    private static double[] gradient(Quadratic model, FlatParameters flat, int worker, long step) {
        flat.gradients().zeroInPlace();
        model.loss(flat.leaves(), source(model).batch(worker, step, Device.CPU)).backward();
        return flat.gradients().toDoubles();
    }

    private static BatchSource source(Quadratic model) {
        return model.ownBatches(9);
    }

    private static Quadratic model(double noise) {
        return new Quadratic(
                new Quadratic.Settings(2, 16, 0.01, 1, 0.7, noise, 1), new ModelContext(256, 128, WORKERS));
    }
}
