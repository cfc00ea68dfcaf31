package org.longhaul.analysis.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.Target;

@NullUnmarked
class ComparisonTest {

    private final Comparison comparison = Comparison.of(SmallRun.run(
            List.of(
                    SmallRun.method("DDP", "ddp", 1, 4.0, 100, 4.0, 3.0, 2.0),
                    SmallRun.method("DDP", "ddp", 2, 4.0, 100, 4.0, 2.0, 1.0),
                    SmallRun.method("slow sync", "diloco", 1, 1.0, 10, 4.0, 3.5, 2.0),
                    SmallRun.method("slow sync", "diloco", 2, 1.0, 10, 4.0, 3.8, 3.6)),
            Target.loss(3.0)));

    private final MethodSummary ddp = comparison.methods().get(0);
    private final MethodSummary slow = comparison.methods().get(1);

    @Test
    void summarisesOverSeeds() {
        assertThat(comparison.baseline()).isSameAs(ddp);
        assertThat(slow.finalLoss().mean()).isCloseTo(2.8, within(1e-12));
        assertThat(slow.finalLoss().count()).isEqualTo(2);
        assertThat(slow.simulatedSeconds().mean()).isEqualTo(2.0);
        assertThat(slow.fewerChargedBytes()).isEqualTo(10.0);
        assertThat(slow.units()).isEqualTo(0.2);
        assertThat(slow.speedUp()).isEqualTo(4.0);
        assertThat(slow.outcome()).isEqualTo(Outcome.completed());
    }

    @Test
    void comparesTimeToTargetOverSeedsUnderWhichBothReachedIt() {
        // Only seed 1 of the slow one gets to 3.0, a third of the way from 3.5 to 2.0: at 4/3 s. DDP is there at 4 s.
        TargetSummary target = slow.targets().get(0);

        assertThat(target.reached()).isEqualTo(1);
        assertThat(target.seconds().mean()).isCloseTo(4.0 / 3, within(1e-9));
        assertThat(target.speedUp()).isCloseTo(3.0, within(1e-9));
        assertThat(ddp.targets().get(0).speedUp()).isEqualTo(1.0);
    }

    @Test
    void averagesWhereTheTimeWentOverWorkers() {
        TimeShares time = ddp.time();

        assertThat(time.total()).isCloseTo(8.0, within(1e-9));
        assertThat(time.share(time.compute())).isCloseTo(0.5, within(1e-9));
        assertThat(time.share(time.exposedCommunication())).isCloseTo(0.25, within(1e-9));
        assertThat(time.share(time.waiting())).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void hasNoComparisonWithoutABaseline() {
        Comparison alone = Comparison.of(
                SmallRun.run(List.of(SmallRun.method("m", "diloco", 1, 1.0, 10, 4.0, 3.5)), Target.loss(3.6)));

        assertThat(alone.baseline()).isNull();
        assertThat(alone.methods().get(0).speedUp()).isNull();
        assertThat(alone.methods().get(0).fewerChargedBytes()).isNull();
        assertThat(alone.methods().get(0).targets().get(0).speedUp()).isNull();
    }

    @Test
    void keepsADivergenceVisible() {
        Comparison one = Comparison.of(SmallRun.run(List.of(
                SmallRun.method("m", "ddp", 1, 1.0, 10, 4.0, Double.NaN),
                SmallRun.method("m", "ddp", 2, 1.0, 10, 4.0, 3.0))));

        assertThat(one.methods().get(0).finalLoss().mean()).isNaN();
        assertThat(one.methods().get(0).outcome().kind()).isEqualTo(Outcome.Kind.DIVERGED);
    }

    @Test
    void pairsDifferencesOverEqualSeeds() {
        PairedDifference difference =
                PairedDifference.of(slow.seeds(), ddp.seeds(), method -> method.finalValidationLoss());

        assertThat(difference.seeds()).containsExactly(1L, 2L);
        assertThat(difference.difference().mean()).isCloseTo(1.3, within(1e-12));
        // Differences 0 and 2.6: t = 1 with one degree of freedom, so p = 0.5.
        assertThat(difference.pValue()).isCloseTo(0.5, within(1e-9));
        assertThat(PairedDifference.of(slow.seeds(), List.of(), method -> 0)).isNull();
    }
}
