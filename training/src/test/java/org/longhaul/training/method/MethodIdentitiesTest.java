package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.Matrices;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.TwoBit;
import org.longhaul.training.method.round.DesLoc;
import org.longhaul.training.method.round.DiLoCo;
import org.longhaul.training.method.round.FedMom;
import org.longhaul.training.method.round.LocalAdam;
import org.longhaul.training.method.round.LocalSgd;
import org.longhaul.training.method.round.MtDao;
import org.longhaul.training.method.round.MuLoCo;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.Quadratic;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Adopt;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Muon;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.QhAdamW;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** Methods that must coincide, on a noisy quadratic whose workers differ. */
class MethodIdentitiesTest {
    private static final long NEVER = Long.MAX_VALUE;
    private static final Codec FP32 = Casts.FP32;
    private static final Codec FP64 = Casts.FP64;

    private static final Optimizer ADAM = new AdamW().create(new AdamW.Settings(0.02, 0.9, 0.99, 1e-8, 0.01));
    private static final Optimizer ADOPT = new Adopt().create(new Adopt.Settings(0.02, 0.9, 0.99, 1e-6, 0, false));
    private static final Optimizer SGDM = new Sgd.Factory().create(new Sgd.Settings(0.05, 0.9, false, 0));

    private static Model quadratic(int workers) {
        return new Quadratic(new Quadratic.Settings(1, 7, 0.05, 1, 2, 1, 1), new ModelContext(1, 1, workers));
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void desLocWithEqualPeriodsIsLocalAdam(Order order) {
        for (Optimizer optimizer : List.of(ADAM, ADOPT)) {
            try (Workers desLoc = workers(3, optimizer, new DesLoc(), desLoc(5, 5, 5, order, FP32));
                    Workers local =
                            workers(3, optimizer, new LocalAdam(), new LocalAdam.Settings(5, order, FP32, FP32))) {
                assertSameWorkers(desLoc.run(33), local.run(33), 3);
                assertThat(desLoc.costs().elementsByLabel())
                        .isEqualTo(local.costs().elementsByLabel());
            }
        }
    }

    @Test
    void desLocThatNeverSendsMomentsIsLocalSgdWithLocalStates() {
        for (Order order : Order.values()) {
            LocalSgd.Settings fedAvg = new LocalSgd.Settings(4, order, RoundState.KEEP, FP32, MeanWeights.SAMPLES);
            try (Workers desLoc = workers(3, ADAM, new DesLoc(), desLoc(4, NEVER, NEVER, order, FP32));
                    Workers local = workers(3, ADAM, new LocalSgd(), fedAvg)) {
                assertSameWorkers(desLoc.run(18), local.run(18), 3);
            }
        }
    }

    @Test
    void oneWorkerIsThePlainOptimizer() {
        Optimizer qh = new QhAdamW.Factory()
                .create(new QhAdamW.Settings(
                        0.02, List.of(0.5, 0.3), List.of(0.9, 0.99), 0.99, 1e-8, 0, true, 0, 0.9, 1));
        try (Workers plain = workers(1, qh, new Ddp.Factory(), new Ddp.Settings(FP32))) {
            double[] expected = plain.run(25).x(0);
            List<Workers> all = List.of(
                    workers(1, qh, new DesLoc(), desLoc(2, 3, 4, Order.BEFORE_UPDATE, FP32)),
                    workers(1, qh, new LocalAdam(), new LocalAdam.Settings(3, Order.AFTER_UPDATE, Casts.BF16, FP32)),
                    workers(
                            1,
                            qh,
                            new MtDao(),
                            new MtDao.Settings(4, List.of(2L, 3L), 5, 0, Order.BEFORE_UPDATE, FP32, FP32, FP32)),
                    workers(
                            1,
                            qh,
                            new LocalSgd(),
                            new LocalSgd.Settings(3, Order.AFTER_UPDATE, RoundState.KEEP, FP32, MeanWeights.SAMPLES)));
            for (Workers one : all) {
                assertThat(one.run(25).x(0)).isEqualTo(expected);
                one.close();
            }
            List<Workers> outer = List.of(
                    workers(1, qh, new DiLoCo(), new DiLoCo.Settings(1, 1, 0, RoundState.KEEP, FP32)),
                    workers(1, qh, new FedMom(), new FedMom.Settings(1, 1, 0, RoundState.KEEP, FP32)));
            for (Workers one : outer) {
                assertThat(one.run(25).x(0)).containsExactly(expected, within(1e-6));
                one.close();
            }
        }
    }

    @Test
    void equalWorkersWithEqualDataAreOneWorker() {
        Model equal = new Quadratic(new Quadratic.Settings(1, 7, 0.05, 1, 0, 0, 1), new ModelContext(1, 1, 4));
        try (Workers four = Workers.of(
                        4, DType.FLOAT32, equal, ADAM, new DesLoc(), desLoc(2, 3, 4, Order.AFTER_UPDATE, FP32));
                Workers one = Workers.of(1, DType.FLOAT32, equal, ADAM, new Ddp.Factory(), new Ddp.Settings(FP32))) {
            assertThat(four.run(20).x(3)).isEqualTo(one.run(20).x(0));
        }
    }

    @Test
    void fedMomIsNesterov() {
        FedMom.Settings fedMom = new FedMom.Settings(3, 0.7, 0.9, RoundState.KEEP, FP64);
        DiLoCo.Settings diLoCo = new DiLoCo.Settings(3, 0.7, 0.9, RoundState.KEEP, FP64);
        DesLoc.Settings desLoc = new DesLoc.Settings(3, NEVER, NEVER, Order.AFTER_UPDATE, 0.7, 0.9, FP64, FP64, FP64);
        try (Workers a = workers64(ADAM, new FedMom(), fedMom);
                Workers b = workers64(ADAM, new DiLoCo(), diLoCo);
                Workers c = workers64(ADAM, new DesLoc(), desLoc)) {
            for (int round = 0; round < 8; round++) {
                double[] expected = b.run(3).evaluated();
                assertThat(a.run(3).evaluated()).containsExactly(expected, within(1e-12));
                assertThat(c.run(3).evaluated()).isEqualTo(expected);
            }
        }
    }

    @Test
    void serverStepOfSizeOneWithoutMomentumIsFederatedAveraging() {
        LocalSgd.Settings fedAvg =
                new LocalSgd.Settings(4, Order.AFTER_UPDATE, RoundState.RESET, FP64, MeanWeights.SAMPLES);
        FedMom.Settings fedMom = new FedMom.Settings(4, 1, 0, RoundState.RESET, FP64);
        DiLoCo.Settings diLoCo = new DiLoCo.Settings(4, 1, 0, RoundState.RESET, FP64);
        try (Workers a = workers64(ADAM, new LocalSgd(), fedAvg);
                Workers b = workers64(ADAM, new FedMom(), fedMom);
                Workers c = workers64(ADAM, new DiLoCo(), diLoCo)) {
            double[] expected = a.run(40).evaluated();
            assertThat(b.run(40).evaluated()).containsExactly(expected, within(1e-12));
            assertThat(c.run(40).evaluated()).containsExactly(expected, within(1e-12));
        }
    }

    /** The workers' mean obeys the centralised recursion exactly, whatever the periods: gradients are linear in x. */
    @ParameterizedTest
    @CsvSource({"1, 1", "16, 48", "7, 5", "256, 9223372036854775807"})
    void meanIterateOfLocalMomentumSgdIsTheCentralisedOne(long parameterPeriod, long momentPeriod) {
        try (Workers central = workers64(SGDM, new Ddp.Factory(), new Ddp.Settings(FP64))) {
            List<Workers> local = new ArrayList<>();
            for (Order order : Order.values()) {
                local.add(workers64(SGDM, new DesLoc(), desLoc(parameterPeriod, momentPeriod, 1, order, FP64)));
            }
            for (int i = 0; i < 6; i++) {
                double[] expected = central.run(10).x(0);
                for (Workers workers : local) {
                    assertThat(workers.run(10).meanX()).containsExactly(expected, within(1e-12));
                }
            }
            if (parameterPeriod > 1) {
                assertThat(local.get(0).x(0)).isNotEqualTo(central.x(0));
            }
            local.forEach(Workers::close);
        }
    }

    /** A second moment averages squares, so averaging every state in every step is still not data parallelism. */
    @Test
    void averagingEveryStateInEveryStepIsNotDdp() {
        try (Workers local = workers64(ADAM, new DesLoc(), desLoc(1, 1, 1, Order.AFTER_UPDATE, FP64));
                Workers ddp = workers64(ADAM, new Ddp.Factory(), new Ddp.Settings(FP64))) {
            local.run(1);
            ddp.run(1);
            double[] mean = local.state("second-moment", 0);
            double[] ofMean = ddp.state("second-moment", 0);
            for (int i = 0; i < mean.length; i++) {
                assertThat(mean[i]).isGreaterThan(ofMean[i]);
            }
            assertThat(local.state("first-moment", 0)).containsExactly(ddp.state("first-moment", 0), within(1e-14));
        }
    }

    private static void assertSameWorkers(Workers first, Workers second, int workers) {
        for (int worker = 0; worker < workers; worker++) {
            assertThat(first.x(worker)).isEqualTo(second.x(worker));
            assertThat(first.state("first-moment", worker)).isEqualTo(second.state("first-moment", worker));
            assertThat(first.state("second-moment", worker)).isEqualTo(second.state("second-moment", worker));
        }
    }

    private static DesLoc.Settings desLoc(long x, long u, long v, Order order, Codec format) {
        return new DesLoc.Settings(x, u, v, order, null, 0.9, format, format, format);
    }

    private static <S extends Record> Workers workers(
            int count, Optimizer optimizer, DistributedMethodFactory<S> factory, S settings) {
        Clipping clipping = new Clipping.GlobalNorm(3);
        return Workers.of(count, DType.FLOAT32, quadratic(count), optimizer, clipping, factory, settings);
    }

    private static <S extends Record> Workers workers64(
            Optimizer optimizer, DistributedMethodFactory<S> factory, S settings) {
        return Workers.of(4, DType.FLOAT64, quadratic(4), optimizer, factory, settings);
    }

    /** MuLoCo is DiLoCo with another inner optimizer: the same outer step, and the same error feedback. */
    @Test
    void muLoCoIsDiLoCoWithMuon() {
        Model matrix = Matrices.regression(List.of(Matrices.hidden("block0.w", 4, 6)), 0.5, 3);
        Optimizer muon = Workers.optimizer(new Muon.Factory(), new Muon.Settings(0.02, 0.9, true, 5, 0.1, 0.01));
        Codec format = new TwoBit();
        try (Workers muLoCo = Workers.of(
                        3, DType.FLOAT64, matrix, muon, new MuLoCo(), new MuLoCo.Settings(3, 0.7, 0.6, format, true));
                Workers diLoCo = Workers.of(
                        3,
                        DType.FLOAT64,
                        matrix,
                        muon,
                        new DiLoCo(),
                        new DiLoCo.Settings(3, 0.7, 0.6, RoundState.KEEP, format, true))) {
            for (int round = 0; round < 4; round++) {
                assertThat(muLoCo.run(3).evaluated()).isEqualTo(diLoCo.run(3).evaluated());
            }
        }
    }
}
