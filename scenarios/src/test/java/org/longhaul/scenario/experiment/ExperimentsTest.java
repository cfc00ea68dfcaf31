package org.longhaul.scenario.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.extension.Defaults;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.Order;
import org.longhaul.training.method.round.FederatedAveraging;
import org.longhaul.training.method.round.LoRdo;
import org.longhaul.training.method.round.MtDao;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.optimizer.LowRankAdamW;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.optimizer.QhAdamW;

/** What experiments see of trainings whose answers are known. */
final class ExperimentsTest {
    private static Selection<OptimizerFactory<?>> momentum(double weight, double decay) {
        QhAdamW.Factory factory = new QhAdamW.Factory();
        return new Selection<>(
                factory.id(),
                factory,
                new QhAdamW.Settings(0.02, List.of(weight), List.of(decay), 0.999, 1e-8, 0, true, 0, 0.9, 1));
    }

    private static Map<String, Double> aligned(
            Selection<DistributedMethodFactory<?>> method, double weight, double decay, int workers) {
        long[] steps = {0};
        MomentumAlignment.Settings settings =
                new MomentumAlignment.Settings(method, momentum(weight, decay), workers, 8, 12, 1);
        Map<String, Double> figures = new MomentumAlignment().figures(settings, 1, done -> steps[0] = done);
        assertThat(steps[0]).isEqualTo(new MomentumAlignment().steps(settings)).isEqualTo(96);
        return figures;
    }

    private static Selection<DistributedMethodFactory<?>> averaging() {
        MtDao factory = new MtDao();
        return new Selection<>(
                factory.id(), factory, new MtDao.Settings(8, List.of(8L), 8, 0, Order.AFTER_UPDATE, null, null, null));
    }

    @Test
    void workersThatExchangeEveryGradientGoTheSameWay() {
        Ddp.Factory factory = new Ddp.Factory();
        Map<String, Double> figures =
                aligned(new Selection<>(factory.id(), factory, new Ddp.Settings(null)), 1, 0.9, 3);
        assertThat(figures.get("momentum-cosine")).isCloseTo(1, within(1e-5));
        assertThat(figures.get("displacement-cosine")).isCloseTo(1, within(1e-5));
    }

    @Test
    void slowMomentaKeepWorkersTogetherAndFastOnesDoNot() {
        Map<String, Double> fast = aligned(averaging(), 1, 0.5, 3);
        Map<String, Double> slow = aligned(averaging(), 1, 0.99, 3);
        for (String figure : fast.keySet()) {
            assertThat(slow.get(figure)).as(figure).isGreaterThan(fast.get(figure) + 0.1);
        }
        // The mean of three workers that have nothing in common holds a third of each.
        assertThat(fast.get("momentum-cosine")).isBetween(1 / Math.sqrt(3), 0.9);
    }

    @Test
    void whatNoAveragingIsBetweenIsRefused() {
        assertThatThrownBy(() -> new MomentumAlignment.Settings(averaging(), momentum(1, 0.9), 3, 8, 1, 1))
                .hasMessageContaining("rounds (1) must be at least 2");
        MtDao factory = new MtDao();
        Selection<DistributedMethodFactory<?>> other = new Selection<>(
                factory.id(),
                factory,
                new MtDao.Settings(12, List.of(12L), 12, 0, Order.AFTER_UPDATE, null, null, null));
        assertThatThrownBy(() -> aligned(other, 1, 0.9, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("period (8) must be that of the method");
    }

    @Test
    void aMethodWithAServerIsRefused() {
        FederatedAveraging factory = new FederatedAveraging();
        assertThatThrownBy(() -> aligned(
                        new Selection<>(factory.id(), factory, Defaults.of(FederatedAveraging.Settings.class)),
                        1,
                        0.9,
                        3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("method 'fedavg' cannot be looked into");
    }

    private static Map<String, Double> stagnation(double weight) {
        LoRdo factory = new LoRdo();
        LowRankAdamW.Factory optimizer = new LowRankAdamW.Factory();
        return new SubspaceStagnation()
                .figures(
                        new SubspaceStagnation.Settings(
                                new Selection<>(
                                        factory.id(),
                                        factory,
                                        new LoRdo.Settings(4, 4, true, false, 0, Order.AFTER_UPDATE, null, null)),
                                new Selection<>(
                                        optimizer.id(),
                                        optimizer,
                                        new LowRankAdamW.Settings(
                                                0.05,
                                                3,
                                                List.of("w3"),
                                                weight,
                                                0.9,
                                                0.99,
                                                1e-8,
                                                0,
                                                LowRankAdamW.Mix.FULL_RANK,
                                                true,
                                                LowRankAdamW.BasisSource.DISPLACEMENT,
                                                4,
                                                true,
                                                0,
                                                0.9,
                                                1)),
                                4,
                                5,
                                0.5),
                        1,
                        step -> {});
    }

    @Test
    void aSubspaceStagnatesWithoutTheWholeGradientAndMovesWithIt() {
        Map<String, Double> alone = stagnation(1);
        assertThat(alone.get("similarity")).isCloseTo(1, within(1e-9));
        assertThat(alone.get("rank")).isEqualTo(3);
        Map<String, Double> mixed = stagnation(0.9);
        assertThat(mixed.get("similarity")).isLessThan(0.999);
        assertThat(mixed.get("rank")).isEqualTo(32);
        assertThat(mixed.get("loss-share")).isLessThan(alone.get("loss-share"));
    }
}
