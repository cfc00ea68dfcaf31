package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.EventCounts;
import org.longhaul.training.method.round.DesLoc;
import org.longhaul.training.method.round.DiLoCo;
import org.longhaul.training.method.round.FedAdam;
import org.longhaul.training.method.round.FedMom;
import org.longhaul.training.method.round.LocalAdam;
import org.longhaul.training.method.round.LocalSgd;
import org.longhaul.training.method.round.MtDao;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.Quadratic;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.QhAdamW;
import org.longhaul.training.tensor.DType;

/**
 * Units (payloads of P elements) that each method really sends, counted from the tensors. Where a paper's periods are of
 * hundreds of steps, steps and periods are an eighth of its 1536 and their fellows, which sends as many units.
 */
class CommunicationVolumeTest {
    private static final int STEPS = 192;
    private static final Codec FP32 = Casts.FP32;
    private static final Model MODEL =
            new Quadratic(new Quadratic.Settings(1, 5, 0.1, 1, 0, 0, 1), new ModelContext(1, 1, 2));
    private static final Optimizer ADAM = new AdamW().create(new AdamW.Settings(1e-3, 0.95, 0.95, 1e-8, 0));

    @Test
    void ddpSendsOneUnitAStep() {
        assertThat(units(new Ddp.Factory(), new Ddp.Settings(FP32))).isEqualTo(STEPS);
    }

    @Test
    void desLocSendsNineUnits() {
        long units = units(new DesLoc(), desLoc(32, 96, 192, Order.AFTER_UPDATE));
        assertThat(units).isEqualTo(9);
        assertThat(8.0 * STEPS / units).isCloseTo(170.67, within(0.005));
    }

    /** Step 0 would average equal states; the last round ends after the last step. */
    @Test
    void averagingBeforeTheUpdateSendsNothingForEqualStates() {
        long units = units(new DesLoc(), desLoc(32, 96, 192, Order.BEFORE_UPDATE));
        assertThat(units).isEqualTo((5 + 1) + 1);
    }

    /** First moments after two and four steps, second ones after four; parameters are never due, and are closed at the end. */
    @Test
    void everyStateOfDesLocHasItsOwnPeriod() {
        DesLoc.Settings settings = desLoc(1000, 2, 4, Order.AFTER_UPDATE);
        try (Workers workers = Workers.of(2, DType.FLOAT32, MODEL, ADAM, new DesLoc(), settings)) {
            EventCounts costs = workers.run(4).costs();
            assertThat(costs.exchanges()).isEqualTo(3);
            assertThat(costs.elementsByLabel())
                    .isEqualTo(Map.of("first-moment", 2 * MODEL.elements(), "second-moment", MODEL.elements()));
            assertThat(workers.finish().costs().elementsByLabel()).containsEntry("parameters", MODEL.elements());
        }
    }

    @Test
    void desLocSendsHalfOfLocalAdamAtThreeAndSixTimesThePeriod() {
        long desLoc = units(192, new DesLoc(), desLoc(16, 48, 96, Order.AFTER_UPDATE), ADAM);
        long localAdam = units(192, new LocalAdam(), localAdam(16), ADAM);
        assertThat(desLoc).isEqualTo(9 * 192 / 96);
        assertThat(2 * desLoc).isEqualTo(localAdam);
        assertThat(192.0 / localAdam).isCloseTo(5.333, within(0.001));
    }

    @Test
    void localAdamSendsThreeUnitsAPeriod() {
        assertThat(8.0 * STEPS / units(new LocalAdam(), localAdam(32))).isCloseTo(85.333, within(0.001));
    }

    @Test
    void desLocWithOuterNesterovSendsNoMore() {
        DesLoc.Settings settings = new DesLoc.Settings(32, 128, 256, Order.AFTER_UPDATE, 1.0, 0.9, FP32, FP32, FP32);
        assertThat(256.0 / units(256, new DesLoc(), settings, ADAM)).isCloseTo(23.27, within(0.005));
    }

    @Test
    void mtDaoSendsThreeUnitsIn32Steps() {
        Optimizer one = new QhAdamW.Factory()
                .create(new QhAdamW.Settings(1e-3, List.of(0.98), List.of(0.999), 0.999, 1e-8, 0, true, 0, 0.9, 1));
        MtDao.Settings settings = new MtDao.Settings(32, List.of(32L), 32, 0, Order.AFTER_UPDATE, FP32, FP32, FP32);
        assertThat((double) STEPS / units(STEPS, new MtDao(), settings, one)).isCloseTo(10.667, within(0.001));
    }

    @Test
    void mtDaoMayStartByDataParallelism() {
        Optimizer one = new QhAdamW.Factory()
                .create(new QhAdamW.Settings(1e-3, List.of(0.98), List.of(0.999), 0.999, 1e-8, 0, true, 8, 0.9, 1));
        MtDao.Settings settings = new MtDao.Settings(8, List.of(8L), 8, 8, Order.AFTER_UPDATE, FP32, FP32, FP32);
        assertThat(units(24, new MtDao(), settings, one)).isEqualTo(8 + 3 * 2);
    }

