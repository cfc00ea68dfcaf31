package org.longhaul.analysis.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.statistics.ComparisonFigures.DifferenceFigures;
import org.longhaul.analysis.statistics.ComparisonFigures.MethodFigures;
import org.longhaul.analysis.statistics.ComparisonFigures.OrderFigures;
import org.longhaul.analysis.statistics.ComparisonFigures.TargetFigures;

class ComparisonFiguresTest {

    private static final ComparisonFigures FIGURES = ComparisonFigures.of(Comparison.of(SmallRun.runAgainst(
            "ddp",
            List.of(
                    SmallRun.method("ddp", "ddp", 1, 2, 1000, 4.0, 3.0, 2.00),
                    SmallRun.method("ddp", "ddp", 2, 2, 1000, 4.0, 3.0, 1.99),
                    SmallRun.method("ddp", "ddp", 3, 2, 1000, 4.0, 3.0, 1.98),
                    SmallRun.method("some", "diloco", 1, 1, 10, 4.0, 2.0, 1.90),
                    SmallRun.method("some", "diloco", 2, 1, 10, 4.0, 2.0, 1.89),
                    SmallRun.method("some", "diloco", 3, 1, 10, 4.0, 3.0, 2.90),
                    SmallRun.ending(
                            SmallRun.method("bad", "local-sgd", 1, 1, 10, 4.0, 3.0),
                            Outcome.diverged("the loss is not a number"))),
            SmallRun.loss(2.0))));

    @Test
    void aSeedThatDidNotGetThereIsCensoredAndNotLeftOut() {
        TargetFigures target = FIGURES.methods().get(1).targets().get(0);

        assertThat(target.reached()).isEqualTo(2);
        assertThat(target.of()).isEqualTo(3);
        assertThat(target.seconds()).isNull();
        assertThat(target.medianSeconds()).isEqualTo(1.0);
        assertThat(target.speedUp()).isNull();
        assertThat(target.perSeed())
                .extracting(ComparisonFigures.SeedFigures::seconds)
                .containsExactly(1.0, 1.0, null);
        assertThat(target.perSeed().get(2).best()).isEqualTo(2.9);
    }

    @Test
    void differencesAreThoseOfTheComparison() {
        MethodFigures some = FIGURES.methods().get(1);

        DifferenceFigures difference =
                Objects.requireNonNull(some.measures().get(0).againstBaseline());
        assertThat(difference.seeds()).containsExactly(1L, 2L, 3L);
        assertThat(difference.verdict()).isEqualTo(PairedDifference.Verdict.WITHIN_NOISE);
        assertThat(some.speedUp()).isEqualTo(2.0);
        assertThat(some.fewerChargedBytes()).isEqualTo(100.0);
        assertThat(FIGURES.methods().get(0).measures().get(0).againstBaseline()).isNull();
    }

    @Test
    void aMethodThatDivergedHasNoFigureOfItsBudgetAndNoPlace() {
        MethodFigures bad = FIGURES.methods().get(2);

        assertThat(bad.standing()).isEqualTo(Standing.DIVERGED);
        assertThat(bad.measures().get(0).last()).isNull();
        assertThat(bad.seconds()).isNull();
        assertThat(bad.chargedBytes()).isNull();
        assertThat(bad.timeShares()).isNull();
        assertThat(FIGURES.orders()).allSatisfy(order -> assertThat(order.places())
                .extracting(ComparisonFigures.PlaceFigures::label)
                .doesNotContain("bad"));
    }

    @Test
    void ordersSayWhatTheSeedsTell() {
        assertThat(FIGURES.orders()).extracting(OrderFigures::by).containsExactly("final loss", "time to loss 2");
        OrderFigures byLoss = FIGURES.orders().get(0);
        assertThat(byLoss.known()).isTrue();
        assertThat(byLoss.leaders()).containsExactly("ddp", "some");
        // Only ddp is there under every seed: with one place there is no order.
        assertThat(FIGURES.orders().get(1).known()).isFalse();
        assertThat(FIGURES.orders().get(1).leaders()).isEmpty();
    }
}
