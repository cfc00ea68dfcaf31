package org.longhaul.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.training.Matrices;
import org.longhaul.training.Workers;
import org.longhaul.training.method.Order;
import org.longhaul.training.method.round.DesLoc;
import org.longhaul.training.method.round.LocalAdam;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.LinearAlgebra;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

class MuonTest {
    private static Muon muon(Layout layout, double momentum, boolean nesterov, double decay) {
        return ((Muon) new Muon.Factory().create(new Muon.Settings(0.02, momentum, nesterov, 5, decay, 0.004)))
                .on(layout);
    }

    /** Five iterations bring the singular values of ordinary matrices into about [0.7, 1.2]; singular vectors stay. */
    @ParameterizedTest
    @CsvSource({"8, 8, 1", "6, 20, 2", "20, 6, 3", "1, 9, 4", "17, 16, 5"})
    void theMomentumBecomesNearlyOrthogonal(long rows, long columns, long seed) {
        TensorScope.run(() -> {
            Tensor m = Tensors.of(Device.CPU, Matrices.normal((int) (rows * columns), seed), rows, columns);
            Tensor orthogonal = Muon.orthogonal(m, 5);
            assertThat(orthogonal.shape()).containsExactly(rows, columns);
            double[] values = LinearAlgebra.singularValues(orthogonal).toDoubles();
            double[] before = LinearAlgebra.singularValues(m).toDoubles();
            for (int i = 0; i < values.length; i++) {
                if (before[i] > 0.1 * before[0]) {
                    assertThat(values[i]).isBetween(0.6, 1.3);
                }
            }
            // m' NS(m) is symmetric and positive if the singular vectors are those of m.
            Tensor product = m.transpose(0, 1).matmul(orthogonal);
            assertThat(product.sub(product.transpose(0, 1)).abs().max().item()).isLessThan(1e-9 * before[0]);
            assertThat(m.mul(orthogonal).sum().item()).isPositive();
        });
    }

    /** A matrix of one row keeps its direction: the step is known in closed form, and the scale of a column is sqrt(rows). */
    @ParameterizedTest
    @CsvSource({"true, 1, 7", "false, 1, 7", "true, 7, 1"})
    void aStepOfAMatrixWithOneRowIsAlongItsMomentum(boolean nesterov, long rows, long columns) {
        double[] g = Matrices.normal(7, 3);
        TensorScope.run(() -> {
            Layout layout = new Layout(List.of(Matrices.hidden("a", rows, columns)));
            Muon muon = muon(layout, 0.9, nesterov, 0.5);
            assertThat(muon.states()).hasSize(1);
            Tensor x = Tensors.of(Device.CPU, Matrices.normal(7, 4), 7);
            double[] before = x.toDoubles();
            Tensor u = Tensors.of(Device.CPU, Matrices.normal(7, 5), 7);
            double[] m = u.toDoubles();
            for (int i = 0; i < 7; i++) {
                m[i] = 0.9 * m[i] + 0.1 * g[i];
            }
            muon.update(x, Tensors.of(Device.CPU, g, 7), List.of(u), UpdateCount.unbroken(3), 0.01);
            double norm = 0;
            double[] direction = new double[7];
            for (int i = 0; i < 7; i++) {
                assertThat(u.toDoubles()[i]).isCloseTo(m[i], within(1e-12));
                direction[i] = nesterov ? 0.9 * m[i] + 0.1 * g[i] : m[i];
                norm += direction[i] * direction[i];
            }
            double value = Math.sqrt(norm) / (Math.sqrt(norm) + 1e-7);
            for (int i = 0; i < 5; i++) {
                value = 3.4445 * value - 4.7750 * Math.pow(value, 3) + 2.0315 * Math.pow(value, 5);
            }
            double scale = rows > columns ? Math.sqrt(7) : 1;
            for (int i = 0; i < 7; i++) {
                double expected = before[i] * (1 - 0.01 * 0.5) - 0.01 * scale * value * direction[i] / Math.sqrt(norm);
                assertThat(x.toDoubles()[i]).isCloseTo(expected, within(1e-9));
            }
        });
    }

    @Test
    void everythingElseIsTrainedByAdamW() {
        TensorScope.run(() -> {
            Layout layout =
                    new Layout(List.of(Matrices.vector("a", 3), Matrices.hidden("b", 4, 5), Matrices.vector("c", 6)));
            Muon muon = muon(layout, 0.95, true, 0.1);
            assertThat(muon.states().get(1).layout(layout).elements()).isEqualTo(9);
            Optimizer adamW = new AdamW().create(new AdamW.Settings(0.004, 0.9, 0.95, 1e-8, 0.1));
            Tensor x = Tensors.of(Device.CPU, Matrices.normal(29, 1), 29);
            Tensor y = x.copy();
            List<Tensor> states = List.of(x.mul(0), Tensors.zeros(Device.CPU, DType.FLOAT64, 9));
            List<Tensor> moments = List.of(x.mul(0), x.mul(0));
            for (int step = 0; step < 4; step++) {
                Tensor g = Tensors.of(Device.CPU, Matrices.normal(29, 7 + step), 29);
                muon.update(x, g.copy(), states, UpdateCount.unbroken(step), 0.01);
                adamW.update(y, g, moments, UpdateCount.unbroken(step), 0.002);
            }
            double[] found = x.toDoubles();
            double[] expected = y.toDoubles();
            for (int i = 0; i < 29; i++) {
                if (i < 3 || i >= 23) {
                    assertThat(found[i]).isCloseTo(expected[i], within(1e-12));
                } else {
                    assertThat(found[i]).isNotEqualTo(expected[i]);
                }
            }
            assertThat(muon.states().get(0).kind()).isEqualTo(StateSpec.Kind.FIRST_MOMENT);
        });
    }

    /** One moment: 1/32 + 1/96 units a step, 24 times fewer than data parallelism, 1.5 times fewer than averaging all alike. */
    @Test
    void desLocWithItsPeriodsSendsATwentyFourth() {
        Optimizer muon = Workers.optimizer(new Muon.Factory(), new Muon.Settings(0.02, 0.9, true, 5, 0, 0.004));
        var model = Matrices.regression(List.of(Matrices.hidden("block0.w", 4, 5)), 0.5, 1);
        DesLoc.Settings desLoc = new DesLoc.Settings(32, 96, 96, Order.AFTER_UPDATE, null, 0.9, null, null, null);
        LocalAdam.Settings all = new LocalAdam.Settings(32, Order.AFTER_UPDATE, null, null);
        try (Workers workers = Workers.of(2, DType.FLOAT32, model, muon, new DesLoc(), desLoc);
                Workers same = Workers.of(2, DType.FLOAT32, model, muon, new LocalAdam(), all)) {
            assertThat(workers.run(96).costs().elements()).isEqualTo(96 * 20 / 24);
            assertThat(same.run(96).costs().elements()).isEqualTo(96 * 20 / 16);
        }
    }
}
