package org.longhaul.training.method.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.method.server.ServerOptimizer;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** FedYogi and FedAdagrad against Algorithm 2 of Reddi et al., written out for single numbers. */
class AdaptiveServersTest {
    private static final double ETA = 0.1;
    private static final double BETA = 0.9;
    private static final double SECOND = 0.99;
    private static final double TAU = 1e-3;
    private static final double[] DELTAS = {0.5, -0.2, 0.05, 0.0, -0.3};

    /** What three coordinates that move by these multiples of the deltas come to. */
    private static List<Double> trained(FederatedAveraging.Server server, double beta) {
        List<Double> found = new ArrayList<>();
        TensorScope.run(() -> {
            ServerOptimizer optimizer = server.optimizer(ETA, beta, SECOND, TAU);
            Tensor theta = Tensors.of(Device.CPU, new float[] {1, 1, 1}, 3);
            List<Tensor> kept = optimizer.kept().stream()
                    .map(each -> Tensors.of(Device.CPU, new float[] {0, 0, 0}, 3))
                    .toList();
            for (int round = 1; round <= DELTAS.length; round++) {
                float delta = (float) DELTAS[round - 1];
                Tensor mean = theta.add(Tensors.of(Device.CPU, new float[] {delta, -delta, 10 * delta}, 3));
                optimizer.step(theta, kept, mean, round);
            }
            for (float value : theta.toFloats()) {
                found.add((double) value);
            }
        });
        return found;
    }

    private static double byHand(boolean yogi, double beta, double times) {
        double x = 1;
        double m = 0;
        double v = TAU * TAU;
        for (double each : DELTAS) {
            double d = times * each;
            m = beta * m + (1 - beta) * d;
            v = yogi ? v - (1 - SECOND) * d * d * Math.signum(v - d * d) : v + d * d;
            x += ETA * m / (Math.sqrt(v) + TAU);
        }
        return x;
    }

    @Test
    void yogiIsThatOfTheSource() {
        List<Double> found = trained(FederatedAveraging.Server.YOGI, BETA);
        assertThat(found.get(0)).isCloseTo(byHand(true, BETA, 1), within(1e-5));
        assertThat(found.get(1)).isCloseTo(byHand(true, BETA, -1), within(1e-5));
        assertThat(found.get(2)).isCloseTo(byHand(true, BETA, 10), within(1e-5));
    }

    @Test
    void adagradIsThatOfTheSource() {
        for (double beta : new double[] {0, BETA}) {
            List<Double> found = trained(FederatedAveraging.Server.ADAGRAD, beta);
            assertThat(found.get(0)).isCloseTo(byHand(false, beta, 1), within(1e-5));
            assertThat(found.get(2)).isCloseTo(byHand(false, beta, 10), within(1e-5));
        }
    }
}
