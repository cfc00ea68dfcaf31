package org.longhaul.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.task.Batch;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

class LstmTest {
    private static final ModelContext CONTEXT = new ModelContext(7, 5, 1);

    /** Of a vocabulary of 10,000, by hand: table, two layers of four gates with two biases each, biases of the scores. */
    @Test
    void countsAreThoseOfItsMatrices() {
        Lstm model = new Lstm(new Lstm.Settings(2, 200, true), new ModelContext(10_000, 64, 1));
        long layer = 4L * 200 * (200 + 200) + 2 * 4 * 200;
        assertThat(model.elements()).isEqualTo(10_000 * 200 + 2 * layer + 10_000);
        assertThat(model.forwardFlopsPerItem()).isEqualTo(2 * (2.0 * 4 * 200 * 400) + 2.0 * 200 * 10_000 + 10_000);
        assertThat(model.groups())
                .extracting(ParameterGroup::name)
                .containsExactly("embedding", "lstm1", "lstm2", "head");
        Lstm untied = new Lstm(new Lstm.Settings(2, 200, false), new ModelContext(10_000, 64, 1));
        assertThat(untied.elements()).isEqualTo(model.elements() + 10_000 * 200);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** By the equations, position by position. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void scoresAreThoseOfTheEquations(DType type) {
        int width = 3;
        Lstm model = new Lstm(new Lstm.Settings(2, width, true), CONTEXT);
        try (FlatParameters flat = new FlatParameters(model, Device.CPU, type)) {
            flat.initialize(3);
            TensorScope.run(() -> {
                long[] tokens = {1, 4, 6, 0};
                double[][] p = new double[flat.leaves().length][];
                for (int i = 0; i < p.length; i++) {
                    p[i] = flat.leaves()[i].detach().toDoubles();
                }
                double[][] h = new double[2][width];
                double[][] c = new double[2][width];
                double[] scores = model.scores(flat.leaves(), Tensors.of(Device.CPU, tokens, 1, 4))
                        .detach()
                        .toDoubles();
                for (int t = 0; t < tokens.length; t++) {
                    double[] x = new double[width];
                    System.arraycopy(p[0], (int) tokens[t] * width, x, 0, width);
                    for (int layer = 0; layer < 2; layer++) {
                        x = step(p, 1 + 4 * layer, x, h[layer], c[layer]);
                    }
                    for (int v = 0; v < 7; v++) {
                        double expected = p[p.length - 1][v];
                        for (int k = 0; k < width; k++) {
                            expected += p[0][v * width + k] * x[k];
                        }
                        assertThat(scores[t * 7 + v]).isCloseTo(expected, within(type == DType.FLOAT64 ? 1e-14 : 1e-7));
                    }
                }
            });
        }
    }

    private static double[] step(double[][] p, int first, double[] x, double[] h, double[] c) {
        int width = h.length;
        double[] gates = new double[4 * width];
        for (int row = 0; row < gates.length; row++) {
            gates[row] = p[first + 2][row] + p[first + 3][row];
            for (int k = 0; k < width; k++) {
                gates[row] += p[first][row * width + k] * x[k] + p[first + 1][row * width + k] * h[k];
            }
        }
        for (int k = 0; k < width; k++) {
            c[k] = sigmoid(gates[width + k]) * c[k] + sigmoid(gates[k]) * Math.tanh(gates[2 * width + k]);
            h[k] = sigmoid(gates[3 * width + k]) * Math.tanh(c[k]);
        }
        return h.clone();
    }

    /** Central differences of every element. */
    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        for (boolean tied : new boolean[] {true, false}) {
            Lstm model = new Lstm(new Lstm.Settings(2, 2, tied), CONTEXT);
            try (FlatParameters flat = new FlatParameters(model, Device.CPU, DType.FLOAT64)) {
                flat.initialize(3);
                TensorScope.run(() -> {
                    Batch batch = Batch.ofTokens(Tensors.of(Device.CPU, new long[] {1, 4, 6, 0, 2, 3, 3, 5}, 2, 4));
                    model.loss(flat.leaves(), batch).backward();
                    double[] gradient = flat.gradients().toDoubles();
                    for (int i = 0; i < gradient.length; i++) {
                        double h = 1e-6;
                        flat.parameters().narrow(0, i, 1).addInPlace(h);
                        double up = model.loss(flat.leaves(), batch).item();
                        flat.parameters().narrow(0, i, 1).addInPlace(-2 * h);
                        double down = model.loss(flat.leaves(), batch).item();
                        flat.parameters().narrow(0, i, 1).addInPlace(h);
                        assertThat(gradient[i]).isCloseTo((up - down) / (2 * h), within(1e-8));
                    }
                });
            }
        }
    }

    @Test
    void whatIsPrunableAreItsMatrices() {
        assertThat(new Lstm(new Lstm.Settings(1, 4, true), CONTEXT)
                        .parameters().stream()
                                .filter(ParameterSpec::isPrunable)
                                .map(ParameterSpec::name)
                                .toList())
                .isEqualTo(List.of("embedding.weight", "lstm1.weight-ih", "lstm1.weight-hh"));
    }
}
