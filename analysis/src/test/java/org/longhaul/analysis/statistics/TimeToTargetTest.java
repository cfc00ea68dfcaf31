package org.longhaul.analysis.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.Target;

class TimeToTargetTest {

    @Test
    void interpolatesBetweenTheTwoEvaluationsAroundTheTarget() {
        var method = SmallRun.method("m", "ddp", 1, 2.0, 10, 4.0, null, 3.0, null, 1.0);

        // 2.5 lies a quarter of the way from step 2 (3.0) to step 4 (1.0).
        var reached = (TimeToTarget.Reached) TimeToTarget.of(method, Target.loss(2.5));

        assertThat(reached.step()).isEqualTo(2.5);
        assertThat(reached.seconds()).isEqualTo(5.0);
        assertThat(reached.chargedBytes()).isEqualTo(25.0);
        assertThat(reached.linkBytes()).isEqualTo(37.5);
        assertThat(reached.tokens()).isEqualTo(2500.0);
    }

    @Test
    void takesTheFirstCrossing() {
        var method = SmallRun.method("m", "ddp", 1, 1.0, 1, 4.0, 2.0, 3.0, 1.0);

        assertThat(((TimeToTarget.Reached) TimeToTarget.of(method, Target.loss(2.0))).step())
                .isEqualTo(1.0);
    }

    @Test
    void readsPerplexityAsTheExponentialOfTheLoss() {
        var method = SmallRun.method("m", "ddp", 1, 1.0, 1, 4.0, 2.0);

        var byLoss = (TimeToTarget.Reached) TimeToTarget.of(method, Target.loss(3.0));
        var byPerplexity = (TimeToTarget.Reached) TimeToTarget.of(method, Target.perplexity(Math.exp(3.0)));

        assertThat(byPerplexity.nanos()).isCloseTo(byLoss.nanos(), within(1.0));
    }

    @Test
    void isNotReachedWhenTheLossStaysAbove() {
        var method = SmallRun.method("m", "ddp", 1, 1.0, 1, 4.0, 2.0, 2.5);

        assertThat(TimeToTarget.of(method, Target.loss(1.9))).isEqualTo(new TimeToTarget.NotReached(2.0));
    }

    @Test
    void isNotReachedByNothingOrByNaN() {
        var empty = SmallRun.method("m", "ddp", 1, 1.0, 1);
        var diverged = SmallRun.method("m", "ddp", 1, 1.0, 1, 4.0, Double.NaN, Double.NaN);

        assertThat(TimeToTarget.of(empty, Target.loss(1.9))).isEqualTo(new TimeToTarget.NotReached(null));
        assertThat(TimeToTarget.of(diverged, Target.loss(1.9))).isEqualTo(new TimeToTarget.NotReached(4.0));
    }

    @Test
    void drawsNoLineThroughNaN() {
        var method = SmallRun.method("m", "ddp", 1, 1.0, 1, 4.0, Double.NaN, 1.0);

        assertThat(((TimeToTarget.Reached) TimeToTarget.of(method, Target.loss(2.0))).step())
                .isEqualTo(2.0);
    }
}
