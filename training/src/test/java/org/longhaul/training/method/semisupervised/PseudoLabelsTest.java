package org.longhaul.training.method.semisupervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

final class PseudoLabelsTest {
    private static final double[] SCORES = {0.9, 0.2, 0.1, 0.5, 0.5, 0.2, 0.1, 0.4, 0.75};

    private static boolean[] kept(FedAnchor.Threshold threshold, double temperature, double least) {
        return PseudoLabels.of(SCORES, 3, new PseudoLabels.Rule(threshold, temperature, least))
                .kept();
    }

    @Test
    void theBestClassIsTakenAndOfEqualOnesTheFirst() {
        PseudoLabels all = PseudoLabels.of(SCORES, 3, new PseudoLabels.Rule(FedAnchor.Threshold.NONE, 1, 0));
        assertThat(all.labels()).containsExactly(0, 0, 2);
        assertThat(all.kept()).containsOnly(true);
        assertThat(all.keptCount()).isEqualTo(3);
    }

    /** Softmax of (9, 2, 1): 1 / (1 + e^-7 + e^-8) = 0.9988; of (1, 4, 7.5): 1 / (1 + e^-3.5 + e^-6.5) = 0.9692. */
    @Test
    void aSoftmaxKeepsWhatIsLargeEnough() {
        assertThat(kept(FedAnchor.Threshold.SOFTMAX, 0.1, 0.95)).containsExactly(true, false, true);
        assertThat(kept(FedAnchor.Threshold.SOFTMAX, 0.1, 0.9690)).containsExactly(true, false, true);
        assertThat(kept(FedAnchor.Threshold.SOFTMAX, 0.1, 0.9694)).containsExactly(true, false, false);
        assertThat(kept(FedAnchor.Threshold.SOFTMAX, 1, 0.95)).containsOnly(false);
    }

    @Test
    void aMarginIsFromTheSecondBest() {
        assertThat(kept(FedAnchor.Threshold.MARGIN, 1, 0.3)).containsExactly(true, false, true);
        assertThat(kept(FedAnchor.Threshold.MARGIN, 1, 0.4)).containsExactly(true, false, false);
    }

    /** One example at 0 degrees; anchors of class 0 at 0 and 90, of class 1 at 60, 60 and 180; none of class 2. */
    @Test
    void anchorsScoreByTheirCosines() {
        double s = Math.sqrt(3) / 2;
        double[] anchors = {2, 0, 0, 1, 0.5, s, 0.5, s, -3, 0};
        int[] labels = {0, 0, 1, 1, 1};
        assertScores(anchors, labels, FedAnchor.Score.MEAN, 0.5, 0, -1);
        assertScores(anchors, labels, FedAnchor.Score.MAX, 1, 0.5, -1);
        assertScores(anchors, labels, FedAnchor.Score.NEAREST, 0.4, 0.6, 0);
    }

    private static void assertScores(double[] anchors, int[] labels, FedAnchor.Score aggregation, double... expected) {
        TensorScope.run(() -> {
            double[] found = AnchorScores.of(
                    Tensors.of(Device.CPU, new double[] {5, 0}, 1, 2),
                    Tensors.of(Device.CPU, anchors, labels.length, 2),
                    labels,
                    3,
                    aggregation);
            assertThat(found).hasSize(3);
            for (int c = 0; c < 3; c++) {
                assertThat(found[c]).isCloseTo(expected[c], within(1e-6));
            }
        });
    }
}
