package org.longhaul.analysis.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KaplanMeierTest {

    /** Times in seconds; negative where the seed was not there until then. */
    private static KaplanMeier of(double... seconds) {
        List<TimeToTarget> seeds = new ArrayList<>();
        for (double second : seconds) {
            seeds.add(
                    second < 0
                            ? new TimeToTarget.NotReached(null, -second)
                            : new TimeToTarget.Reached(Math.round(second * 1e9), 0, 0, 0, 0));
        }
        return KaplanMeier.of(seeds);
    }

    @Test
    void isTheUsualMedianWhereAllAreThere() {
        assertThat(of(5, 1, 3)).isEqualTo(new KaplanMeier(3.0, null));
        assertThat(of(1, 2, 4, 10)).isEqualTo(new KaplanMeier(3.0, null));
        assertThat(of(7)).isEqualTo(new KaplanMeier(7.0, null));
        assertThat(of(2, 2, 2, 9)).isEqualTo(new KaplanMeier(2.0, null));
    }

    /** The remission times of the 6-MP group of Freireich et al. (1963), weeks: the published median is 23. */
    @Test
    void isThePublishedMedianOfAKnownTrial() {
        assertThat(of(6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35))
                .isEqualTo(new KaplanMeier(23.0, null));
    }

    @Test
    void whoWasNotWatchedLongEnoughLeavesNoMedianButABound() {
        // A third is there: the second to come may have come right after 30 s, and no sooner.
        assertThat(of(20, -30, -90)).isEqualTo(new KaplanMeier(null, 30.0));
        // Half of them are: the median lies between the arrival of the first and that of the second.
        assertThat(of(20, -50)).isEqualTo(new KaplanMeier(null, 35.0));
        assertThat(of(-20, -50)).isEqualTo(new KaplanMeier(null, null));
    }

    @Test
    void whoDivergedNeverComes() {
        assertThat(of(1, 3, Double.NEGATIVE_INFINITY)).isEqualTo(new KaplanMeier(3.0, null));
        assertThat(of(1, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY)).isEqualTo(new KaplanMeier(null, 1.0));
    }
}
