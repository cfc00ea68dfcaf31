package org.longhaul.scenario.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.weighting.AdaptWeighting;
import org.longhaul.training.weighting.AnchorSharing;
import org.longhaul.training.weighting.Centre;
import org.longhaul.training.weighting.Normaliser;
import org.longhaul.training.weighting.SampleWeightingFactory;
import org.longhaul.training.weighting.UniformWeighting;

/** What weights make of noise, in trainings that are short; five seeds and the orders of losses are claims of the catalogue. Takes some seconds. */
final class WeightedSamplesTest {
    private static Selection<SampleWeightingFactory<?>> adapt(
            double temperature, long refreshPeriod, AnchorSharing held, Centre centre) {
        return adapt(temperature, refreshPeriod, held, centre, true);
    }

    private static Selection<SampleWeightingFactory<?>> adapt(
            double temperature, long refreshPeriod, AnchorSharing held, Centre centre, boolean byDomain) {
        return new Selection<>(
                "adapt",
                new AdaptWeighting(),
                new AdaptWeighting.Settings(
                        temperature,
                        1e-8,
                        0,
                        1,
                        refreshPeriod,
                        20,
                        List.of("domain0", "domain1"),
                        held,
                        centre,
                        4,
                        Normaliser.BATCH,
                        false,
                        byDomain));
    }

    @Test
    void noiseComesToCountForLessAndTextForMore() {
        Map<String, Double> figures = new ReweightedDomains()
                .figures(
                        new ReweightedDomains.Settings(
                                adapt(1, 20, AnchorSharing.REPLICATED, Centre.OWN), 260, 3600, 32, 48, 32, 8, 0.005),
                        1,
                        done -> {});
        double first = of(figures, "first-weight") - of(figures, "first-noise-weight");
        double last = of(figures, "last-weight") - of(figures, "last-noise-weight");
        assertThat(first).isBetween(-0.05, 0.05);
        assertThat(last).isGreaterThan(first + 0.03);
        assertThat(of(figures, "last-noise-weight")).isLessThan(of(figures, "first-noise-weight"));
    }

    @Test
    void siteWithNoiseGoesLessFarUnderGradientDescent() {
        Selection<OptimizerFactory<?>> descent =
                new Selection<>("sgd", new Sgd.Factory(), new Sgd.Settings(0.1, 0.9, false, 0));
        Selection<SampleWeightingFactory<?>> uniform =
                new Selection<>("uniform", new UniformWeighting(), new UniformWeighting.Settings(true));
        Map<String, Double> without =
                new NoisySite().figures(new NoisySite.Settings(uniform, descent, 40), 1, done -> {});
        Map<String, Double> with = new NoisySite()
                .figures(
                        new NoisySite.Settings(adapt(0.2, 5, AnchorSharing.SHARDED, Centre.SHARED), descent, 40),
                        1,
                        done -> {});
        assertThat(of(with, "last-noisy-weight")).isLessThan(0.8 * of(with, "last-clean-weight"));
        assertThat(of(with, "noisy-norm") / of(with, "clean-norm"))
                .isLessThan(of(without, "noisy-norm") / of(without, "clean-norm"));
        assertThat(of(without, "last-noisy-weight")).isEqualTo(1);
    }

    /** A weight of 1, or a length of 1, that nobody has measured would pass for a figure. */
    @Test
    void weightingThatDoesNotTellTheFiguresIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReweightedDomains.Settings(
                        adapt(1, 20, AnchorSharing.REPLICATED, Centre.OWN, false), 260, 3600, 32, 48, 32, 8, 0.005))
                .withMessageContaining("weighting (adapt)")
                .withMessageContaining("byDomain: true");
        Selection<OptimizerFactory<?>> descent =
                new Selection<>("sgd", new Sgd.Factory(), new Sgd.Settings(0.1, 0.9, false, 0));
        Selection<SampleWeightingFactory<?>> plain =
                new Selection<>("uniform", new UniformWeighting(), new UniformWeighting.Settings(false));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NoisySite.Settings(plain, descent, 80))
                .withMessageContaining("weighting (uniform)")
                .withMessageContaining("figures: true");
    }

    private static double of(Map<String, Double> figures, String id) {
        return Objects.requireNonNull(figures.get(id), id);
    }
}
