package org.longhaul.training.method.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** Adam at the server, on numbers. */
class FedAdamTest {
    private static double gradient(int worker, long step, int i) {
        return worker - 1 + Math.sin(3 * step + i);
    }

    /** g = theta - mean(x); m, v its moments, corrected for bias by the number of the round; theta -= eta m / (sqrt(v) + tau). */
    @Test
    void followsItsFormulas() {
        FunctionModel model = new FunctionModel(
                2, 0.5, (x, worker, step) -> new double[] {gradient(worker, step, 0), gradient(worker, step, 1)});
        Optimizer sgd = new Sgd.Factory().create(new Sgd.Settings(0.1, 0, false, 0));
        FedAdam.Settings settings = new FedAdam.Settings(2, 0.3, 0.7, 0.95, 0.01, RoundState.KEEP, Casts.FP64);
        double[] theta = {0.5, 0.5};
        double[] m = new double[2];
        double[] v = new double[2];
        try (Workers workers = Workers.of(3, DType.FLOAT64, model, sgd, new FedAdam(), settings)) {
            for (int round = 1; round <= 5; round++) {
                for (int i = 0; i < 2; i++) {
                    double g = 0;
                    for (int worker = 0; worker < 3; worker++) {
                        g += 0.1 * (gradient(worker, 2 * round - 2, i) + gradient(worker, 2 * round - 1, i)) / 3;
                    }
                    m[i] = 0.7 * m[i] + 0.3 * g;
                    v[i] = 0.95 * v[i] + 0.05 * g * g;
                    double first = m[i] / (1 - Math.pow(0.7, round));
                    double second = v[i] / (1 - Math.pow(0.95, round));
                    theta[i] -= 0.3 * first / (Math.sqrt(second) + 0.01);
                }
                assertThat(workers.run(2).evaluated()).containsExactly(theta, within(1e-12));
                assertThat(workers.x(2)).isEqualTo(workers.evaluated());
            }
        }
    }
}
