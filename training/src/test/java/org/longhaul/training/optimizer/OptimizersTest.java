package org.longhaul.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.LibtorchOptimizer;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Updates against libtorch's own optimizers, and against element-by-element references written from the equations. */
class OptimizersTest {
    private static final int SIZE = 37;
    private static final int STEPS = 60;
    private static final double RATE = 0.01;

    /** One element's update; the reference's own state is inside. */
    private interface ScalarRule {
        double next(double x, double g, long step);
    }

    @ParameterizedTest
    @CsvSource({"0.9, 0.95, 1e-8, 0.1", "0.9, 0.999, 1e-6, 0", "0.95, 0.99, 1e-3, 0.5"})
    void adamWAgreesWithLibtorch(double b1, double b2, double epsilon, double weightDecay) {
        Optimizer ours = new AdamW().create(new AdamW.Settings(RATE, b1, b2, epsilon, weightDecay));
        TensorScope.run(() -> assertAgrees(ours, LibtorchOptimizer.adamW(start(), RATE, b1, b2, epsilon, weightDecay)));
    }

    @ParameterizedTest
    @CsvSource({"0, false, 0", "0.9, false, 0.1", "0.9, true, 0", "0.7, true, 0.01"})
    void sgdAgreesWithLibtorch(double momentum, boolean nesterov, double weightDecay) {
        Optimizer ours = new Sgd.Factory().create(new Sgd.Settings(RATE, momentum, nesterov, weightDecay));
        TensorScope.run(
                () -> assertAgrees(ours, LibtorchOptimizer.sgd(start(), RATE, momentum, nesterov, weightDecay)));
    }

