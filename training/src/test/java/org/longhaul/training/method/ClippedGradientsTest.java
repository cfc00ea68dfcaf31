package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Matrices;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.method.synchronous.DeMo;
import org.longhaul.training.method.synchronous.PowerSgd;
import org.longhaul.training.method.synchronous.SignSgd;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** Where synchronous methods clip: each worker its own gradient, or all the mean. */
class ClippedGradientsTest {
    private static final double NORM = 1;
    private static final List<ParameterSpec> MATRIX = List.of(Matrices.hidden("a", 3, 4));
    private static final Optimizer SGD = new Sgd.Factory().create(new Sgd.Settings(0.1, 0, false, 0));

    /** A gradient that is far above the norm in every third step and below it in the others. */
    private static double[] gradient(int worker, long step) {
        double[] g = Matrices.normal(12, 31 * worker + 1009 * step);
        double factor = (step % 3 == 0 ? 40 : 0.5) / norm(g);
        Arrays.setAll(g, i -> factor * g[i]);
        return g;
    }

    private static double norm(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    private static FunctionModel whole() {
        return new FunctionModel(MATRIX, (x, worker, step) -> gradient(worker, step));
    }

    /** As a worker has them after clipping. */
    private static FunctionModel clipped() {
        return new FunctionModel(MATRIX, (x, worker, step) -> {
            double[] g = gradient(worker, step);
            double factor = Math.min(1, NORM / norm(g));
            Arrays.setAll(g, i -> factor * g[i]);
            return g;
        });
    }

    private static <S extends Record> void assertEachWorkerClips(DistributedMethodFactory<S> factory, S settings) {
        try (Workers clipping =
                        Workers.of(3, DType.FLOAT64, whole(), SGD, new Clipping.GlobalNorm(NORM), factory, settings);
                Workers expected = Workers.of(3, DType.FLOAT64, clipped(), SGD, factory, settings)) {
            for (int step = 0; step < 9; step++) {
                clipping.run(1);
                expected.run(1);
                assertThat(clipping.x(0)).containsExactly(expected.x(0), within(1e-9));
                assertThat(clipping.kept("momentum", 1)).containsExactly(expected.kept("momentum", 1), within(1e-5));
            }
        }
    }

    @Test
    void momentaOfSignSgdAreOfClippedGradients() {
        assertEachWorkerClips(new SignSgd.Factory(), new SignSgd.Settings(0.9));
    }

    @Test
    void momentaOfDeMoAreOfClippedGradients() {
        assertEachWorkerClips(new DeMo.Factory(), new DeMo.Settings(0.9, 64, 2, 8));
    }

    /** Factors of full rank lose nothing, so that the mean is clipped as in data parallelism. */
    @Test
    void powerSgdClipsTheMean() {
        List<ParameterSpec> thin = List.of(Matrices.hidden("a", 3, 40));
        FunctionModel model = new FunctionModel(thin, (x, worker, step) -> {
            double[] row = Matrices.normal(40, 31 * worker + 1009 * step);
            double[] g = new double[120];
            Arrays.setAll(g, i -> (step % 2 == 0 ? 5 : 0.01) * row[i % 40] * (1 + i / 40));
            return g;
        });
        Clipping clipping = new Clipping.GlobalNorm(NORM);
        try (Workers factored = Workers.of(
                        3,
                        DType.FLOAT64,
                        model,
                        SGD,
                        clipping,
                        new PowerSgd.Factory(),
                        new PowerSgd.Settings(2, false, Casts.FP64));
                Workers whole = Workers.of(
                        3, DType.FLOAT64, model, SGD, clipping, new Ddp.Factory(), new Ddp.Settings(Casts.FP64))) {
            assertThat(factored.run(5).x(0)).containsExactly(whole.run(5).x(0), within(1e-9));
            assertThat(factored.costs().elementsByLabel()).containsKey("right-factors");
        }
    }
}
