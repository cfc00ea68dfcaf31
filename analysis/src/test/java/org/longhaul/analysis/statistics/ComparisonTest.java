package org.longhaul.analysis.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;

@NullUnmarked
class ComparisonTest {

    private final Comparison comparison = Comparison.of(SmallRun.run(
            List.of(
                    SmallRun.method("DDP", "ddp", 1, 4.0, 100, 4.0, 3.0, 2.0),
                    SmallRun.method("DDP", "ddp", 2, 4.0, 100, 4.0, 2.0, 1.0),
                    SmallRun.method("slow sync", "diloco", 1, 1.0, 10, 4.0, 3.5, 2.0),
                    SmallRun.method("slow sync", "diloco", 2, 1.0, 10, 4.0, 3.8, 3.6)),
            SmallRun.loss(3.0)));

    private final MethodSummary ddp = comparison.methods().get(0);
    private final MethodSummary slow = comparison.methods().get(1);

    @Test
    void summarisesOverSeeds() {
        assertThat(comparison.baseline()).isSameAs(ddp);
        assertThat(slow.headline().last().mean()).isCloseTo(2.8, within(1e-12));
        assertThat(slow.headline().last().count()).isEqualTo(2);
        assertThat(slow.simulatedSeconds().mean()).isEqualTo(2.0);
        assertThat(slow.fewerChargedBytes()).isEqualTo(10.0);
        assertThat(slow.units()).isEqualTo(0.2);
        assertThat(slow.speedUp()).isEqualTo(4.0);
        assertThat(slow.outcome()).isEqualTo(Outcome.completed());
    }

    @Test
    void givesNoMeanOverTheSeedsThatHappenToReachTheTarget() {
        // Only seed 1 of the slow one gets to 3.0, at its second step; DDP is there under both, after one step of 4 s.
        TargetSummary target = slow.targets().get(0);

        assertThat(target.reached()).isEqualTo(1);
        assertThat(target.isReachedByAll()).isFalse();
        assertThat(target.seconds()).isNull();
        assertThat(target.chargedBytes()).isNull();
        assertThat(target.medianSeconds()).isNull();
        assertThat(target.speedUp()).isNull();
        assertThat(target.againstBaseline()).isNull();
        assertThat(ddp.targets().get(0).seconds().mean()).isEqualTo(4.0);
        assertThat(ddp.targets().get(0).speedUp()).isEqualTo(1.0);
    }

    @Test
    void countsACensoredSeedAsLaterThanAllOthersInTheMedian() {
        Comparison comparison = Comparison.of(SmallRun.run(
                List.of(
                        SmallRun.method("m", "ddp", 1, 1.0, 10, 4.0, 2.0, 2.0, 2.0),
                        SmallRun.method("m", "ddp", 2, 1.0, 10, 4.0, 3.5, 3.5, 3.5),
                        SmallRun.method("m", "ddp", 3, 1.0, 10, 4.0, 3.5, 3.5, 2.0)),
                SmallRun.loss(3.0)));
        TargetSummary target = comparison.methods().get(0).targets().get(0);

        // 1 s, 3 s and never.
        assertThat(target.reached()).isEqualTo(2);
        assertThat(target.medianSeconds()).isEqualTo(3.0);
        assertThat(target.seconds()).isNull();
    }

    @Test
    void measuresSpeedUpWhereBothReachTheTargetUnderEverySeed() {
        Comparison comparison = Comparison.of(SmallRun.run(
                List.of(
                        SmallRun.method("ddp", "ddp", 1, 4.0, 10, 4.0, 3.0, 2.0),
                        SmallRun.method("ddp", "ddp", 2, 4.0, 10, 4.0, 3.5, 3.0),
                        SmallRun.method("x", "diloco", 1, 1.0, 10, 4.0, 3.5, 3.0),
                        SmallRun.method("x", "diloco", 2, 1.0, 10, 4.0, 3.5, 3.0)),
                SmallRun.loss(3.0)));
        TargetSummary target = comparison.methods().get(1).targets().get(0);

        // 4 s and 8 s against 2 s and 2 s.
        assertThat(target.speedUp()).isEqualTo(3.0);
        assertThat(target.againstBaseline().difference().mean()).isEqualTo(-4.0);
        assertThat(target.againstBaseline().verdict()).isEqualTo(PairedDifference.Verdict.WITHIN_NOISE);
    }

    @Test
    void comparesNothingWithAMethodThatDidNotTrainItsBudget() {
        for (Outcome.Kind kind : List.of(Outcome.Kind.FAILED, Outcome.Kind.DIVERGED, Outcome.Kind.INTERRUPTED)) {
            MethodRecord early = SmallRun.ending(
                    SmallRun.method("ddp", "ddp", 1, 1.0, 10, 4.0, 2.0), new Outcome(kind, "at step 1", null));
            MethodRecord full = SmallRun.method("x", "diloco", 1, 2.0, 10, 4.0, 3.0, 2.0);
            for (List<MethodRecord> order : List.of(List.of(early, full), List.of(full, early))) {
                for (String baseline : List.of("ddp", "x")) {
                    Comparison all = Comparison.of(SmallRun.runAgainst(baseline, order, SmallRun.loss(3.0)));
                    for (MethodSummary method : all.methods()) {
                        boolean itself = method.label().equals("x") && baseline.equals("x");
                        assertThat(method.speedUp()).isEqualTo(itself ? 1.0 : null);
                        assertThat(method.fewerChargedBytes()).isEqualTo(itself ? 1.0 : null);
                        assertThat(method.targets().get(0).speedUp()).isEqualTo(itself ? 1.0 : null);
                        assertThat(method.headline().againstBaseline()).isNull();
                    }
                    assertThat(all.by(SmallRun.LANGUAGE.headline()).places()).hasSize(1);
                    assertThat(all.byDuration().places()).hasSize(1);
                }
            }
        }
    }

