package org.longhaul.analysis.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.claim.Claim.Relation;
import org.longhaul.analysis.claim.Expression.Measured;
import org.longhaul.analysis.claim.Expression.Measured.Part;
import org.longhaul.analysis.claim.Expression.Of;
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
        String fewer = "charged-bytes(DDP) / charged-bytes(DES-LOC)";

        assertThat(Claim.parse(fewer + " >= 170.6").check(demo).holds()).isTrue();
        assertThat(Claim.parse(fewer + " = 170.67 within 0.01 %").check(demo).holds())
                .isTrue();
        Claim.Result result = Claim.parse(fewer + " >= 171").check(demo);
        assertThat(result.holds()).isFalse();
        assertThat(result.message())
                .isEqualTo("does not hold: charged-bytes(DDP) / charged-bytes(DES-LOC) >= 171: found 170.667");
    }

    @Test
    void theLossOfAMeanThatNobodyHeldIsAFigureOfItsOwn() {
        double last = 0;
        for (MethodRecord seed : DemoRun.create().seedsOf("DES-LOC")) {
            last += Objects.requireNonNull(seed.last(SmallRun.LANGUAGE.virtualValues("loss")))
                    / DemoRun.create().seedsOf("DES-LOC").size();
        }
        assertThat(new Measured(Part.VIRTUAL, "loss", "DES-LOC").evaluate(FigureSource.of(demo)))
                .isCloseTo(last, within(1e-12));
        assertThat(new Measured(Part.FINAL, "loss", "DES-LOC").evaluate(FigureSource.of(demo)))
                .isNotEqualTo(last);
    }

    @Test
    void aDifferenceFromTheBaselineHasBoundsWhereThereAreSeedsEnough() {
        Comparison seeds = Comparison.of(SmallRun.run(
                List.of(
                        SmallRun.method("DDP", "ddp", 1, 4.0, 100, 4.0, 3.0, 2.0),
                        SmallRun.method("DDP", "ddp", 2, 4.0, 100, 4.0, 3.0, 2.2),
                        SmallRun.method("x", "diloco", 1, 1.0, 10, 4.0, 3.9, 3.0),
                        SmallRun.method("x", "diloco", 2, 1.0, 10, 4.0, 3.9, 3.4)),
                SmallRun.loss(3.0)));
        FigureSource source = FigureSource.of(seeds);
        // Differences 1.0 and 1.2: mean 1.1, t of one degree of freedom 12.706 times 0.1.
        assertThat(new Measured(Part.LEAST_DIFFERENCE, "loss", "x").evaluate(source))
                .isCloseTo(1.1 - 1.2706, within(1e-3));
        assertThat(new Measured(Part.GREATEST_DIFFERENCE, "loss", "x").evaluate(source))
                .isCloseTo(1.1 + 1.2706, within(1e-3));
        assertThat(new Measured(Part.LEAST_DIFFERENCE, "loss", "DDP").evaluate(source))
                .isNaN();
        assertThat(new Measured(Part.LEAST_DIFFERENCE, "loss", "x").evaluate(FigureSource.of(small)))
                .isNaN();
    }

    @Test
    void readsEveryFigureOfTheSmallRun() {
        assertThat(new Measured(Part.FINAL, "loss", "x").evaluate(FigureSource.of(small)))
                .isEqualTo(3.8);
        assertThat(new Of(Figure.SECONDS, "DDP").evaluate(FigureSource.of(small)))
                .isEqualTo(8.0);
        assertThat(new Of(Figure.SECONDS_TO_TARGET, "DDP").evaluate(FigureSource.of(small)))
                .isEqualTo(4.0);
        assertThat(new Of(Figure.CHARGED_BYTES_TO_TARGET, "DDP").evaluate(FigureSource.of(small)))
                .isEqualTo(100.0);
        assertThat(new Of(Figure.CHARGED_BYTES, "x").evaluate(FigureSource.of(small)))
                .isEqualTo(20.0);
        assertThat(new Of(Figure.UNITS, "x").evaluate(FigureSource.of(small))).isEqualTo(0.2);
        assertThat(new Of(Figure.COMPUTE_SHARE, "x").evaluate(FigureSource.of(small)))
                .isEqualTo(0.5);
        assertThat(new Of(Figure.EXPOSED_COMMUNICATION_SHARE, "x").evaluate(FigureSource.of(small)))
                .isEqualTo(0.25);
        assertThat(new Of(Figure.EXPOSED_COMMUNICATION_SECONDS, "x").evaluate(FigureSource.of(small)))
                .isEqualTo(0.5);
        assertThat(Claim.parse("1 - seconds(x) / seconds(DDP) = 0.75")
                        .check(small)
                        .holds())
                .isTrue();
    }

    @Test
    void failsOnWhatWasNotReachedOrDivergedOrHasNoPrice() {
        for (Expression missing : List.of(
                new Of(Figure.SECONDS_TO_TARGET, "x"),
                new Measured(Part.FINAL, "loss", "broken"),
                new Measured(Part.VIRTUAL, "loss", "x"),
                new Of(Figure.DOLLARS, "x"))) {
            for (Relation relation : Relation.values()) {
                Claim.Result result = new Claim(missing, relation, new Expression.Constant(1), 0.5).check(small);
                assertThat(result.holds()).isFalse();
                assertThat(result.message()).endsWith("there is no such figure");
            }
        }
    }

    @Test
    void refusesUnknownMethodsAndNumbersWithoutSense() {
        assertThatThrownBy(() -> new Of(Figure.UNITS, "DPP").evaluate(FigureSource.of(small)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'DPP'")
                .hasMessageContaining("[DDP, x, broken]");
        assertThatThrownBy(() -> new Expression.Constant(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new Claim(new Of(Figure.UNITS, "x"), Relation.AT_MOST, new Expression.Constant(1), -0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-0.1");
    }

    @Test
    void readsPrecedenceParenthesesAndSigns() {
        String[][] cases = {
            {"2 + 3 * 4 = 14", "2 + 3 * 4 = 14"},
            {"(2 + 3) * 4 = 20", "(2 + 3) * 4 = 20"},
            {"2 - (3 - 4) = 3", "2 - (3 - 4) = 3"},
            {"8 / 4 / 2 = 1", "8 / 4 / 2 = 1"},
            {"8 / (4 / 2) = 4", "8 / (4 / 2) = 4"},
            {"-2 * -3 = 6", "(0 - 2) * (0 - 3) = 6"},
            {"1.5e-1 = 0.15", "0.15 = 0.15"},
            {"units( DDP )>=0 within 5%", "units(DDP) >= 0 within 5 %"},
            {"worst-tenth-of-clients-loss('a (b)') <= 1", "worst-tenth-of-clients-loss('a (b)') <= 1"},
        };
        for (String[] each : cases) {
            assertThat(Claim.parse(each[0])).hasToString(each[1]);
        }
        for (String[] each : cases) {
            if (!each[0].contains("(DDP") && !each[0].contains("a (b)") && !each[0].contains("units")) {
                assertThat(Claim.parse(each[0]).check(small).holds())
                        .as(each[0])
                        .isTrue();
            }
        }
    }

    @Test
    void comparesTwoFigures() {
        Claim.Result result = Claim.parse("seconds(x) <= 0.2 * seconds(DDP)").check(small);
        assertThat(result.holds()).isFalse();
        assertThat(result.message())
                .isEqualTo("does not hold: seconds(x) <= 0.2 * seconds(DDP): found 2.00000 and 1.60000");
    }

    @Test
    void saysWhereATextIsNoClaim() {
        String[][] cases = {
            {"charged-byte(DDP) >= 1", "there is no figure 'charged-byte' (column 1)", "charged-bytes"},
            {"charged-bytes(DDP) > 1", "column 20", ">="},
            {"charged-bytes DDP >= 1", "column 15", "'('"},
            {"charged-bytes(DDP >= 1", "label of a method"},
            {"units(DDP) >= ", "found the end", "a number"},
            {"units(DDP) >= 1 within 5", "percent"},
            {"units(DDP) >= 1 2", "column 17", "the end"},
            {"(1 + 2 >= 1", "')'"},
            {"1..2 = 1", "a number"},
        };
        for (String[] each : cases) {
            for (int part = 1; part < each.length; part++) {
                String expected = each[part];
                assertThatThrownBy(() -> Claim.parse(each[0]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(expected);
            }
        }
    }

    @Test
    void whatIsDividedByZeroIsNoNumberAndHoldsNothing() {
        String none = "(units(DDP) - units(DDP))";
        for (String text : new String[] {
            "1 / " + none + " >= 1", "1 <= 1 / " + none, "0 / " + none + " = 0", "1 / (1 / " + none + ") <= 1",
        }) {
            Claim.Result result = Claim.parse(text).check(small);
            assertThat(result.holds()).as(text).isFalse();
            assertThat(result.message()).endsWith("there is no finite number: something is divided by zero");
        }
        assertThatThrownBy(() -> Claim.parse("units(DDP) / 0.0 >= 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column 14: nothing can be divided by 0");
    }

    @Test
    void saysWhichClaimsSayNothing() {
        String[][] cases = {
            {"1 <= 2", "names no figure of a method"},
            {"2 * units(DDP) >= 2 * units(DDP)", "compares a figure with itself"},
            {"units(DDP) >= 1 within 100 %", "must be below 100 %"},
            {"units(DDP) - units(x) = 0 within 1 %", "a share of its right side, and that is zero"},
        };
        for (String[] each : cases) {
            Claim claim = Claim.parse(each[0]);
            assertThatThrownBy(claim::requireMeaning)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(each[1]);
        }
        Claim fine = Claim.parse("units(DDP) >= units(x) within 99 %");
        assertThat(fine.requireMeaning()).isEqualTo(fine);
    }

    @Test
    void showsAllDigitsWhereSixHideTheDifference() {
        assertThat(Claim.parse("seconds(x) = 2.00000001").check(small).message())
                .endsWith("does not hold: seconds(x) = 2.00000001: found 2.0");
        assertThat(Claim.parse("1.00000001 * seconds(x) = seconds(x)")
                        .check(small)
                        .message())
                .endsWith("found 2.00000002 and 2.0");
    }

    @Test
    void theReadmeNamesEveryFigure() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        for (Figure figure : Figure.values()) {
            assertThat(readme).contains("`" + figure.label() + "`");
        }
        for (Part part : Part.values()) {
            assertThat(readme).contains("`" + part.label() + "-loss`");
        }
    }
}
