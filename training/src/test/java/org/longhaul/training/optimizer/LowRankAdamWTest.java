package org.longhaul.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.Matrices;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.optimizer.LowRankAdamW.BasisSource;
import org.longhaul.training.optimizer.LowRankAdamW.Mix;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** The identities of projected moments, over random shapes and seeds. */
class LowRankAdamWTest {
    private static LowRankAdamW.Settings settings(long rank, double weight, Mix mix, BasisSource basis) {
        return new LowRankAdamW.Settings(
                0.1, rank, List.of("w3"), weight, 0.9, 0.99, 1e-8, 0, mix, true, basis, 5, true, 0, 0.9, 1);
    }

    private static LowRankAdamW on(Layout layout, LowRankAdamW.Settings settings) {
        return ((LowRankAdamW) new LowRankAdamW.Factory().create(settings)).on(layout);
    }

    private static List<Tensor> states(LowRankAdamW optimizer, Layout layout) {
        List<Tensor> states = new ArrayList<>();
        for (StateSpec state : optimizer.states()) {
            states.add(Tensors.zeros(
                    Device.CPU, DType.FLOAT64, state.layout(layout).elements()));
        }
        return states;
    }

    private static Tensor normal(Layout layout, long seed) {
        int count = Math.toIntExact(layout.elements());
        return Tensors.of(Device.CPU, Matrices.normal(count, seed), count);
    }

    /** [p, q] with p at most q, as the optimizer has it. */
    private static Tensor upright(Tensor flat, long start, long rows, long columns) {
        Tensor matrix = flat.narrow(0, start, rows * columns).view(rows, columns);
        return rows >= columns ? matrix.transpose(0, 1) : matrix;
    }

    private static double largest(Tensor tensor) {
        return tensor.abs().max().item();
    }

    /** {@code g + e_before = Q c + e} with {@code Q' e = 0} and Q orthonormal, whichever bases: a vector precedes the matrix. */
    @ParameterizedTest
    @EnumSource(BasisSource.class)
    void whatIsNotProjectedIsOwedAndOrthogonal(BasisSource basis) {
        Random random = new Random(basis.ordinal());
        for (int shape = 0; shape < 12; shape++) {
            long rows = 2 + random.nextInt(14);
            long columns = 2 + random.nextInt(14);
            long rank = 1 + random.nextInt(6);
            long p = Math.min(rows, columns);
            long r = Math.min(rank, p);
            long seed = random.nextLong();
            TensorScope.run(() -> {
                Layout layout = new Layout(List.of(Matrices.vector("a", 3), Matrices.hidden("b", rows, columns)));
                LowRankAdamW optimizer = on(layout, settings(rank, 0.9, Mix.FULL_RANK, basis));
                List<Tensor> states = states(optimizer, layout);
                Tensor x = normal(layout, seed);
                for (int step = 0; step < 12; step++) {
                    if (basis == BasisSource.DISPLACEMENT && step % 4 == 3) {
                        optimizer.turn(
                                optimizer.basesOf(normal(layout, seed - step)), states, UpdateCount.unbroken(step));
                    }
                    Tensor g = normal(layout, seed + step);
                    Tensor before = upright(states.get(3).copy(), 0, rows, columns);
                    Tensor matrix = upright(g.copy(), 3, rows, columns);
                    optimizer.update(x, g, states, UpdateCount.unbroken(step), 0.1);
                    Tensor q = states.get(2).view(p, r);
                    Tensor after = upright(states.get(3), 0, rows, columns);
                    Tensor unit = q.transpose(0, 1).matmul(q);
                    assertThat(largest(unit.sub(identity(r)))).isLessThan(1e-12);
                    Tensor whole = matrix.add(before);
                    Tensor projected = q.matmul(q.transpose(0, 1).matmul(whole));
                    assertThat(largest(whole.sub(projected).sub(after))).isLessThan(1e-11);
                    assertThat(largest(q.transpose(0, 1).matmul(after))).isLessThan(1e-11);
                }
            });
        }
    }

