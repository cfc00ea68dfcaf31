package org.longhaul.training.method.semisupervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Mixtures of two examples. */
class MixupTest {
    /** Mean 1/2 and variance 1/(4 (2 a + 1)) of Beta(a, a). */
    @Test
    void mixturesAreDrawnFromABetaDistribution() {
        SplittableRandom random = new SplittableRandom(7);
        int draws = 40_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double share = Mixup.share(0.75, random);
            sum += share;
            squares += (share - 0.5) * (share - 0.5);
        }
        assertThat(sum / draws).isCloseTo(0.5, within(0.005));
        assertThat(squares / draws).isCloseTo(0.1, within(0.002));
    }
}
