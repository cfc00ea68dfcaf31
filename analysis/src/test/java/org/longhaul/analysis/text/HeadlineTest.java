package org.longhaul.analysis.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.statistics.Comparison;

class HeadlineTest {

    private static MethodRecord ddp(long seed, @Nullable Double... losses) {
        return SmallRun.method("DDP", "ddp", seed, 3600, 10, losses);
    }

    private static MethodRecord other(String label, long seed, @Nullable Double... losses) {
        return SmallRun.method(label, "diloco", seed, 900, 1, losses);
    }

    private static List<MethodRecord> twice(MethodRecord first, MethodRecord second, MethodRecord... more) {
        List<MethodRecord> all = new ArrayList<>(List.of(first, second));
        all.addAll(List.of(more));
        return all;
    }

    private static String headline(List<MethodRecord> methods, Target... targets) {
        return Headline.of(Comparison.of(SmallRun.run(methods, targets)));
    }

    @Test
    void saysWhoIsFirstAndByHowMuch() {
        assertThat(headline(
                        twice(
                                ddp(1, 4.0, 3.0, 2.0),
                                ddp(2, 4.0, 3.0, 2.0),
                                other("DiLoCo", 1, 4.0, 3.5, 2.0),
                                other("DiLoCo", 2, 4.0, 3.5, 2.0)),
                        SmallRun.loss(2.0)))
                .isEqualTo("DiLoCo reaches loss 2 in 30.0 min, 4.00x sooner than DDP.");
        assertThat(headline(
                        twice(
                                ddp(1, 4.0, 1.0),
                                ddp(2, 4.0, 1.0),
                                other("A", 1, 4.0, 3.9, 3.8, 3.7, 3.6, 1.0),
                                other("A", 2, 4.0, 3.9, 3.8, 3.7, 3.6, 1.0)),
                        SmallRun.loss(2.0)))
                .isEqualTo("DDP reaches loss 2 in 60.0 min, before every other method; A takes 1.25x as long.");
    }

    @Test
    void ranksNothingOnOneSeed() {
        assertThat(headline(List.of(ddp(1, 4.0, 3.0, 2.0), other("DiLoCo", 1, 4.0, 2.0)), SmallRun.loss(2.0)))
                .isEqualTo("DiLoCo reaches loss 2 in 15.0 min, DDP in 2.00 h (one seed: no ranking).");
        assertThat(headline(List.of(ddp(1, 4.0, 3.0), other("DiLoCo", 1, 4.0, 2.5)), SmallRun.loss(2.0)))
                .isEqualTo("No method reaches loss 2 within its budget; the lowest loss is 2.5000, by DiLoCo"
                        + " (one seed: no ranking).");
        assertThat(headline(List.of(ddp(1, 4.0, 2.0), other("DiLoCo", 1, 4.0, 2.5))))
                .isEqualTo("DiLoCo trains 1 step in 15.0 min, DDP in 60.0 min, to loss 2.5000 (DDP: 2.0000)"
                        + " (one seed: no ranking).");
    }

    @Test
    void ranksNothingWithinNoise() {
        // A is there first under seed 1, B under seed 2; DDP is far behind.
        List<MethodRecord> methods = twice(
                other("A", 1, 4.0, 2.0, 2.0),
                other("A", 2, 4.0, 3.0, 2.0),
                other("B", 1, 4.0, 3.0, 2.0),
                other("B", 2, 4.0, 2.0, 2.0),
                ddp(1, 4.0, 3.0, 3.0, 3.0, 2.0),
                ddp(2, 4.0, 3.0, 3.0, 3.0, 2.0));

        assertThat(headline(methods, SmallRun.loss(2.0)))
                .isEqualTo(
                        "A and B reach loss 2 in 22.5 min to 22.5 min, within noise of each other; DDP takes 4.00 h.");
    }

    @Test
    void saysWhenTheBaselineOrTheOthersDoNotReachIt() {
        assertThat(headline(List.of(ddp(1, 4.0, 3.0), other("DiLoCo", 1, 4.0, 2.0)), SmallRun.loss(2.0)))
                .isEqualTo("DiLoCo reaches loss 2 in 15.0 min; DDP does not reach it within its budget.");
        assertThat(headline(List.of(ddp(1, 4.0, 2.0), other("DiLoCo", 1, 4.0, 3.0)), SmallRun.loss(2.0)))
                .isEqualTo("DDP reaches loss 2 in 60.0 min; no other method reaches it.");
    }

    @Test
    void takesNoMethodForFirstThatSomeSeedsDoNotSupport() {
        List<MethodRecord> lucky = twice(other("lucky", 1, 4.0, 1.0), other("lucky", 2, 4.0, 3.0));
        List<MethodRecord> both = new ArrayList<>(lucky);
        both.add(other("sure", 1, 4.0, 3.0, 1.0));
        both.add(other("sure", 2, 4.0, 3.0, 1.0));

        assertThat(headline(both, SmallRun.loss(2.0)))
                .isEqualTo("sure reaches loss 2 in 30.0 min; lucky reaches it under 1 of 2 seeds.");
        assertThat(headline(lucky, SmallRun.loss(2.0)))
                .isEqualTo("No method reaches loss 2 under every seed; lucky does under 1 of 2.");
    }

    @Test
    void neverPresentsAMethodThatEndedEarlyAsFinishedNorComparesWithIt() {
        MethodRecord failed = SmallRun.ending(ddp(1, 4.0, 1.0), new Outcome(Outcome.Kind.FAILED, "partition", null));

        assertThat(headline(List.of(failed, other("DiLoCo", 1, 4.0, 2.5)), SmallRun.loss(2.5)))
                .isEqualTo("DiLoCo reaches loss 2.5 in 15.0 min. Not compared: DDP, the baseline, failed.");
        assertThat(headline(List.of(failed, other("DiLoCo", 1, 4.0, 2.5))))
                .isEqualTo(
                        "DiLoCo trains 1 step in 15.0 min, to loss 2.5000. Not compared: DDP, the baseline, failed.");
        assertThat(headline(List.of(failed, other("DiLoCo", 1, 4.0, Double.NaN))))
                .isEqualTo("No method finished: DDP, the baseline, failed; DiLoCo diverged.");
        assertThat(headline(List.of(other("alone", 1, 4.0, Double.NaN))))
                .isEqualTo("No method finished: alone, the baseline, diverged.");
    }

    @Test
    void comparesWholeBudgetsWithoutATarget() {
        assertThat(headline(twice(
                        ddp(1, 4.0, 2.0),
                        ddp(2, 4.0, 2.1),
                        other("DiLoCo", 1, 4.0, 2.5),
                        other("DiLoCo", 2, 4.0, 2.6))))
                .isEqualTo("DiLoCo trains 1 step in 15.0 min, 4.00x sooner than DDP, to loss 2.5500 (DDP: 2.0500).");
        assertThat(headline(twice(
                        ddp(1, 4.0, 2.0),
                        ddp(2, 4.0, 2.6),
                        other("DiLoCo", 1, 4.0, 2.5),
                        other("DiLoCo", 2, 4.0, 2.0))))
                .endsWith("to loss 2.2500 (DDP: 2.3000, within noise).");
        assertThat(headline(List.of())).isEqualTo("This run holds no method.");
    }
}
