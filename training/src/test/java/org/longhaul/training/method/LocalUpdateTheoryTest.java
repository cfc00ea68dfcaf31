package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.round.DesLoc;
import org.longhaul.training.method.round.LocalAdam;
import org.longhaul.training.method.round.LocalSgd;
import org.longhaul.training.method.round.MtDao;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.QhAdamW;
import org.longhaul.training.tensor.DType;

/** Statements of the papers that hold for any gradients, and one toy problem that tells the methods apart. */
class LocalUpdateTheoryTest {
    private static final Codec FP64 = Casts.FP64;
    private static final long NEVER = Long.MAX_VALUE;

    /** DES-LOC, drift bounds: under coordinate clip rho, moments move by at most 2 rho (1 - b1^K), 2 rho^2 (1 - b2^K). */
    @ParameterizedTest
    @CsvSource({"0.9, 0.99, 0.5, 4", "0.95, 0.999, 2, 16", "0.5, 0.9, 1, 1"})
    void momentsDriftNoFartherThanTheClipAllows(double b1, double b2, double rho, int period) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        // Heavy tails, and signs that turn every period: nearly the worst case.
        FunctionModel model = new FunctionModel(6, 0, (x, worker, step) -> {
            double[] g = new double[6];
            for (int i = 0; i < 6; i++) {
                g[i] = (step / period % 2 == 0 ? 1 : -1) * Math.exp(4 * random.nextGaussian());
            }
            return g;
        });
        Optimizer adam = new AdamW().create(new AdamW.Settings(1e-3, b1, b2, 1e-8, 0));
        LocalSgd.Settings alone =
                new LocalSgd.Settings(NEVER, Order.AFTER_UPDATE, RoundState.KEEP, FP64, MeanWeights.SAMPLES);
        try (Workers workers =
                Workers.of(1, DType.FLOAT64, model, adam, new Clipping.Coordinate(rho), new LocalSgd(), alone)) {
            double[] u = workers.state("first-moment", 0);
            double[] v = workers.state("second-moment", 0);
            double largest = 0;
            for (int i = 0; i < 40; i++) {
                workers.run(period);
                double[] nextU = workers.state("first-moment", 0);
                double[] nextV = workers.state("second-moment", 0);
                for (int j = 0; j < u.length; j++) {
                    double drift = Math.abs(nextU[j] - u[j]);
                    largest = Math.max(largest, drift);
                    assertThat(drift).isLessThanOrEqualTo(2 * rho * (1 - Math.pow(b1, period)) + 1e-12);
                    assertThat(Math.abs(nextV[j] - v[j]))
                            .isLessThanOrEqualTo(2 * rho * rho * (1 - Math.pow(b2, period)) + 1e-12);
                }
                u = nextU;
                v = nextV;
            }
            assertThat(largest).isGreaterThan(0.2 * rho * (1 - Math.pow(b1, period)));
        }
    }

    /** MT-DAO: what an averaged momentum keeps of itself over K = 32 local steps is b^K. */
    @ParameterizedTest
    @CsvSource({"0.9, 0.034", "0.95, 0.194", "0.99, 0.725", "0.995, 0.852", "0.999, 0.968"})
    void aMomentumKeepsItsDecayToThePowerOfThePeriod(double decay, double printed) {
        FunctionModel impulse =
                new FunctionModel(2, 0, (x, worker, step) -> step == 0 ? new double[] {1, -2} : new double[2]);
        Optimizer adam = new AdamW().create(new AdamW.Settings(1e-3, decay, 0.999, 1e-8, 0));
        LocalAdam.Settings settings = new LocalAdam.Settings(32, Order.AFTER_UPDATE, FP64, FP64);
        try (Workers workers = Workers.of(2, DType.FLOAT64, impulse, adam, new LocalAdam(), settings)) {
            double before = workers.run(1).state("first-moment", 0)[0];
            double after = workers.run(32).state("first-moment", 0)[0];
            assertThat(after / before).isCloseTo(Math.pow(decay, 32), within(1e-12));
            assertThat(after / before).isCloseTo(printed, within(5e-4));
        }
    }

    @Test
    void coordinateClipLimitsEachElementAndNormClipTheWhole() {
        FunctionModel steep = new FunctionModel(3, 0, (x, worker, step) -> new double[] {3, -4, 0.1});
        LocalSgd.Settings alone =
                new LocalSgd.Settings(NEVER, Order.AFTER_UPDATE, RoundState.KEEP, FP64, MeanWeights.SAMPLES);
        Optimizer adam = new AdamW().create(new AdamW.Settings(1e-3, 0, 0, 1, 0));
        try (Workers coordinate =
                        Workers.of(1, DType.FLOAT64, steep, adam, new Clipping.Coordinate(0.5), new LocalSgd(), alone);
                Workers norm =
                        Workers.of(1, DType.FLOAT64, steep, adam, new Clipping.GlobalNorm(1), new LocalSgd(), alone)) {
            // Without decay the first moment is the clipped gradient itself.
            assertThat(coordinate.run(1).state("first-moment", 0))
                    .containsExactly(new double[] {0.5, -0.5, 0.1}, within(1e-15));
            double length = Math.sqrt(25.01);
            assertThat(norm.run(1).state("first-moment", 0))
                    .containsExactly(new double[] {3 / length, -4 / length, 0.1 / length}, within(1e-6));
        }
    }

    @Test
    void aGradientWithinTheNormIsLeftAlone() {
        FunctionModel flat = new FunctionModel(3, 0, (x, worker, step) -> new double[] {0.3, -0.4, 0.1});
        LocalSgd.Settings alone =
                new LocalSgd.Settings(NEVER, Order.AFTER_UPDATE, RoundState.KEEP, FP64, MeanWeights.EQUAL);
        Optimizer adam = new AdamW().create(new AdamW.Settings(1e-3, 0, 0, 1, 0));
        try (Workers norm =
                Workers.of(1, DType.FLOAT64, flat, adam, new Clipping.GlobalNorm(1), new LocalSgd(), alone)) {
            assertThat(norm.run(1).state("first-moment", 0)).containsExactly(0.3, -0.4, 0.1);
        }
    }

    /** After a reset, a first moment corrected for bias is again the gradient of the first step, whatever came before. */
    @Test
    void biasCorrectionStartsAgainWithTheStates() {
        FunctionModel turning =
                new FunctionModel(2, 0, (x, worker, step) -> step < 2 ? new double[] {5, 5} : new double[] {-1, 1});
        Optimizer adam = new AdamW().create(new AdamW.Settings(1, 0.9, 0.99, 1e-12, 0));
        LocalSgd.Settings reset =
                new LocalSgd.Settings(2, Order.AFTER_UPDATE, RoundState.RESET, FP64, MeanWeights.EQUAL);
        try (Workers workers = Workers.of(2, DType.FLOAT64, turning, adam, new LocalSgd(), reset)) {
            double[] before = workers.run(2).x(0);
            double[] after = workers.run(1).x(0);
            assertThat(after[0] - before[0]).isCloseTo(1, within(1e-9));
            assertThat(after[1] - before[1]).isCloseTo(-1, within(1e-9));
        }
    }

    /**
     * A bowl per worker, one optimum at 3 and three at -1, so that the mean function is least at 0 and most workers pull
     * below it. Averaged moments see the mean gradient; moments that never leave the worker give every worker's
     * direction the same weight and end near the median; so do moments that restart every round.
     */
    @Test
    void unevenlyPulledWorkersNeedTheirMomentsAveraged() {
        double ddp = restingPlace(new Ddp.Factory(), new Ddp.Settings(FP64));
        double localAdam = restingPlace(new LocalAdam(), new LocalAdam.Settings(16, Order.BEFORE_UPDATE, FP64, FP64));
        double desLoc = restingPlace(
                new DesLoc(), new DesLoc.Settings(16, 48, 96, Order.BEFORE_UPDATE, null, 0.9, FP64, FP64, FP64));
        double localStates = restingPlace(
                new LocalSgd(),
                new LocalSgd.Settings(16, Order.BEFORE_UPDATE, RoundState.KEEP, FP64, MeanWeights.SAMPLES));
        double reset = restingPlace(
                new LocalSgd(),
                new LocalSgd.Settings(16, Order.BEFORE_UPDATE, RoundState.RESET, FP64, MeanWeights.SAMPLES));
        assertThat(ddp).isBetween(-0.1, 0.1);
        assertThat(localAdam).isBetween(-0.1, 0.1);
        assertThat(desLoc).isBetween(-0.1, 0.1);
        assertThat(localStates).isBetween(-0.9, -0.4);
        assertThat(reset).isBetween(-1.1, -0.7);
    }

    private static <S extends Record> double restingPlace(DistributedMethodFactory<S> factory, S settings) {
        double[] optimum = {3, -1, -1, -1};
        FunctionModel bowls = new FunctionModel(
                2, 0.3, (x, worker, step) -> new double[] {x[0] - optimum[worker], x[1] - optimum[worker]});
        Optimizer adam = new AdamW().create(new AdamW.Settings(0.008, 0.99, 0.999, 1e-8, 0));
        double sum = 0;
        try (Workers workers = Workers.of(4, DType.FLOAT64, bowls, adam, factory, settings)) {
            workers.run(300);
            for (int i = 0; i < 96; i++) {
                sum += workers.run(1).meanX()[0];
            }
        }
        return sum / 96;
    }

    /**
     * MT-DAO's toy: on an ill-conditioned noisy bowl, K = 32 steps after a sync the local momentum still points where the
     * workers' mean momentum points if it is slow, and mostly elsewhere if it is fast.
     */
    @Test
    void slowMomentaStayAlignedBetweenSyncs() {
        Optimizer fast = new AdamW().create(new AdamW.Settings(0.01, 0.9, 0.999, 1e-8, 0));
        Optimizer slow = new QhAdamW.Factory()
                .create(new QhAdamW.Settings(0.01, List.of(0.97), List.of(0.999), 0.999, 1e-8, 0, true, 0, 0.9, 1));
        MtDao.Settings mtDao = new MtDao.Settings(32, List.of(32L), 32, 0, Order.AFTER_UPDATE, FP64, FP64, FP64);
        double withFast = alignment(fast, new LocalAdam(), new LocalAdam.Settings(32, Order.AFTER_UPDATE, FP64, FP64));
        double withSlow = alignment(slow, new MtDao(), mtDao);
        assertThat(withFast).isLessThan(0.7);
        assertThat(withSlow).isGreaterThan(0.9);
    }

    /** Mean cosine between a worker's momentum and the mean momentum, one step before each sync of rounds 8 to 16. */
    private static <S extends Record> double alignment(
            Optimizer optimizer, DistributedMethodFactory<S> factory, S settings) {
        int size = 200;
        FunctionModel bowl = new FunctionModel(size, 1, (x, worker, step) -> {
            RandomGenerator noise =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(step * 4 + worker);
            double[] g = new double[size];
            for (int i = 0; i < size; i++) {
                g[i] = 0.01 * Math.pow(100, i / (size - 1.0)) * x[i] + noise.nextGaussian();
            }
            return g;
        });
        double sum = 0;
        int measured = 0;
        try (Workers workers = Workers.of(4, DType.FLOAT64, bowl, optimizer, factory, settings)) {
            workers.run(31);
            for (int round = 0; round < 16; round++) {
                double[] mean = new double[size];
                for (int worker = 0; worker < 4; worker++) {
                    double[] u = workers.state("first-moment", worker);
                    for (int i = 0; i < size; i++) {
                        mean[i] += u[i] / 4;
                    }
                }
                for (int worker = 0; worker < 4 && round >= 8; worker++) {
                    sum += cosine(workers.state("first-moment", worker), mean);
                    measured++;
                }
                workers.run(32);
            }
        }
        return sum / measured;
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double lengthA = 0;
        double lengthB = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            lengthA += a[i] * a[i];
            lengthB += b[i] * b[i];
        }
        return product / Math.sqrt(lengthA * lengthB);
    }
}