    @Test
    void comparesNothingWithAMethodThatNeverExchanged() {
        Comparison all = Comparison.of(SmallRun.run(List.of(
                SmallRun.method("ddp", "ddp", 1, 4.0, 10, 4.0, 2.0),
                SmallRun.method("alone", "local-sgd", 1, 1.0, 0, 4.0, 2.0))));

        assertThat(all.methods().get(1).standing()).isEqualTo(Standing.NEVER_EXCHANGED);
        assertThat(all.methods().get(1).speedUp()).isNull();
        assertThat(all.methods().get(1).fewerChargedBytes()).isNull();
        assertThat(all.by(SmallRun.LANGUAGE.headline()).places()).hasSize(1);
    }

    @Test
    void comparesWithTheBaselineThatTheRunNames() {
        Comparison all = Comparison.of(SmallRun.runAgainst(
                "b",
                List.of(
                        SmallRun.method("a", "ddp", 1, 4.0, 10, 4.0, 2.0),
                        SmallRun.method("b", "diloco", 1, 1.0, 5, 4.0, 2.0))));

        assertThat(all.baseline().label()).isEqualTo("b");
        assertThat(all.methods().get(0).speedUp()).isEqualTo(0.25);
        assertThat(all.methods().get(0).fewerChargedBytes()).isEqualTo(0.5);
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
    void keepsADivergenceVisible() {
        Comparison one = Comparison.of(SmallRun.run(List.of(
                SmallRun.method("m", "ddp", 1, 1.0, 10, 4.0, Double.NaN),
                SmallRun.method("m", "ddp", 2, 1.0, 10, 4.0, 3.0))));

        assertThat(one.methods().get(0).headline().last().mean()).isNaN();
        assertThat(one.methods().get(0).outcome().kind()).isEqualTo(Outcome.Kind.DIVERGED);
    }

    @Test
    void pairsDifferencesOverEqualSeeds() {
        PairedDifference difference = PairedDifference.of(
                slow.seeds(), ddp.seeds(), method -> Objects.requireNonNull(SmallRun.last(method, "loss")));

        assertThat(difference.seeds()).containsExactly(1L, 2L);
        assertThat(difference.difference().mean()).isCloseTo(1.3, within(1e-12));
        // Differences 0 and 2.6: t = 1 with one degree of freedom, so p = 0.5.
        assertThat(difference.pValue()).isCloseTo(0.5, within(1e-9));
        assertThat(difference.verdict()).isEqualTo(PairedDifference.Verdict.WITHIN_NOISE);
        assertThat(PairedDifference.of(slow.seeds(), List.of(), method -> 0)).isNull();
    }

    @Test
    void anotherBaselineTurnsSpeedUpsAroundAndLeavesTheRunAsItIs() {
        RunRecord run = SmallRun.runAgainst(
                "ddp",
                List.of(
                        SmallRun.method("ddp", "ddp", 1, 4.0, 10, 4.0, 2.0),
                        SmallRun.method("local", "local-sgd", 1, 1.0, 10, 4.0, 2.0)));
        Comparison other = Comparison.of(run.withBaseline("local"));

        assertThat(Comparison.of(run).methods().get(1).speedUp()).isEqualTo(4.0);
        assertThat(other.methods().get(0).speedUp()).isEqualTo(0.25);
        assertThat(other.methods().get(1).baseline()).isTrue();
        assertThat(run.baseline()).isEqualTo("ddp");
        assertThatThrownBy(() -> run.withBaseline("locl"))
                .hasMessageContaining("allowed: ddp, local")
                .hasMessageContaining("you meant 'local'");
    }

    @Test
    void aPlaceHasItsRangeOverSeeds() {
        Comparison comparison = Comparison.of(SmallRun.run(List.of(
                SmallRun.method("a", "ddp", 1, 1.0, 10, 4.0, 1.0),
                SmallRun.method("a", "ddp", 2, 1.0, 10, 4.0, 3.0),
                SmallRun.method("b", "ddp", 1, 1.0, 10, 4.0, 2.0),
                SmallRun.method("b", "ddp", 2, 1.0, 10, 4.0, 2.5),
                SmallRun.method("c", "ddp", 1, 1.0, 10, 4.0, 3.0),
                SmallRun.method("c", "ddp", 2, 1.0, 10, 4.0, 4.0))));

        // a: first and second; b: second and first; c: always third.
        assertThat(comparison.by(comparison.run().measures().headline()).places())
                .extracting(place -> place.method().label() + place.bestRank() + place.worstRank())
                .containsExactly("a12", "b12", "c33");
    }
}
