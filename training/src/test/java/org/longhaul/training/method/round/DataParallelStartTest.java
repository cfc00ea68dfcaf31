package org.longhaul.training.method.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Matrices;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.TwoBit;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.Order;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.method.synchronous.DeMo;
import org.longhaul.training.method.synchronous.PowerSgd;
import org.longhaul.training.optimizer.LowRankAdamW;
import org.longhaul.training.optimizer.LowRankAdamW.BasisSource;
import org.longhaul.training.optimizer.LowRankAdamW.Mix;
import org.longhaul.training.optimizer.Muon;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** Rounds that begin by data parallelism, and checkpoints in the middle of what they and compressed methods keep. */
class DataParallelStartTest {
    @TempDir
    private Path directory;

    private static FunctionModel model() {
        return Matrices.regression(
                List.of(Matrices.vector("a", 3), Matrices.hidden("block0.b", 6, 9), Matrices.hidden("block0.c", 9, 4)),
                0.3,
                7);
    }

    private static Sgd.Settings sgd() {
        return new Sgd.Settings(0.1, 0.5, false, 0);
    }

    private static DesLoc.Settings desLoc(@Nullable Double outerLearningRate, long ddpSteps) {
        return new DesLoc.Settings(
                4, 4, 4, Order.AFTER_UPDATE, outerLearningRate, 0.6, Casts.FP64, Casts.FP64, Casts.FP64, ddpSteps);
    }

    /** The outer optimizer steps from where data parallelism came to, and until then that is what is evaluated. */
    @Test
    void theOuterStepStartsWhereDataParallelismEnds() {
        try (Workers workers = Workers.of(
                        2,
                        DType.FLOAT64,
                        model(),
                        Workers.optimizer(new Sgd.Factory(), sgd()),
                        new DesLoc(),
                        desLoc(0.7, 4));
                Workers averaging = Workers.of(
                        2,
                        DType.FLOAT64,
                        model(),
                        Workers.optimizer(new Sgd.Factory(), sgd()),
                        new DesLoc(),
                        desLoc(null, 4));
                Workers parallel = Workers.of(
                        2,
                        DType.FLOAT64,
                        model(),
                        Workers.optimizer(new Sgd.Factory(), sgd()),
                        new Ddp.Factory(),
                        new Ddp.Settings(Casts.FP64))) {
            double[] start = parallel.run(4).x(0);
            assertThat(workers.run(4).x(1)).isEqualTo(start);
            assertThat(workers.evaluated()).isEqualTo(start);
            assertThat(workers.costs().elementsByLabel().keySet()).containsExactly("gradients");
            assertThat(workers.run(3).evaluated()).isEqualTo(start);
            double[] after = workers.run(1).evaluated();
            assertThat(workers.costs().present()).containsExactly("first-moment", "pseudo-gradient");
            // The first Nesterov step of 0.7 is 1 + 0.6 times the mean pseudo-gradient; without a server the mean
            // itself.
            double[] mean = averaging.run(8).x(0);
            for (int i = 0; i < start.length; i++) {
                assertThat(after[i]).isCloseTo(start[i] + 0.7 * 1.6 * (mean[i] - start[i]), within(1e-12));
            }
        }
    }

    /** MT-DAO with an outer step of learning rate 1 and no momentum is MT-DAO. */
    @Test
    void anOuterStepOfOneIsPlainAveraging() {
        OptimizerFactory<?> factory = Workers.usualOptimizer(new MtDao());
        try (Workers plain = mtDao(factory, null);
                Workers outer = mtDao(factory, 1.0)) {
            double[] expected = plain.run(9).x(0);
            double[] found = outer.run(9).x(0);
            for (int i = 0; i < expected.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(1e-12));
            }
        }
    }

    private static <S extends Record> Workers mtDao(OptimizerFactory<S> factory, @Nullable Double outerLearningRate) {
        MtDao.Settings settings = new MtDao.Settings(
                3, List.of(3L), 3, 3, Order.AFTER_UPDATE, Casts.FP64, Casts.FP64, Casts.FP64, outerLearningRate, 0);
        return Workers.of(
                3,
                DType.FLOAT64,
                model(),
                Workers.optimizer(factory, DefaultSettings.of(factory)),
                new MtDao(),
                settings);
    }

    /** A method with its settings, and the optimizer's. */
    private record Case(
            DistributedMethodFactory<?> method, Record settings, OptimizerFactory<?> optimizer, Record ofOptimizer) {}

    static List<Case> cases() {
        LowRankAdamW.Settings lowRank = new LowRankAdamW.Settings(
                0.05,
                2,
                List.of(),
                0.9,
                0.9,
                0.99,
                1e-8,
                0,
                Mix.FULL_RANK,
                true,
                BasisSource.DISPLACEMENT,
                2,
                true,
                3,
                0.8,
                1);
        return List.of(
                new Case(
                        new LoRdo(),
                        new LoRdo.Settings(5, 5, true, true, 3, Order.AFTER_UPDATE, null, null),
                        new LowRankAdamW.Factory(),
                        lowRank),
                new Case(
                        new MuLoCo(),
                        new MuLoCo.Settings(5, 0.7, 0.6, new TwoBit(), true),
                        new Muon.Factory(),
                        new Muon.Settings(0.02, 0.9, true, 5, 0.1, 0.01)),
                new Case(new DesLoc(), desLoc(0.7, 3), new Sgd.Factory(), sgd()),
                new Case(new PowerSgd.Factory(), new PowerSgd.Settings(2, true, null), new Sgd.Factory(), sgd()),
                new Case(
                        new DeMo.Factory(),
                        new DeMo.Settings(0.9, 4, 2, 2),
                        new Sgd.Factory(),
                        new Sgd.Settings(0.1, 0, false, 0)));
    }

    /** Matrices, so that bases, factors and residuals matter. */
    @ParameterizedTest
    @MethodSource("cases")
    void goesOnFromACheckpointToTheSameBits(Case each) throws IOException {
        try (TrainingSession whole = session(each);
                TrainingSession first = session(each);
                TrainingSession second = session(each)) {
            List<Object> expected = train(whole, 18);
            List<Object> resumed = train(first, 8);
            first.save(directory);
            second.restore(directory);
            resumed.addAll(train(second, 10));
            assertThat(resumed).isEqualTo(expected);
            assertThat(whole.measure()).isEqualTo(second.measure());
        }
    }

    private static TrainingSession session(Case each) {
        return TrainingSession.builder()
                .model(model())
                .optimizer(each.optimizer(), each.ofOptimizer())
                .method(each.method(), each.settings())
                .workers(3)
                .steps(18)
                .build();
    }

    private static List<Object> train(TrainingSession session, int steps) {
        List<Object> results = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            results.add(session.step());
        }
        return results;
    }
}
