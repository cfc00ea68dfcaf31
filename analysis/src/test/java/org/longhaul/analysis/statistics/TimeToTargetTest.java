package org.longhaul.analysis.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.longhaul.analysis.SmallRun;

class TimeToTargetTest {

    @Test
    void isReachedAtTheEvaluationThatMeasuredItAndNotBefore() {
        var method = SmallRun.method("m", "ddp", 1, 2.0, 10, 4.0, null, 3.0, null, 1.0);

        // 3.0 is measured at step 2 and 1.0 at step 4: nothing is known of 2.5 in between.
        var reached = (TimeToTarget.Reached) TimeToTarget.of(SmallRun.LANGUAGE, method, SmallRun.loss(2.5));

        assertThat(reached).isEqualTo(new TimeToTarget.Reached(8_000_000_000L, 4000, 40, 60, 4));
        assertThat(reached.seconds()).isEqualTo(8.0);
    }

    @Test
    void takesTheFirstCrossing() {
        var method = SmallRun.method("m", "ddp", 1, 1.0, 1, 4.0, 2.0, 3.0, 1.0);

        assertThat(((TimeToTarget.Reached) TimeToTarget.of(SmallRun.LANGUAGE, method, SmallRun.loss(2.0))).step())
                .isEqualTo(1);
    }

    @Test
    void readsPerplexityAsTheExponentialOfTheLoss() {
        var method = SmallRun.method("m", "ddp", 1, 1.0, 1, 4.0, 2.0);

        var byLoss = (TimeToTarget.Reached) TimeToTarget.of(SmallRun.LANGUAGE, method, SmallRun.loss(3.0));
        var byPerplexity =
                (TimeToTarget.Reached) TimeToTarget.of(SmallRun.LANGUAGE, method, SmallRun.perplexity(Math.exp(3.0)));

        assertThat(byPerplexity).isEqualTo(byLoss);
    }

    @Test
    void isNotReachedWhenTheLossStaysAbove() {
        var method = SmallRun.method("m", "ddp", 1, 1.0, 1, 4.0, 2.0, 2.5);

        assertThat(TimeToTarget.of(SmallRun.LANGUAGE, method, SmallRun.loss(1.9)))
                .isEqualTo(new TimeToTarget.NotReached(2.0, 2.0));
    }

    @Test
    void isNotReachedByNothingOrByNaN() {
        var empty = SmallRun.method("m", "ddp", 1, 1.0, 1);
        var diverged = SmallRun.method("m", "ddp", 1, 1.0, 1, 4.0, Double.NaN, Double.NaN);

        assertThat(TimeToTarget.of(SmallRun.LANGUAGE, empty, SmallRun.loss(1.9)))
                .isEqualTo(new TimeToTarget.NotReached(null, 0.0));
        assertThat(TimeToTarget.of(SmallRun.LANGUAGE, diverged, SmallRun.loss(1.9)))
                .isEqualTo(new TimeToTarget.NotReached(4.0, Double.POSITIVE_INFINITY));
    }

    @Test
    void passesOverNaN() {
        var method = SmallRun.method("m", "ddp", 1, 1.0, 1, 4.0, Double.NaN, 1.0);

        assertThat(((TimeToTarget.Reached) TimeToTarget.of(SmallRun.LANGUAGE, method, SmallRun.loss(2.0))).step())
                .isEqualTo(2);
    }
}
