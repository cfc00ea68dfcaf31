package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Matrices;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.ChunkTopK;
import org.longhaul.training.codec.EncodedSize;
import org.longhaul.training.codec.TwoBit;
import org.longhaul.training.method.round.SparseLoCo;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.method.synchronous.DeMo;
import org.longhaul.training.method.synchronous.PowerSgd;
import org.longhaul.training.method.synchronous.SignSgd;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.LinearAlgebra;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Methods whose exchange is compressed, against plain arithmetic. */
class CompressedMethodsTest {
    private static final double RATE = 0.1;

    private static Optimizer sgd(double decay) {
        return Workers.optimizer(new Sgd.Factory(), new Sgd.Settings(RATE, 0, false, decay));
    }

    /** A gradient that does not depend on x: of a worker and step alone. */
    private static double[] given(int size, int worker, long step) {
        return Matrices.normal(size, 31 * worker + 1009 * step + 5);
    }

    private static FunctionModel givenGradients(List<ParameterSpec> specs) {
        int size = Math.toIntExact(
                specs.stream().mapToLong(ParameterSpec::elements).sum());
        return new FunctionModel(specs, (x, worker, step) -> given(size, worker, step));
    }

    // SignSGD

    /** Gradients of the first two workers that are 0 but for every fifth element, as of tokens that they have not seen. */
    private static double[] mostlyZero(int size, int worker, long step) {
        double[] g = given(size, worker, step);
        for (int i = 0; i < size; i++) {
            g[i] = worker < 2 && i % 5 != 0 ? 0 : g[i];
        }
        return g;
    }

    @ParameterizedTest
    @CsvSource({"0,false", "0.9,false", "0,true", "0.9,true"})
    void signSgdStepsByTheSignOfTheMajority(double momentum, boolean hasZeros) {
        int size = 13;
        FunctionModel model = new FunctionModel(
                List.of(Matrices.vector("a", size)),
                (x, worker, step) -> hasZeros ? mostlyZero(size, worker, step) : given(size, worker, step));
        try (Workers workers =
                Workers.of(3, DType.FLOAT64, model, sgd(0.2), new SignSgd.Factory(), new SignSgd.Settings(momentum))) {
            double[] x = new double[size];
            double[][] m = new double[3][size];
            for (int step = 0; step < 6; step++) {
                for (int i = 0; i < size; i++) {
                    int vote = 0;
                    for (int worker = 0; worker < 3; worker++) {
                        double g = (hasZeros ? mostlyZero(size, worker, step) : given(size, worker, step))[i];
                        m[worker][i] = momentum * m[worker][i] + (1 - momentum) * g;
                        vote += m[worker][i] >= 0 ? 1 : -1;
                    }
                    x[i] -= RATE * (Integer.signum(vote) + 0.2 * x[i]);
                }
                workers.run(1);
                assertThat(workers.x(0)).containsExactly(x, within(1e-12));
                assertThat(workers.x(2)).isEqualTo(workers.x(0));
            }
            assertThat(workers.costs().bytes()).isEqualTo(6 * (2 + 4)); // 13 bits and a scale
        }
    }

    // PowerSGD

    private static final List<ParameterSpec> MATRICES = List.of(
            Matrices.vector("a", 3),
            Matrices.hidden("b", 8, 6),
            Matrices.hidden("c", 2, 2),
            Matrices.hidden("d", 5, 12));

    private static Workers powerSgd(FunctionModel model, int workers, boolean feedback) {
        return Workers.of(
                workers,
                DType.FLOAT64,
                model,
                sgd(0),
                new PowerSgd.Factory(),
                new PowerSgd.Settings(2, feedback, Casts.FP64));
    }

    /** Rank r of each matrix that becomes smaller by it; vectors and small matrices whole. */
    @Test
    void powerSgdSendsTwoThinFactors() {
        try (Workers workers = powerSgd(givenGradients(MATRICES), 3, true).run(4)) {
            assertThat(workers.costs().elementsByLabel())
                    .isEqualTo(Map.of(
                            "left-factors", 4L * (3 + 2 * 8 + 4 + 2 * 5), "right-factors", 4L * (2 * 6 + 2 * 12)));
            assertThat(workers.costs().bytes()).isEqualTo(8 * workers.costs().elements());
        }
    }