    private static Tensor identity(long size) {
        double[] unit = new double[Math.toIntExact(size * size)];
        for (int i = 0; i < size; i++) {
            unit[Math.toIntExact(i * size + i)] = 1;
        }
        return Tensors.of(Device.CPU, unit, size, size);
    }

    /** With all dimensions and the first coordinates as basis it is quasi-hyperbolic AdamW in all but the mixing of g. */
    @Test
    void atFullRankItIsAdamW() {
        TensorScope.run(() -> {
            Layout layout = new Layout(List.of(Matrices.hidden("a", 4, 7), Matrices.vector("b", 5)));
            LowRankAdamW low = on(layout, settings(100, 1, Mix.FULL_RANK, BasisSource.DISPLACEMENT));
            Optimizer adamW = new AdamW().create(new AdamW.Settings(0.1, 0.9, 0.99, 1e-8, 0));
            List<Tensor> states = states(low, layout);
            List<Tensor> moments = List.of(states.get(0).mul(0), states.get(1).mul(0));
            Tensor x = normal(layout, 1);
            Tensor y = x.copy();
            for (int step = 0; step < 8; step++) {
                low.update(x, normal(layout, 50 + step), states, UpdateCount.unbroken(step), 0.1);
                adamW.update(y, normal(layout, 50 + step), moments, UpdateCount.unbroken(step), 0.1);
                assertThat(largest(x.sub(y))).isLessThan(1e-9);
                assertThat(largest(states.get(3))).isZero();
            }
        });
    }

    /** One matrix, two updates, against plain arithmetic. */
    @ParameterizedTest
    @CsvSource({"FULL_RANK", "IN_SUBSPACE"})
    void theStepIsThatOfTheEquations(Mix mix) {
        int p = 3;
        int q = 4;
        int r = 2;
        double weight = 0.7;
        double[] x = Matrices.normal(p * q, 1);
        double[] u = new double[r * q];
        double[] v = new double[r * q];
        double[] e = new double[p * q];
        TensorScope.run(() -> {
            Layout layout = new Layout(List.of(Matrices.hidden("a", p, q)));
            LowRankAdamW optimizer = on(layout, settings(r, weight, mix, BasisSource.DISPLACEMENT));
            List<Tensor> states = states(optimizer, layout);
            Tensor moved = Tensors.of(Device.CPU, x, p * q);
            for (int step = 0; step < 2; step++) {
                double[] g = Matrices.normal(p * q, 10 + step);
                optimizer.update(moved, Tensors.of(Device.CPU, g, p * q), states, UpdateCount.unbroken(step), 0.1);
                double first = 1 - Math.pow(0.9, step + 1);
                double second = 1 - Math.pow(0.99, step + 1);
                double[] c = new double[r * q];
                double[] d = new double[r * q];
                double mean = 0;
                // The basis is the first two coordinates: rows 0 and 1 are projected, row 2 is owed.
                for (int i = 0; i < r * q; i++) {
                    c[i] = g[i] + e[i];
                    e[i] = 0;
                    u[i] = 0.9 * u[i] + 0.1 * c[i];
                    v[i] = 0.99 * v[i] + 0.01 * c[i] * c[i];
                    d[i] = Math.sqrt(v[i] / second) + 1e-8;
                    mean += d[i] / (r * q);
                }
                for (int i = r * q; i < p * q; i++) {
                    e[i] += g[i];
                }
                for (int i = 0; i < p * q; i++) {
                    double momentum = i < r * q ? u[i] / first / d[i] : 0;
                    double gradient = mix == Mix.FULL_RANK ? g[i] / mean : i < r * q ? c[i] / d[i] : 0;
                    x[i] -= 0.1 * (weight * momentum + (1 - weight) * gradient);
                }
                double[] found = moved.toDoubles();
                for (int i = 0; i < p * q; i++) {
                    assertThat(found[i]).isCloseTo(x[i], within(1e-12));
                }
            }
        });
    }