    @ParameterizedTest
    @CsvSource({"false, 0, 1e-6", "true, 0, 1e-6", "true, 0.1, 0.5"})
    void adoptFollowsItsEquations(boolean clip, double weightDecay, double epsilon) {
        Optimizer ours = new Adopt().create(new Adopt.Settings(RATE, 0.9, 0.99, epsilon, weightDecay, clip));
        assertFollows(ours, () -> new ScalarRule() {
            private double u;
            private double v;

            @Override
            public double next(double x, double g, long step) {
                double decayed = x;
                if (step > 0) {
                    double n = g / Math.max(Math.sqrt(v), epsilon);
                    double limit = Math.pow((double) step, 0.25);
                    u = 0.9 * u + 0.1 * (clip ? Math.max(-limit, Math.min(limit, n)) : n);
                    decayed = x - RATE * weightDecay * x - RATE * u;
                }
                v = step == 0 ? g * g : 0.99 * v + 0.01 * g * g;
                return decayed;
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"true, 0", "false, 0.1"})
    void quasiHyperbolicAdamWFollowsItsEquations(boolean biasCorrection, double weightDecay) {
        Optimizer ours = new QhAdamW.Factory()
                .create(new QhAdamW.Settings(
                        RATE,
                        List.of(0.2, 0.7),
                        List.of(0.9, 0.999),
                        0.99,
                        1e-4,
                        weightDecay,
                        biasCorrection,
                        0,
                        0.9,
                        1));
        assertFollows(ours, () -> new ScalarRule() {
            private double fast;
            private double slow;
            private double v;

            @Override
            public double next(double x, double g, long step) {
                double t = step + 1.0;
                fast = 0.9 * fast + 0.1 * g;
                slow = 0.999 * slow + 0.001 * g;
                v = 0.99 * v + 0.01 * g * g;
                double fastHat = biasCorrection ? fast / (1 - Math.pow(0.9, t)) : fast;
                double slowHat = biasCorrection ? slow / (1 - Math.pow(0.999, t)) : slow;
                double vHat = biasCorrection ? v / (1 - Math.pow(0.99, t)) : v;
                double direction = 0.1 * g + 0.2 * fastHat + 0.7 * slowHat;
                return x - RATE * weightDecay * x - RATE * direction / (Math.sqrt(vHat) + 1e-4);
            }
        });
    }

    @Test
    void quasiHyperbolicAdoptFollowsItsEquations() {
        Optimizer ours = new QhAdopt.Factory()
                .create(new QhAdopt.Settings(RATE, List.of(0.98), List.of(0.999), 0.9999, 1e-6, 0, false, 0, 0.9, 1));
        assertFollows(ours, () -> new ScalarRule() {
            private double u;
            private double v;

            @Override
            public double next(double x, double g, long step) {
                if (step == 0) {
                    v = g * g;
                    return x;
                }
                double n = g / Math.max(Math.sqrt(v), 1e-6);
                u = 0.999 * u + 0.001 * n;
                v = 0.9999 * v + 0.0001 * g * g;
                return x - RATE * (0.02 * n + 0.98 * u);
            }
        });
    }

    @Test
    void allWeightOnOneMomentumIsThePlainOptimizer() {
        Optimizer adamW = new AdamW().create(new AdamW.Settings(RATE, 0.9, 0.99, 1e-8, 0.1));
        Optimizer qhAdamW = new QhAdamW.Factory()
                .create(new QhAdamW.Settings(RATE, List.of(1.0), List.of(0.9), 0.99, 1e-8, 0.1, true, 0, 0.9, 1));
        Optimizer adopt = new Adopt().create(new Adopt.Settings(RATE, 0.9, 0.99, 1e-6, 0.1, true));
        Optimizer qhAdopt = new QhAdopt.Factory()
                .create(new QhAdopt.Settings(RATE, List.of(1.0), List.of(0.9), 0.99, 1e-6, 0.1, true, 0, 0.9, 1));
        assertThat(trajectory(qhAdamW)).containsExactly(trajectory(adamW), within(1e-6f));
        assertThat(trajectory(qhAdopt)).containsExactly(trajectory(adopt), within(1e-6f));
    }

    /** Fast until the switch, then slow momenta from zero under corrections that count from the start. */
    @Test
    void slowMomentaTakeOverAtTheSwitch() {
        Optimizer ours = new QhAdamW.Factory()
                .create(new QhAdamW.Settings(
                        RATE, List.of(0.2, 0.7), List.of(0.9, 0.999), 0.99, 1e-4, 0, true, 30, 0.8, 2));
        assertFollows(ours, () -> new ScalarRule() {
            private double fast;
            private double slow;
            private double v;

            @Override
            public double next(double x, double g, long step) {
                double t = step + 1.0;
                v = 0.99 * v + 0.01 * g * g;
                double denominator = Math.sqrt(v / (1 - Math.pow(0.99, t))) + 1e-4;
                if (step < 30) {
                    fast = 0.8 * fast + 0.2 * g;
                    return x - RATE * fast / (1 - Math.pow(0.8, t)) / denominator;
                }
                fast = step == 30 ? 0.1 * g : 0.9 * fast + 0.1 * g;
                slow = 0.999 * slow + 0.001 * g;
                double direction =
                        0.1 * g + 0.2 * fast / (1 - Math.pow(0.9, t)) + 0.7 * slow / (1 - Math.pow(0.999, t));
                return x - 2 * RATE * direction / denominator;
            }
        });
    }

    /** The first step sets the second moment only: neither momentum nor parameters move. */
    @Test
    void adoptsFirstStepOnlyMeasures() {
        Optimizer adopt = new Adopt().create(new Adopt.Settings(RATE, 0.9, 0.99, 1e-6, 0.1, false));
        TensorScope.run(() -> {
            List<Tensor> states = states(adopt);
            Tensor x = Tensors.of(Device.CPU, start(), SIZE);
            float[] g = gradients()[0];
            adopt.update(x, Tensors.of(Device.CPU, g, SIZE), states, UpdateCount.unbroken(0), RATE);
            assertThat(x.toFloats()).isEqualTo(start());
            assertThat(states.get(0).toFloats()).containsOnly(0f);
            for (int i = 0; i < SIZE; i++) {
                assertThat(states.get(1).toFloats()[i]).isEqualTo(g[i] * g[i]);
            }
        });
    }

    private static void assertAgrees(Optimizer ours, LibtorchOptimizer theirs) {
        float[][] gradients = gradients();
        Tensor x = Tensors.of(Device.CPU, start(), SIZE);
        List<Tensor> states = states(ours);
        for (int step = 0; step < STEPS; step++) {
            ours.update(x, Tensors.of(Device.CPU, gradients[step], SIZE), states, UpdateCount.unbroken(step), RATE);
            float[] reached = x.toFloats();
            float[] expected = theirs.step(gradients[step]);
            for (int i = 0; i < SIZE; i++) {
                assertThat(reached[i]).isCloseTo(expected[i], within(2e-6f * Math.max(1, Math.abs(expected[i]))));
            }
        }
    }

    private static void assertFollows(Optimizer ours, java.util.function.Supplier<ScalarRule> rule) {
        float[] reached = trajectory(ours);
        float[][] gradients = gradients();
        for (int i = 0; i < SIZE; i++) {
            ScalarRule one = rule.get();
            double x = start()[i];
            for (int step = 0; step < STEPS; step++) {
                x = one.next(x, gradients[step][i], step);
            }
            assertThat((double) reached[i]).isCloseTo(x, within(1e-5 * Math.max(1, Math.abs(x))));
        }
    }

    private static float[] trajectory(Optimizer optimizer) {
        float[][] gradients = gradients();
        float[][] result = new float[1][];
        TensorScope.run(() -> {
            Tensor x = Tensors.of(Device.CPU, start(), SIZE);
            List<Tensor> states = states(optimizer);
            for (int step = 0; step < STEPS; step++) {
                optimizer.update(
                        x, Tensors.of(Device.CPU, gradients[step], SIZE), states, UpdateCount.unbroken(step), RATE);
            }
            result[0] = x.toFloats();
        });
        return result[0];
    }

    private static List<Tensor> states(Optimizer optimizer) {
        List<Tensor> states = new ArrayList<>();
        for (int i = 0; i < optimizer.states().size(); i++) {
            states.add(Tensors.zeros(Device.CPU, SIZE));
        }
        return states;
    }

    private static float[] start() {
        return numbers(1, 1)[0];
    }

    private static float[][] gradients() {
        return numbers(2, STEPS);
    }

    /** Normal numbers; some vectors are scaled far up or down, so that epsilon and clips matter. */
    private static float[][] numbers(long seed, int rows) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[][] numbers = new float[rows][SIZE];
        for (float[] row : numbers) {
            double scale = random.nextInt(4) == 0 ? Math.pow(10, random.nextInt(5) - 2) : 1;
            for (int i = 0; i < SIZE; i++) {
                row[i] = (float) (scale * random.nextGaussian());
            }
        }
        return numbers;
    }
}