    /** What was stepped along and what is owed on average are all gradients so far; vectors owe nothing. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void powerSgdLosesNothing(long seed) {
        Random random = new Random(seed);
        List<ParameterSpec> specs = List.of(
                Matrices.vector("a", 1 + random.nextInt(5)),
                Matrices.hidden("b", 4 + random.nextInt(12), 5 + random.nextInt(12)));
        int size = Math.toIntExact(specs.get(0).elements() + specs.get(1).elements());
        try (Workers workers = powerSgd(givenGradients(specs), 2, true)) {
            double[] sum = new double[size];
            for (int step = 0; step < 5; step++) {
                for (int i = 0; i < size; i++) {
                    sum[i] += (given(size, 0, step)[i] + given(size, 1, step)[i]) / 2;
                }
                workers.run(1);
                double[] expected = new double[size];
                for (int i = 0; i < size; i++) {
                    double owed = (workers.kept("residual", 0)[i] + workers.kept("residual", 1)[i]) / 2;
                    expected[i] = -RATE * (sum[i] - owed);
                    if (i < specs.get(0).elements()) {
                        assertThat(owed).isZero();
                    }
                }
                assertThat(workers.x(0)).containsExactly(expected, within(1e-12));
                assertThat(workers.x(1)).isEqualTo(workers.x(0));
            }
            assertThat(Arrays.stream(workers.kept("residual", 0))
                            .map(Math::abs)
                            .max()
                            .orElse(0))
                    .isGreaterThan(0.1);
        }
    }

    /** A mean gradient of rank 2 fits into two factors of rank 2. */
    @Test
    void powerSgdIsExactWhereTheRankIsEnough() {
        double[] left = Matrices.normal(9 * 2, 1);
        FunctionModel model = new FunctionModel(List.of(Matrices.hidden("a", 9, 11)), (x, worker, step) -> {
            double[] right = Matrices.normal(2 * 11, worker + 10 * step);
            double[] g = new double[99];
            for (int i = 0; i < 99; i++) {
                g[i] = left[i / 11] * right[i % 11] + left[9 + i / 11] * right[11 + i % 11];
            }
            return g;
        });
        try (Workers factored = powerSgd(model, 3, false);
                Workers whole =
                        Workers.of(3, DType.FLOAT64, model, sgd(0), new Ddp.Factory(), new Ddp.Settings(Casts.FP64))) {
            assertThat(factored.run(5).x(0)).containsExactly(whole.run(5).x(0), within(1e-10));
        }
    }

    // DeMo

    /** Two workers, one tile of 2 x 3 and a vector, two coefficients of each, by the definition of the transform. */
    @Test
    void deMoSendsTheLargestCoefficientsAndKeepsTheRest() {
        List<ParameterSpec> specs = List.of(Matrices.hidden("a", 2, 3), Matrices.vector("b", 4));
        DeMo.Settings settings = new DeMo.Settings(0.9, 64, 2, 8);
        try (Workers workers =
                Workers.of(2, DType.FLOAT64, givenGradients(specs), sgd(0.3), new DeMo.Factory(), settings)) {
            double[] x = new double[10];
            double[][] m = new double[2][10];
            for (int step = 0; step < 5; step++) {
                double[] sum = new double[10];
                double[] senders = new double[10];
                for (int worker = 0; worker < 2; worker++) {
                    double[] g = given(10, worker, step);
                    for (int i = 0; i < 10; i++) {
                        m[worker][i] = 0.9 * m[worker][i] + RATE * g[i];
                    }
                    double[] sent = coefficients(m[worker], false);
                    keepLargest(sent, 0, 6);
                    keepLargest(sent, 6, 10);
                    double[] taken = coefficients(sent, true);
                    for (int i = 0; i < 10; i++) {
                        m[worker][i] -= taken[i];
                        sum[i] += sent[i];
                        senders[i] += sent[i] == 0 ? 0 : 1;
                    }
                }
                for (int i = 0; i < 10; i++) {
                    sum[i] /= Math.max(1, senders[i]);
                }
                double[] direction = coefficients(sum, true);
                for (int i = 0; i < 10; i++) {
                    x[i] -= RATE * (Math.signum(direction[i]) + 0.3 * x[i]);
                }
                workers.run(1);
                assertThat(workers.x(0)).containsExactly(x, within(1e-6));
                assertThat(workers.kept("momentum", 1)).containsExactly(m[1], within(1e-6));
                assertThat(workers.x(1)).isEqualTo(workers.x(0));
            }
            assertThat(workers.costs().bytes()).isEqualTo(5 * 2 * 2 * 12);
        }
    }

    private static void keepLargest(double[] values, int from, int to) {
        double[] sorted =
                Arrays.stream(values, from, to).map(Math::abs).sorted().toArray();
        for (int i = from; i < to; i++) {
            values[i] = Math.abs(values[i]) < sorted[sorted.length - 2] ? 0 : values[i];
        }
    }

    /** Of the tile [2, 3] and the row of 4 behind it, or back. */
    private static double[] coefficients(double[] values, boolean inverse) {
        double[] result = new double[10];
        for (int k = 0; k < 6; k++) {
            for (int i = 0; i < 6; i++) {
                int row = inverse ? i : k;
                int at = inverse ? k : i;
                result[k] += cosine(row / 3, at / 3, 2) * cosine(row % 3, at % 3, 3) * values[i];
            }
        }
        for (int k = 0; k < 4; k++) {
            for (int i = 0; i < 4; i++) {
                result[6 + k] += (inverse ? cosine(i, k, 4) : cosine(k, i, 4)) * values[6 + i];
            }
        }
        return result;
    }

    private static double cosine(int frequency, int place, int length) {
        double scale = Math.sqrt((frequency == 0 ? 1.0 : 2.0) / length);
        return scale * Math.cos(Math.PI * (place + 0.5) * frequency / length);
    }

