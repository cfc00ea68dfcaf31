package org.longhaul.analysis.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.claim.Claim.Relation;
import org.longhaul.analysis.claim.Expression.Measured;
import org.longhaul.analysis.claim.Expression.Measured.Part;
import org.longhaul.analysis.claim.Expression.Of;
import org.longhaul.analysis.claim.Expression.Ratio;
import org.longhaul.analysis.claim.Expression.Saving;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.statistics.Comparison;

class ClaimTest {

    private final Comparison demo = Comparison.of(DemoRun.create());
    private final Comparison small = Comparison.of(SmallRun.run(
            List.of(
                    SmallRun.method("DDP", "ddp", 1, 4.0, 100, 4.0, 3.0, 2.0),
                    SmallRun.method("x", "diloco", 1, 1.0, 10, 4.0, 3.9, 3.8),
                    SmallRun.method("broken", "diloco", 1, 1.0, 10, 4.0, Double.NaN)),
            SmallRun.loss(3.0)));

    @Test
    void checksARatioOfBytesWithinItsTolerance() {
        Expression fewer = new Ratio(new Of(Figure.CHARGED_BYTES, "DDP"), new Of(Figure.CHARGED_BYTES, "DES-LOC"));

        assertThat(new Claim(fewer, Relation.AT_LEAST, 170.6, 0).check(demo).holds())
                .isTrue();
        assertThat(new Claim(fewer, Relation.EQUALS, 170.67, 1e-4).check(demo).holds())
                .isTrue();
        Claim.Result result = new Claim(fewer, Relation.AT_LEAST, 171, 0).check(demo);
        assertThat(result.holds()).isFalse();
        assertThat(result.message())
                .isEqualTo("does not hold: charged-bytes(DDP) / charged-bytes(DES-LOC) >= 171.0: found 170.667");
    }

    @Test
    void theLossOfAMeanThatNobodyHeldIsAFigureOfItsOwn() {
        double last = 0;
        for (MethodRecord seed : DemoRun.create().seedsOf("DES-LOC")) {
            last += Objects.requireNonNull(seed.last(SmallRun.LANGUAGE.virtualValues("loss")))
                    / DemoRun.create().seedsOf("DES-LOC").size();
        }
        assertThat(new Measured(Part.VIRTUAL, "loss", "DES-LOC").evaluate(demo)).isCloseTo(last, within(1e-12));
        assertThat(new Measured(Part.FINAL, "loss", "DES-LOC").evaluate(demo)).isNotEqualTo(last);
    }

    @Test
    void readsEveryFigureOfTheSmallRun() {
        assertThat(new Measured(Part.FINAL, "loss", "x").evaluate(small)).isEqualTo(3.8);
        assertThat(new Of(Figure.SECONDS, "DDP").evaluate(small)).isEqualTo(8.0);
        assertThat(new Of(Figure.SECONDS_TO_TARGET, "DDP").evaluate(small)).isEqualTo(4.0);
        assertThat(new Of(Figure.CHARGED_BYTES_TO_TARGET, "DDP").evaluate(small))
                .isEqualTo(100.0);
        assertThat(new Of(Figure.CHARGED_BYTES, "x").evaluate(small)).isEqualTo(20.0);
        assertThat(new Of(Figure.UNITS, "x").evaluate(small)).isEqualTo(0.2);
        assertThat(new Of(Figure.COMPUTE_SHARE, "x").evaluate(small)).isEqualTo(0.5);
        assertThat(new Of(Figure.EXPOSED_COMMUNICATION_SHARE, "x").evaluate(small))
                .isEqualTo(0.25);
        assertThat(new Of(Figure.EXPOSED_COMMUNICATION_SECONDS, "x").evaluate(small))
                .isEqualTo(0.5);
        assertThat(new Saving(new Of(Figure.SECONDS, "x"), new Of(Figure.SECONDS, "DDP")).evaluate(small))
                .isEqualTo(0.75);
    }

    @Test
    void failsOnWhatWasNotReachedOrDivergedOrHasNoPrice() {
        for (Expression missing : List.of(
                new Of(Figure.SECONDS_TO_TARGET, "x"),
                new Measured(Part.FINAL, "loss", "broken"),
                new Measured(Part.VIRTUAL, "loss", "x"),
                new Of(Figure.DOLLARS, "x"))) {
            for (Relation relation : Relation.values()) {
                Claim.Result result = new Claim(missing, relation, 1, 0.5).check(small);
                assertThat(result.holds()).isFalse();
                assertThat(result.message()).endsWith("there is no such figure");
            }
        }
    }

    @Test
    void refusesUnknownMethodsAndNumbersWithoutSense() {
        assertThatThrownBy(() -> new Of(Figure.UNITS, "DPP").evaluate(small))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'DPP'")
                .hasMessageContaining("[DDP, x, broken]");
        assertThatThrownBy(() -> new Claim(new Of(Figure.UNITS, "x"), Relation.AT_MOST, Double.NaN, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Claim(new Of(Figure.UNITS, "x"), Relation.AT_MOST, 1, -0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-0.1");
    }
}
