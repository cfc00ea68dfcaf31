package org.longhaul.analysis.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.statistics.Comparison;

class RunTableTest {

    private static final Comparison SMALL = Comparison.of(SmallRun.run(
            List.of(
                    SmallRun.method("DDP", "ddp", 1, 3600.0, 1000, 4.0, 3.0, 2.0),
                    SmallRun.method("DiLoCo", "diloco", 1, 900.0, 10, 4.0, 3.5, 3.1)),
            SmallRun.loss(3.5)));

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 100, 140})
    void keepsToTheWidthOfTheTerminal(int width) {
        String table = RunTable.render(Comparison.of(DemoRun.create()), TextTable.Style.UNICODE, width);

        assertThat(table.lines()).allMatch(line -> line.length() <= width);
        assertThat(table.replaceAll("\\s+", " "))
                .contains("DDP", "Local Adam", "DiLoCo", "DES-LOC", "MT-DAO", "170.67x", "±", "dollars", "loss 1.9");
    }

    @Test
    void rendersTheSmallRunExactly() {
        assertThat(RunTable.render(SMALL, TextTable.Style.ASCII, 101))
                .startsWith(
                        """
                        method  val. loss      time  to target  speed-up  comp  comm  wait  idle  charged  on links     less
                        ------  ---------  --------  ---------  --------  ----  ----  ----  ----  -------  --------  -------
                        DDP        2.0000    2.00 h   60.0 min     1.00x   50%   25%   25%    0%  2.00 kB   3.00 kB    1.00x
                        DiLoCo     3.1000  30.0 min   15.0 min     4.00x   50%   25%   25%    0%     20 B      30 B  100.00x

                        One seed: no ranking, since another seed may turn any order of losses around.
                        """);
    }

    @Test
    void setsOneTableBelowTheOtherOnANarrowTerminal() {
        assertThat(RunTable.render(SMALL, TextTable.Style.ASCII, 80))
                .startsWith(
                        """
                        method  val. loss      time  to target  speed-up  comp  comm  wait  idle
                        ------  ---------  --------  ---------  --------  ----  ----  ----  ----
                        DDP        2.0000    2.00 h   60.0 min     1.00x   50%   25%   25%    0%
                        DiLoCo     3.1000  30.0 min   15.0 min     4.00x   50%   25%   25%    0%

                        method  charged  on links     less
                        ------  -------  --------  -------
                        DDP     2.00 kB   3.00 kB    1.00x
                        DiLoCo     20 B      30 B  100.00x

                        """);
    }

    @Test
    void showsHowAMethodEndedAndNoFigureOfABudgetThatItDidNotTrain() {
        MethodRecord failed = SmallRun.ending(
                SmallRun.method("ddp", "ddp", 1, 0.23, 10, 4.0, 3.0, 2.0),
                new Outcome(Outcome.Kind.FAILED, "no path\nfrom a to b", null));
        Comparison comparison = Comparison.of(SmallRun.run(List.of(
                failed,
                SmallRun.method("diverging", "diloco", 1, 1.0, 10, 4.0, Double.NaN),
                SmallRun.method("alone", "local-sgd", 1, 1.0, 0, 4.0, 3.0),
                SmallRun.method("fine", "diloco", 1, 1.0, 10, 4.0, 3.0))));

        assertThat(RunTable.render(comparison, TextTable.Style.ASCII, 110))
                .startsWith(
                        """
                        method     outcome          val. loss    time  speed-up  comp  comm  wait  idle  charged  on links  less
                        ---------  ---------------  ---------  ------  --------  ----  ----  ----  ----  -------  --------  ----
                        ddp        failed                   -       -         -     -     -     -     -        -         -     -
                        diverging  diverged                 -       -         -     -     -     -     -        -         -     -
                        alone      never exchanged     3.0000  1.00 s         -   50%   25%   25%    0%      0 B       0 B     -
                        fine       finished            3.0000  1.00 s         -   50%   25%   25%    0%     10 B      15 B     -

                        ddp failed after 2 steps and 460 ms: no path
                          from a to b
                        diverging diverged after 1 step and 1.00 s: the loss is not a number
                        alone never exchanged: who trained did so alone, and nothing is compared with it.
                        """)
                .contains("ddp is the baseline and did not finish: nothing is compared with it.");
    }

    @Test
    void marksWhatIsWithinNoiseAndSaysTheOrderOnlyAsFarAsTheSeedsTellIt() {
        String table = RunTable.render(
                Comparison.of(SmallRun.run(List.of(
                        SmallRun.method("ddp", "ddp", 1, 1.0, 10, 4.0, 2.0),
                        SmallRun.method("ddp", "ddp", 2, 1.0, 10, 4.0, 2.2),
                        SmallRun.method("swaps", "diloco", 1, 1.0, 10, 4.0, 2.02),
                        SmallRun.method("swaps", "diloco", 2, 1.0, 10, 4.0, 2.19),
                        SmallRun.method("worse", "diloco", 1, 1.0, 10, 4.0, 3.0),
                        SmallRun.method("worse", "diloco", 2, 1.0, 10, 4.0, 3.2)))),
                TextTable.Style.UNICODE,
                120);

        assertThat(table)
                .contains("2.1050 ±0.1202 ≈", "3.1000 ±0.1414 ", "lowest val. loss first: ddp ≈ swaps, then worse.")
                .contains("≈: not told apart")
                .doesNotContain("3.1000 ±0.1414 ≈", "One seed");
    }

    @Test
    void showsAVirtualLossBesideTheRealOneOnlyWhereTheyDifferAtTheEnd() {
        MethodRecord method = SmallRun.method("a", "ddp", 1, 1.0, 10, 4.0, 3.0);
        String equal = RunTable.render(Comparison.of(SmallRun.run(List.of(method))), TextTable.Style.ASCII, 120);
        String virtual = RunTable.render(
                Comparison.of(SmallRun.run(List.of(SmallRun.withVirtualLoss(method, 2.9375)))),
                TextTable.Style.ASCII,
                120);

        assertThat(equal).doesNotContain("virtual");
        assertThat(virtual).contains("val. loss  virtual", "   3.0000   2.9375  ", "which nobody holds");
    }

    @Test
    void explainsSeedsThatDoNotReachTheTarget() {
        String table = RunTable.render(
                Comparison.of(SmallRun.run(
                        List.of(
                                SmallRun.method("most", "ddp", 1, 60.0, 10, 4.0, 2.0, 2.0),
                                SmallRun.method("most", "ddp", 2, 60.0, 10, 4.0, 3.5, 2.0),
                                SmallRun.method("most", "ddp", 3, 60.0, 10, 4.0, 3.5, 3.5),
                                SmallRun.method("few", "diloco", 1, 60.0, 10, 4.0, 2.0),
                                SmallRun.method("few", "diloco", 2, 60.0, 10, 4.0, 3.5),
                                SmallRun.method("few", "diloco", 3, 60.0, 10, 4.0, 3.5),
                                SmallRun.method("none", "diloco", 1, 60.0, 10, 4.0, 3.5)),
                        SmallRun.loss(3.0))),
                TextTable.Style.UNICODE,
                120);

        assertThat(table)
                .contains("2.00 min 2/3", "> 60.0 s 1/3", "not met")
                .contains("2/3: met under 2 of 3 seeds; a time beside it is the Kaplan-Meier median");
    }

    @Test
    void cutsLongNamesAndHidesControlCharacters() {
        String name = "a\u001b[31m\u202e" + "very ".repeat(30);
        Comparison comparison =
                Comparison.of(SmallRun.run(List.of(SmallRun.method(name, "ddp", 1, 1.0, 10, 4.0, 3.0))));

        String table = RunTable.render(comparison, TextTable.Style.UNICODE, 100);

        assertThat(table).doesNotContain("\u001b", "\u202e").contains("…");
        assertThat(table.lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void picksTheStyleThatTheCharsetCanShow() {
        assertThat(TextTable.Style.forCharset(StandardCharsets.UTF_8)).isEqualTo(TextTable.Style.UNICODE);
        assertThat(TextTable.Style.forCharset(StandardCharsets.US_ASCII)).isEqualTo(TextTable.Style.ASCII);
    }

    @Test
    void writesTheTableForDocuments() {
        TextTable table = new TextTable(List.of(TextTable.Column.text("a_b"), TextTable.Column.figure("50%")))
                .row(List.of("x|y & z", "±1 ≈"));

        assertThat(table.markdown()).isEqualTo("| a\\_b | 50% |\n| --- | ---: |\n| x\\|y & z | ±1 ≈ |\n");
        assertThat(table.latex())
                .isEqualTo(
                        """
                        \\begin{tabular}{lr}
                        \\toprule
                        a\\_b & 50\\% \\\\
                        \\midrule
                        x\\textbar{}y \\& z & $\\pm$1 $\\approx$ \\\\
                        \\bottomrule
                        \\end{tabular}
                        """);
    }
}
