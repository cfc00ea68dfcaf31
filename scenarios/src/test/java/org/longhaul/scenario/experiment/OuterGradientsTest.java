package org.longhaul.scenario.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.round.DiLoCo;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.optimizer.Sgd;

/** Lengths and cosines of what workers come to, where they are known. */
class OuterGradientsTest {
    private static Map<String, Double> figures(
            Selection<DistributedMethodFactory<?>> method, int workers, double rate) {
        Sgd.Factory sgd = new Sgd.Factory();
        Selection<OptimizerFactory<?>> optimizer = new Selection<>(sgd.id(), sgd, new Sgd.Settings(rate, 0, false, 0));
        return new OuterGradients()
                .figures(new OuterGradients.Settings(method, optimizer, workers, 8, 12, 1), 1, step -> {});
    }

    private static double figure(Map<String, Double> figures, String name) {
        return Objects.requireNonNull(figures.get(name), name);
    }

    private static Selection<DistributedMethodFactory<?>> diloco(long period, double rate) {
        DiLoCo factory = new DiLoCo();
        return new Selection<>(factory.id(), factory, new DiLoCo.Settings(period, rate, 0, RoundState.KEEP, null));
    }

    @Test
    void equalWorkersComeEquallyFar() {
        Ddp.Factory ddp = new Ddp.Factory();
        Map<String, Double> figures = figures(new Selection<>(ddp.id(), ddp, new Ddp.Settings(null)), 3, 0.1);
        assertThat(figure(figures, "cosine")).isCloseTo(1, within(1e-5));
        assertThat(figure(figures, "mean-norm")).isCloseTo(figure(figures, "own-norm"), within(1e-5));
    }

    /** |mean d|^2 = |d|^2 (1 + (M - 1) c) / M for vectors of one length whose cosines are c. */
    @Test
    void theMeanIsAsLongAsTheCosinesSay() {
        for (int workers : new int[] {2, 8}) {
            Map<String, Double> figures = figures(diloco(8, 0.5), workers, 0.1);
            double share = Math.sqrt((1 + (workers - 1) * figure(figures, "cosine")) / workers);
            assertThat(figure(figures, "mean-norm") / figure(figures, "own-norm"))
                    .isCloseTo(share, within(0.02));
            assertThat(figure(figures, "cosine")).isLessThan(0.9);
        }
    }

    @Test
    void roundsOfAnotherLengthThanTheMethodsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> figures(diloco(6, 0.5), 2, 0.1))
                .withMessageContaining("period (8) must be that of the method");
    }
}
