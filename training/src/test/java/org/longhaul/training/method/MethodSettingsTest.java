package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.round.DesLoc;
import org.longhaul.training.method.round.DiLoCo;
import org.longhaul.training.method.round.FedAdam;
import org.longhaul.training.method.round.FedMom;
import org.longhaul.training.method.round.LocalAdam;
import org.longhaul.training.method.round.MtDao;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.Quadratic;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.QhAdamW;
import org.longhaul.training.optimizer.Sgd;

/** Settings that make no sense are refused with their name, value and rule. */
class MethodSettingsTest {
    private static final Codec FP32 = Casts.FP32;

    @Test
    void periodsAreAtLeastOneStep() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LocalAdam.Settings(0, Order.AFTER_UPDATE, FP32, FP32))
                .withMessage("period (0) must be at least 1 step.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DesLoc.Settings(16, -48, 96, Order.BEFORE_UPDATE, null, 0.9, FP32, FP32, FP32))
                .withMessageContaining("firstMomentPeriod (-48)");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new MtDao.Settings(32, List.of(32L, 0L), 32, 0, Order.BEFORE_UPDATE, FP32, FP32, FP32))
                .withMessageContaining("firstMomentPeriods (0)");
    }

    @Test
    void outerOptimizersHavePositiveRatesAndMomentaBelowOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DiLoCo.Settings(500, 0, 0.9, RoundState.KEEP, FP32))
                .withMessageContaining("outerLearningRate (0.0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FedMom.Settings(500, 0.1, 1, RoundState.KEEP, FP32))
                .withMessageContaining("serverMomentum (1.0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FedAdam.Settings(500, 0.1, 0.9, 0.95, Double.NaN, RoundState.KEEP, FP32))
                .withMessageContaining("epsilon (NaN)");
    }

    @Test
    void methodsThatExchangeMomentsNeedAnOptimizerThatHasThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(session()
                        .optimizer(new Sgd.Factory(), new Sgd.Settings(0.1, 0, false, 0))
                        .method(new LocalAdam(), new LocalAdam.Settings(4, Order.AFTER_UPDATE, FP32, FP32))::build)
                .withMessageContaining("method local-adam exchanges the optimizer's first moment")
                .withMessageContaining("adamw, adopt");
    }

    @Test
    void mtDaoNeedsAQuasiHyperbolicOptimizerAndAPeriodForEachMomentum() {
        MtDao.Settings two = new MtDao.Settings(32, List.of(32L, 64L), 32, 0, Order.BEFORE_UPDATE, FP32, FP32, FP32);
        assertThatIllegalArgumentException()
                .isThrownBy(session()
                        .optimizer(new AdamW(), new AdamW.Settings(0.1, 0.9, 0.99, 1e-8, 0))
                        .method(new MtDao(), two)::build)
                .withMessageContaining("quasi-hyperbolic");
        assertThatIllegalArgumentException()
                .isThrownBy(session()
                        .optimizer(
                                new QhAdamW.Factory(),
                                new QhAdamW.Settings(0.1, List.of(0.9), List.of(0.999), 0.99, 1e-8, 0, true, 0, 0.9, 1))
                        .method(new MtDao(), two)::build)
                .withMessageContaining(
                        "firstMomentPeriods ([32, 64]) must be one, or one for each of the optimizer's 1");
    }

    @Test
    void momentumWeightsAreAConvexPart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new QhAdamW.Settings(0.1, List.of(0.6, 0.6), List.of(0.9, 0.9), 0.99, 1e-8, 0, true, 0, 0.9, 1))
                .withMessageContaining("momentumWeights ([0.6, 0.6]) must not add up to more than 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new QhAdamW.Settings(0.1, List.of(0.6), List.of(0.9, 0.9), 0.99, 1e-8, 0, true, 0, 0.9, 1))
                .withMessageContaining("as many of each");
    }

    @Test
    void settingsOfAnotherExtensionAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(session()
                        .optimizer(new AdamW(), new Sgd.Settings(0.1, 0, false, 0))
                        .method(new Ddp.Factory(), new Ddp.Settings(FP32))::build)
                .withMessageContaining("settings of adamw must be a");
    }

    private static TrainingSessionBuilder session() {
        return TrainingSession.builder()
                .model(new Quadratic(new Quadratic.Settings(1, 2, 0.1, 1, 0, 0, 1), new ModelContext(1, 1, 2)))
                .workers(2)
                .steps(1);
    }
}
