package org.longhaul.analysis.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Target;
import org.longhaul.analysis.statistics.Comparison;

class HeadlineTest {

    private static MethodRecord ddp(@Nullable Double... losses) {
        return SmallRun.method("DDP", "ddp", 1, 3600, 10, losses);
    }

    private static MethodRecord other(String label, long seed, @Nullable Double... losses) {
        return SmallRun.method(label, "diloco", seed, 900, 1, losses);
    }

    private static String headline(List<MethodRecord> methods, Target... targets) {
        return Headline.of(Comparison.of(SmallRun.run(methods, targets)));
    }

    @Test
    void saysWhoIsFirstAndByHowMuch() {
        assertThat(headline(List.of(ddp(4.0, 3.0, 2.0), other("DiLoCo", 1, 4.0, 3.5, 2.0)), Target.loss(2.0)))
                .isEqualTo("DiLoCo reaches loss 2 in 30.0 min, 4.00x sooner than DDP.");
        assertThat(headline(List.of(ddp(4.0, 1.0), other("A", 1, 4.0, 3.9, 3.8, 3.7, 3.6, 1.0)), Target.loss(2.0)))
                .startsWith("DDP reaches loss 2 in 40.0 min, before every other method; A takes ");
    }

    @Test
    void saysWhenTheBaselineOrTheOthersDoNotReachIt() {
        assertThat(headline(List.of(ddp(4.0, 3.0), other("DiLoCo", 1, 4.0, 2.0)), Target.loss(2.0)))
                .isEqualTo("DiLoCo reaches loss 2 in 15.0 min; DDP does not reach it within its budget.");
        assertThat(headline(List.of(ddp(4.0, 2.0), other("DiLoCo", 1, 4.0, 3.0)), Target.loss(2.0)))
                .isEqualTo("DDP reaches loss 2 in 60.0 min; no other method reaches it.");
        assertThat(headline(List.of(ddp(4.0, 3.0), other("DiLoCo", 1, 4.0, 2.5)), Target.loss(2.0)))
                .isEqualTo("No method reaches loss 2 within its budget; DiLoCo comes closest with loss 2.5000.");
    }

    @Test
    void prefersAMethodThatReachesItUnderEverySeed() {
        assertThat(headline(
                        List.of(
                                other("lucky", 1, 4.0, 1.0),
                                other("lucky", 2, 4.0, 3.0),
                                other("sure", 1, 4.0, 3.0, 1.0),
                                other("sure", 2, 4.0, 3.0, 1.0)),
                        Target.loss(2.0)))
                .startsWith("sure reaches loss 2 in 22.5 min, before every other");
        assertThat(headline(List.of(other("lucky", 1, 4.0, 2.0), other("lucky", 2, 4.0, 3.0)), Target.loss(2.0)))
                .isEqualTo("lucky reaches loss 2 in 15.0 min (in 1 of 2 seeds).");
    }

    @Test
    void comparesWholeBudgetsWithoutATarget() {
        assertThat(headline(List.of(ddp(4.0, 2.0), other("DiLoCo", 1, 4.0, 2.5))))
                .isEqualTo("DiLoCo trains 1 step in 15.0 min, 4.00x sooner than DDP, to loss 2.5000 (DDP: 2.0000).");
        assertThat(headline(List.of(other("alone", 1, 4.0, Double.NaN))))
                .isEqualTo("alone trains 1 step in 15.0 min, and diverges.");
        assertThat(headline(List.of())).isEqualTo("This run holds no method.");
    }
}
