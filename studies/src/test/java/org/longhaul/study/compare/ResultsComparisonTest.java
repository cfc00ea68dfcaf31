package org.longhaul.study.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.text.TextTable;

@NullUnmarked
final class ResultsComparisonTest {
    private static final String HEAD =
            "point,topology.wide,method,seed,outcome,seconds,seconds-to-target,loss,compute-share,cause\n";

    @TempDir
    Path folder;

    private int files;

    private Path table(String rows) throws Exception {
        return Files.writeString(folder.resolve("t" + files++ + ".csv"), HEAD + rows);
    }

    private ResultsComparison compared(String before, String after, String... tolerances) throws Exception {
        return ResultsComparison.of(table(before), table(after), choice(tolerances));
    }

    private static ResultsComparison.Choice choice(String... tolerances) {
        return new ResultsComparison.Choice(Tolerances.of(List.of(tolerances)), List.of(), List.of(), List.of(), null);
    }

    private static FigureChange change(ResultsComparison comparison, String figure) {
        return comparison.changes().stream()
                .filter(change -> change.figure().name().equals(figure))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsEqualIsNoRegressionAndWhatIsSlowerIsOne() throws Exception {
        String before = "1,1 Gbit/s,ddp,1,completed,100,50,2.5,0.9,\n1,1 Gbit/s,ddp,2,completed,110,50,2.5,0.9,\n";
        String after = before.replace(",100,", ",103,");

        assertThat(compared(before, before).hasRegression()).isFalse();
        ResultsComparison slower = compared(before, after);
        assertThat(slower.hasRegression()).isTrue();
        assertThat(change(slower, "seconds").verdict()).isEqualTo(FigureChange.Verdict.REGRESSION);
        assertThat(change(slower, "seconds").difference().bySeed()).containsExactly(3.0, 0.0);
        assertThat(change(slower, "loss").verdict()).isEqualTo(FigureChange.Verdict.EQUAL);
        // The mean rose by 1.5 of 105: within 2 %, and beyond 1 %.
        assertThat(compared(before, after, "time=2%").hasRegression()).isFalse();
        assertThat(compared(before, after, "time=1%").hasRegression()).isTrue();
        assertThat(compared(before, after, "time=1.5").hasRegression()).isFalse();
        assertThat(compared(before, after, "all=2%").hasRegression()).isFalse();
        assertThat(compared(before, after, "time=any").hasRegression()).isFalse();
        assertThat(change(compared(after, before), "seconds").verdict()).isEqualTo(FigureChange.Verdict.BETTER);
    }

    @Test
    void aSeedThatLostItsTargetIsNotMadeUpForByAnother() throws Exception {
        String before = "1,1 Gbit/s,ddp,1,completed,100,50,2.5,0.9,\n1,1 Gbit/s,ddp,2,completed,100,,2.5,0.9,\n"
                + "1,1 Gbit/s,ddp,3,completed,100,50,2.5,0.9,\n";
        String after = "1,1 Gbit/s,ddp,1,completed,100,,2.5,0.9,\n1,1 Gbit/s,ddp,2,completed,100,50,2.5,0.9,\n"
                + "1,1 Gbit/s,ddp,3,completed,100,49,2.5,0.9,\n";

        assertThat(change(compared(before, after), "seconds-to-target").verdict())
                .isEqualTo(FigureChange.Verdict.REGRESSION);
    }

    @Test
    void whatIsTheSameOnAverageIsNotBetter() throws Exception {
        String before = "1,1 Gbit/s,ddp,1,completed,100,50,2.5,0.9,\n1,1 Gbit/s,ddp,2,completed,102,50,2.5,0.9,\n";
        String after = "1,1 Gbit/s,ddp,1,completed,102,50,2.5,0.9,\n1,1 Gbit/s,ddp,2,completed,100,50,2.5,0.9,\n";

        assertThat(change(compared(before, after), "seconds").verdict()).isEqualTo(FigureChange.Verdict.TOLERATED);
    }

    @Test
    void utilisationIsJudgedOnlyWithAToleranceOfItsOwn() throws Exception {
        String before = "1,1 Gbit/s,ddp,1,completed,100,50,2.5,0.9,\n";
        String after = before.replace("0.9", "0.8");

        assertThat(compared(before, after).hasRegression()).isFalse();
        assertThat(compared(before, after, "utilisation=0.05").hasRegression()).isTrue();
    }

    @Test
    void aTargetThatIsNoLongerReachedIsARegressionWhateverTheTolerance() throws Exception {
        String before = "1,1 Gbit/s,ddp,1,completed,100,50,2.5,0.9,\n1,1 Gbit/s,ddp,2,completed,100,,2.5,0.9,\n";
        String after = before.replace(",100,50,", ",100,,");
        ResultsComparison lost = compared(before, after, "all=1000%");

        assertThat(lost.hasRegression()).isTrue();
        FigureChange target = change(lost, "seconds-to-target");
        assertThat(target.words(target.before())).isEqualTo("1/2 reached");
        assertThat(target.words(target.after())).isEqualTo("not reached");
        assertThat(change(compared(after, before), "seconds-to-target").verdict())
                .isEqualTo(FigureChange.Verdict.BETTER);
    }

    @Test
    void whatIsMissingOrBrokenIsARegression() throws Exception {
        String both = "1,1 Gbit/s,ddp,1,completed,100,50,2.5,0.9,\n1,1 Gbit/s,diloco,1,completed,10,5,2.6,0.9,\n";
        String one = "1,1 Gbit/s,ddp,1,completed,100,50,2.5,0.9,\n";
        String diverged = both.replace("diloco,1,completed,10,5,2.6,0.9,", "diloco,1,diverged,,,,,not a number");

        assertThat(compared(both, one).first().name()).startsWith(folder.toString());
        assertThat(compared(both, one).missing()).containsExactly("topology.wide 1 Gbit/s: diloco");
        assertThat(compared(both, one).hasRegression()).isTrue();
        assertThat(compared(one, both).hasRegression()).isFalse();
        assertThat(compared(one, both).added()).containsExactly("topology.wide 1 Gbit/s: diloco");
        ResultsComparison broken = compared(both, diverged, "all=any");
        assertThat(broken.hasRegression()).isTrue();
        assertThat(broken.broken())
                .containsExactly("topology.wide 1 Gbit/s: diloco, seed 1: completed before, diverged now");
    }

    @Test
    void whatHasNothingInCommonIsRefusedWithTheReason() throws Exception {
        String ddp = "1,1 Gbit/s,ddp,1,completed,100,50,2.5,0.9,\n";

        assertThatThrownBy(() -> compared(ddp, ddp.replace("ddp,1", "ddp,2")))
                .isInstanceOf(NotComparableException.class)
                .hasMessageContaining("no method with a seed in common");
        assertThatThrownBy(() -> compared(ddp, ddp, "tme=2%"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("no figure 'tme'", "allowed: all, seconds", "time", "Maybe \"time\"");
        assertThatThrownBy(() -> ResultsComparison.of(folder.resolve("none"), table(ddp), choice()))
                .isInstanceOf(NotComparableException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void aBaselineAddsSpeedUps() throws Exception {
        String before = "1,1 Gbit/s,ddp,1,completed,100,50,2.5,0.9,\n1,1 Gbit/s,diloco,1,completed,10,5,2.6,0.9,\n";
        ResultsComparison comparison = ResultsComparison.of(
                table(before),
                table(before.replace(",10,5,", ",10,10,")),
                new ResultsComparison.Choice(
                        Tolerances.of(List.of("speed-up=1")),
                        List.of("speed-up"),
                        List.of("diloco"),
                        List.of(),
                        "ddp"));

        FigureChange change = change(comparison, "speed-up");
        assertThat(change.before()).containsExactly(10.0);
        assertThat(change.after()).containsExactly(5.0);
        assertThat(change.verdict()).isEqualTo(FigureChange.Verdict.REGRESSION);
    }

    @Test
    void theDocumentBeginsWithTheVerdictAndSaysWhatFewSeedsCannot() throws Exception {
        String before = "1,1 Gbit/s,ddp,1,completed,100,50,2.5,0.9,\n1,1 Gbit/s,ddp,2,completed,110,50,2.5,0.9,\n";
        String markdown = compared(before, before.replace(",100,", ",103,").replace(",110,", ",111,"))
                .in(TextTable.Form.MARKDOWN, true);

        assertThat(markdown)
                .startsWith("**One regression (4 figures: 3 equal,")
                .contains("| topology.wide 1 Gbit/s | ddp | seconds | mean |", "REGRESSION", "| 2/2 |")
                .contains("2 seeds cannot give a p below 0.500")
                .contains("a p below 0.05 takes 6 seeds");
    }

    @Test
    void tolerancesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> Tolerances.of(List.of("2%"))).hasMessageContaining("FIGURE=AMOUNT");
        assertThatThrownBy(() -> Tolerances.of(List.of("time=-2%"))).hasMessageContaining("not negative");
        assertThatThrownBy(() -> Tolerances.of(List.of("time=2%", "seconds=3%")))
                .hasMessageContaining("two tolerances");
    }

    private static Results run(String data) {
        return new Results(
                "runs/" + data,
                false,
                List.of(FigureInfo.named("seconds", false), FigureInfo.of(LOSS)),
                List.of(new Results.Entry("", "ddp", 1, "completed", Map.of("loss", 2.0))),
                Map.of("", Map.of("data.corpus", data)));
    }

    private static final MeasureInfo LOSS =
            new MeasureInfo("loss", "loss", "nats per token", false, "mean cross-entropy", null, null, false);

    @Test
    void lossesOnOtherDataAreRefusedAndTheRestIsOffered() {
        assertThatThrownBy(() -> ResultsComparison.of(run("books"), run("news"), choice()))
                .isInstanceOf(NotComparableException.class)
                .hasMessageContaining("measured on other data (data.corpus)")
                .hasMessageContaining("--figures seconds");
        assertThat(ResultsComparison.of(run("books"), run("books"), choice()).hasRegression())
                .isFalse();
    }

    @Test
    void oneSeedOfManyPointsHasItsOwnBaseline() throws Exception {
        StringBuilder rows = new StringBuilder();
        for (int point = 1; point <= 20_000; point++) {
            rows.append(point).append(',').append(point).append(" Mbit/s,ddp,1,completed,100,,2.5,0.9,\n");
            rows.append(point).append(',').append(point).append(" Mbit/s,diloco,1,completed,50,,2.5,0.9,\n");
        }
        Results results =
                SpeedUps.against("ddp", PointTable.read(table(rows.toString())).results(List.of()));

        assertThat(results.entries()).hasSize(40_000);
        assertThat(results.entries().get(39_999).value("speed-up")).isNaN();
        Results whole = SpeedUps.against(
                "ddp",
                PointTable.read(table(
                                rows.toString().replace(",100,,", ",100,60,").replace(",50,,", ",50,20,")))
                        .results(List.of()));
        assertThat(whole.entries().get(39_999).value("speed-up")).isEqualTo(3);
    }
}