    /** 32 of 64 x 64 at 12 bytes: 110.3 MB a worker and step of 1.177 thousand million parameters, as published. */
    @Test
    void deMoSendsWhatTheSourceSays() {
        ChunkTopK format = new ChunkTopK(64, 32, 8, Casts.FP32);
        List<ParameterSpec> specs = List.of(Matrices.hidden("a", 256, 128));
        try (Workers workers = Workers.of(
                2,
                DType.FLOAT32,
                givenGradients(specs),
                sgd(0),
                new DeMo.Factory(),
                new DeMo.Settings(0.999, 64, 32, 8))) {
            long bytes = workers.run(1).costs().bytes();
            assertThat(bytes).isEqualTo(8 * 32 * 12);
            assertThat(format.bytes(1_177_000_000L, new EncodedSize(256 * 128, bytes)) / 1e6)
                    .isCloseTo(110.3, within(0.11));
        }
    }

    // SparseLoCo

    /** e = beta e + d; the k largest go; theta moves by their mean: rounds of one step, values in float32. */
    @Test
    void sparseLoCoOwesWhatItDoesNotSend() {
        int size = 8;
        SparseLoCo.Settings settings = new SparseLoCo.Settings(1, 0.5, 0.8, 4, 2, Casts.FP32);
        try (Workers workers = Workers.of(
                2,
                DType.FLOAT64,
                givenGradients(List.of(Matrices.vector("a", size))),
                sgd(0),
                new SparseLoCo(),
                settings)) {
            double[] theta = new double[size];
            double[][] e = new double[2][size];
            for (int step = 0; step < 6; step++) {
                double[] mean = new double[size];
                for (int worker = 0; worker < 2; worker++) {
                    double[] g = given(size, worker, step);
                    for (int i = 0; i < size; i++) {
                        e[worker][i] = 0.8 * e[worker][i] + RATE * g[i];
                    }
                    double[] sent = e[worker].clone();
                    keepLargest(sent, 0, 4);
                    keepLargest(sent, 4, 8);
                    for (int i = 0; i < size; i++) {
                        e[worker][i] -= sent[i];
                        mean[i] += sent[i] / 2;
                    }
                }
                for (int i = 0; i < size; i++) {
                    theta[i] -= 0.5 * mean[i];
                }
                workers.run(1);
                assertThat(workers.evaluated()).containsExactly(theta, within(1e-6));
                assertThat(workers.kept("residual", 1)).containsExactly(e[1], within(1e-6));
            }
            assertThat(workers.costs().bytes()).isEqualTo(6 * 4 * (2 + 4));
        }
    }

    /** By default 64 of 64 x 64 at 2 bits, each place 2 bytes: 15.6 thousandths of the elements. */
    @Test
    void sparseLoCoSendsAFewElementsInTwoBits() {
        List<ParameterSpec> specs = List.of(Matrices.hidden("a", 128, 128));
        try (Workers workers = Workers.of(
                2,
                DType.FLOAT32,
                givenGradients(specs),
                sgd(0),
                new SparseLoCo(),
                new SparseLoCo.Settings(3, 1, 0.95, 64, 64, new TwoBit()))) {
            long values = 4 * 64;
            assertThat(workers.run(6).costs().bytes()).isEqualTo(2 * (values * 2 + values / 4 + 4));
        }
    }

    @Test
    void methodsThatStepByASignTakeNoOptimizerWithStates() {
        Optimizer adamW = Workers.optimizer(new AdamW(), new AdamW.Settings(0.01, 0.9, 0.99, 1e-8, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignSgd.Factory().requireFit(new SignSgd.Settings(0), adamW, 2))
                .withMessageContaining("sgd without momentum");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeMo.Factory().requireFit(new DeMo.Settings(0.9, 64, 32, 8), adamW, 2))
                .withMessageContaining("sgd without momentum");
    }

    /** The right factor goes on from step to step: on a gradient that stays the power iteration comes to the best factors. */
    @Test
    void powerSgdComesToTheLeadingSingularVectors() {
        double[] g = Matrices.normal(9 * 11, 4);
        FunctionModel constant =
                new FunctionModel(List.of(Matrices.hidden("a", 9, 11)), (x, worker, step) -> g.clone());
        try (Workers workers = powerSgd(constant, 2, false)) {
            double[] before = workers.run(150).x(0);
            double[] after = workers.run(1).x(0);
            TensorScope.run(() -> {
                Tensor matrix = Tensors.of(Device.CPU, g, 9, 11);
                Tensor left = LinearAlgebra.leftSingularVectors(matrix, 2);
                double[] best = left.matmul(left.transpose(0, 1).matmul(matrix))
                        .reshape(-1)
                        .toDoubles();
                double[] stepped = new double[best.length];
                Arrays.setAll(stepped, i -> (before[i] - after[i]) / RATE);
                assertThat(stepped).containsExactly(best, within(1e-6));
            });
        }
    }
}