    /** Data parallelism leaves the workers equal, so that neither the first step after it nor the end exchanges anything. */
    @Test
    void mtDaoExchangesNothingWhileDataParallelismHasLeftTheWorkersEqual() {
        Optimizer one = new QhAdamW.Factory()
                .create(new QhAdamW.Settings(1e-3, List.of(0.98), List.of(0.999), 0.999, 1e-8, 0, true, 8, 0.9, 1));
        for (Order order : Order.values()) {
            MtDao.Settings settings = new MtDao.Settings(4, List.of(4L), 4, 8, order, FP32, FP32, FP32);
            assertThat(units(7, new MtDao(), settings, one)).isEqualTo(7);
            assertThat(units(8, new MtDao(), settings, one)).isEqualTo(8);
            assertThat(units(9, new MtDao(), settings, one)).isEqualTo(8 + 1);
        }
    }

    @Test
    void threeMomentaCostMtDaoFiveUnitsIn32Steps() {
        Optimizer three = new QhAdamW.Factory()
                .create(new QhAdamW.Settings(
                        1e-3, List.of(0.1, 0.1, 0.8), List.of(0.9, 0.99, 0.999), 0.999, 1e-8, 0, true, 0, 0.9, 1));
        MtDao.Settings settings = new MtDao.Settings(32, List.of(32L), 32, 0, Order.AFTER_UPDATE, FP32, FP32, FP32);
        assertThat(64.0 / units(64, new MtDao(), settings, three)).isCloseTo(6.4, within(1e-9));
    }

    @Test
    void federatedAveragingSendsOneUnitAPeriod() {
        for (int period : new int[] {16, 32, 128}) {
            LocalSgd.Settings settings =
                    new LocalSgd.Settings(period, Order.AFTER_UPDATE, RoundState.KEEP, FP32, MeanWeights.SAMPLES);
            assertThat(128 / units(128, new LocalSgd(), settings, ADAM)).isEqualTo(period);
        }
    }

    @Test
    void serverAndOuterOptimizersSendNoMoreThanAveraging() {
        FedMom.Settings fedMom = new FedMom.Settings(8, 0.1, 0.9, RoundState.RESET, FP32);
        FedAdam.Settings fedAdam = new FedAdam.Settings(8, 0.01, 0.9, 0.95, 1e-3, RoundState.KEEP, FP32);
        DiLoCo.Settings diLoCo = new DiLoCo.Settings(8, 0.7, 0.9, RoundState.KEEP, FP32);
        assertThat(units(24, new FedMom(), fedMom, ADAM)).isEqualTo(3);
        assertThat(units(24, new FedAdam(), fedAdam, ADAM)).isEqualTo(3);
        assertThat(units(24, new DiLoCo(), diLoCo, ADAM)).isEqualTo(3);
    }

    @Test
    void allStatesAreDueAtOnceAtCommonMultiples() {
        List<Integer> bursts = new ArrayList<>();
        try (Workers workers =
                Workers.of(2, DType.FLOAT32, MODEL, ADAM, new DesLoc(), desLoc(2, 3, 4, Order.AFTER_UPDATE))) {
            for (int step = 1; step <= 24; step++) {
                List<String> present = workers.run(1).costs().present();
                List<String> expected = new ArrayList<>();
                if (step % 3 == 0) {
                    expected.add("first-moment");
                }
                if (step % 4 == 0) {
                    expected.add("second-moment");
                }
                if (step % 2 == 0) {
                    expected.add("parameters");
                }
                assertThat(present).isEqualTo(expected);
                if (present.size() == 3) {
                    bursts.add(step);
                }
            }
        }
        assertThat(bursts).containsExactly(12, 24);
    }

    @Test
    void halfPrecisionHalvesBytesOfThatPayloadOnly() {
        DesLoc.Settings settings =
                new DesLoc.Settings(1, 1, 1, Order.AFTER_UPDATE, null, 0.9, FP32, Casts.BF16, Casts.FP16);
        try (Workers workers = Workers.of(2, DType.FLOAT32, MODEL, ADAM, new DesLoc(), settings)) {
            long elements = MODEL.elements();
            EventCounts costs = workers.run(10).costs();
            assertThat(costs.bytes()).isEqualTo(10 * elements * (4 + 2 + 2));
            assertThat(costs.elementsByLabel().values()).containsOnly(10 * elements);
        }
    }

    @Test
    void oneWorkerSendsNothing() {
        try (Workers workers = Workers.of(1, DType.FLOAT32, MODEL, ADAM, new LocalAdam(), localAdam(1))) {
            assertThat(workers.run(3).costs().exchanges()).isZero();
        }
    }

    private static DesLoc.Settings desLoc(long x, long u, long v, Order order) {
        return new DesLoc.Settings(x, u, v, order, null, 0.9, FP32, FP32, FP32);
    }

    private static LocalAdam.Settings localAdam(long period) {
        return new LocalAdam.Settings(period, Order.AFTER_UPDATE, FP32, FP32);
    }

    private static <S extends Record> long units(DistributedMethodFactory<S> factory, S settings) {
        return units(STEPS, factory, settings, ADAM);
    }

    private static <S extends Record> long units(
            int steps, DistributedMethodFactory<S> factory, S settings, Optimizer optimizer) {
        try (Workers workers = Workers.of(2, DType.FLOAT32, MODEL, optimizer, factory, settings)) {
            EventCounts costs = workers.run(steps).finish().costs();
            assertThat(costs.gradients()).isEqualTo(steps);
            assertThat(costs.updates()).isEqualTo(steps);
            assertThat(costs.elements() % MODEL.elements()).isZero();
            assertThat(costs.bytes()).isEqualTo(4 * costs.elements());
            return costs.elements() / MODEL.elements();
        }
    }
}
