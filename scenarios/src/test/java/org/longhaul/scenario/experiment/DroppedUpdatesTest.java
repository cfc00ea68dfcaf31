package org.longhaul.scenario.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.method.round.DiLoCo;
import org.longhaul.training.method.round.RoundState;

/** DiLoCo with and without updates that are lost. */
class DroppedUpdatesTest {
    private static DroppedUpdates.Settings settings(double dropped) {
        return new DroppedUpdates.Settings(dropped, 0.3, 3, 2, 4, 0.003, 0.7, 0.9);
    }

    @Test
    void whereNoneIsLostItIsDiLoCo() {
        Map<String, Double> figures = new DroppedUpdates().figures(settings(0), 2, step -> {});
        try (TrainingSession diloco = DroppedUpdates.session(
                settings(0), new DiLoCo(), new DiLoCo.Settings(2, 0.7, 0.9, RoundState.KEEP, null), 2)) {
            for (int step = 0; step < 2; step++) {
                diloco.step();
            }
            assertThat(figures.get("early-loss")).isCloseTo(diloco.measure().loss(), within(1e-6));
            for (int step = 0; step < 6; step++) {
                diloco.step();
            }
            assertThat(figures.get("final-loss")).isCloseTo(diloco.measure().loss(), within(1e-6));
        }
    }

    @Test
    void whatIsLostIsDrawnByTheSeed() {
        Map<String, Double> half = new DroppedUpdates().figures(settings(0.5), 2, step -> {});
        assertThat(new DroppedUpdates().figures(settings(0.5), 2, step -> {})).isEqualTo(half);
        assertThat(half.get("final-loss"))
                .isNotEqualTo(
                        new DroppedUpdates().figures(settings(0), 2, step -> {}).get("final-loss"));
        assertThatThrownBy(() -> settings(1)).hasMessageContaining("dropped (1.0) must lie in [0, 1)");
    }
}