    /** A new basis of the same subspace changes what the moments stand for by rounding only. */
    @Test
    void momentsTurnWithTheirBasis() {
        TensorScope.run(() -> {
            Layout layout = new Layout(List.of(Matrices.hidden("a", 6, 9)));
            LowRankAdamW optimizer = on(layout, settings(3, 0.9, Mix.FULL_RANK, BasisSource.DISPLACEMENT));
            List<Tensor> states = states(optimizer, layout);
            Tensor x = normal(layout, 1);
            for (int step = 0; step < 5; step++) {
                optimizer.update(x, normal(layout, 20 + step), states, UpdateCount.unbroken(step), 0.1);
            }
            Tensor old = states.get(2).view(6, 3).copy();
            Tensor mean = old.matmul(states.get(0).view(3, 9));
            double[] v = states.get(1).toDoubles();
            optimizer.turn(states.get(2).copy(), states, UpdateCount.unbroken(5));
            double[] same = states.get(1).toDoubles();
            for (int i = 0; i < v.length; i++) {
                assertThat(same[i]).isCloseTo(v[i], within(1e-12));
            }
            // Columns exchanged, one of them with the other sign: coordinates follow, squares lose nothing.
            Tensor bases =
                    Tensors.cat(List.of(old.narrow(1, 2, 1), old.narrow(1, 0, 1).neg(), old.narrow(1, 1, 1)), 1);
            optimizer.turn(bases.reshape(-1), states, UpdateCount.unbroken(5));
            Tensor turned = bases.matmul(states.get(0).view(3, 9));
            assertThat(largest(turned.sub(mean))).isLessThan(1e-12);
            double[] moved = states.get(1).toDoubles();
            for (int i = 0; i < 9; i++) {
                assertThat(moved[i]).isCloseTo(v[18 + i], within(1e-12));
                assertThat(moved[9 + i]).isCloseTo(v[i], within(1e-12));
                assertThat(moved[18 + i]).isCloseTo(v[9 + i], within(1e-12));
            }
        });
    }

    /** Layers, ranks and shares as the source's code has them: the gate of the feed-forward layer and embeddings are whole. */
    @ParameterizedTest
    @CsvSource({
        "256, 4, 768, 8, 0.844, 0.161", "256, 4, 768, 128, 0.920, 0.161", "768, 12, 2048, 24, 0.482, 0.534",
        "768, 12, 2048, 96, 0.533, 0.534", "768, 12, 2048, 384, 0.733, 0.534", "2048, 12, 5632, 256, 0.419, 0.664"
    })
    void sharesOfMomentsAndErrorsAreThoseOfTheSource(
            long width, int layers, long hidden, long rank, double moments, double errors) {
        List<ParameterSpec> specs = new ArrayList<>();
        specs.add(new ParameterSpec(
                "embedding", List.of(50_368L, width), "embedding", new Init.Constant(0), ParameterSpec.Role.INPUT));
        for (int i = 0; i < layers; i++) {
            for (String name : List.of("wq", "wk", "wv", "wo")) {
                specs.add(Matrices.hidden(i + name, width, width));
            }
            specs.add(Matrices.hidden(i + "w1", hidden, width));
            specs.add(Matrices.hidden(i + "w3", hidden, width));
            specs.add(Matrices.hidden(i + "w2", width, hidden));
        }
        Layout layout = new Layout(specs);
        List<StateSpec> states = on(layout, settings(rank, 0.97, Mix.FULL_RANK, BasisSource.DISPLACEMENT))
                .states();
        double whole = layout.elements();
        assertThat(states.get(0).layout(layout).elements() / whole).isCloseTo(moments, within(0.0006));
        assertThat(states.get(1).layout(layout).elements())
                .isEqualTo(states.get(0).layout(layout).elements());
        assertThat(states.get(3).layout(layout).elements() / whole).isCloseTo(errors, within(0.0006));
    }
}
