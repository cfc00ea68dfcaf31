package org.longhaul.analysis.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.Target;
import org.longhaul.analysis.statistics.Comparison;

class RunTableTest {

    @Test
    void showsEveryMethodWithinAHundredColumns() {
        String table = RunTable.render(Comparison.of(DemoRun.create()), TextTable.Style.UNICODE);

        assertThat(table.lines()).allMatch(line -> line.length() <= 100);
        assertThat(table)
                .contains(
                        "DDP",
                        "Local Adam",
                        "DiLoCo",
                        "DES-LOC",
                        "MT-DAO",
                        "170.67x",
                        "±",
                        "target: projected time to loss 1.9");
    }

    @Test
    void rendersTheSmallRunExactly() {
        Comparison comparison = Comparison.of(SmallRun.run(
                List.of(
                        SmallRun.method("DDP", "ddp", 1, 3600.0, 1000, 4.0, 3.0, 2.0),
                        SmallRun.method("DiLoCo", "diloco", 1, 900.0, 10, 4.0, 3.5, 3.1)),
                Target.loss(3.5)));

        assertThat(RunTable.render(comparison, TextTable.Style.ASCII))
                .startsWith(
                        """
                        method  val. loss      time  comp  comm  wait  charged  on links     less    target  sooner
                        ------  ---------  --------  ----  ----  ----  -------  --------  -------  --------  ------
                        DDP        2.0000    2.00 h   50%   25%   25%  2.00 kB   3.00 kB    1.00x  30.0 min   1.00x
                        DiLoCo     3.1000  30.0 min   50%   25%   25%     20 B      30 B  100.00x  15.0 min   2.00x
                        """);
    }

    @Test
    void saysDivergedNotMetAndNothingToCompareWith() {
        Comparison comparison = Comparison.of(SmallRun.run(
                List.of(
                        SmallRun.method("a", "diloco", 1, 1.0, 10, 4.0, Double.NaN),
                        SmallRun.method("empty", "diloco", 1, 1.0, 0)),
                Target.loss(3.5)));

        String table = RunTable.render(comparison, TextTable.Style.ASCII);

        assertThat(table).contains("diverged", "not met", "which this run does not have");
        assertThat(table.chars()).allMatch(character -> character < 128);
    }

    @Test
    void cutsLongNamesAndHidesControlCharacters() {
        String name = "a\u001b[31m" + "very ".repeat(30);
        Comparison comparison =
                Comparison.of(SmallRun.run(List.of(SmallRun.method(name, "ddp", 1, 1.0, 10, 4.0, 3.0))));

        String table = RunTable.render(comparison, TextTable.Style.UNICODE);

        assertThat(table).doesNotContain("\u001b").contains("…");
        assertThat(table.lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void picksTheStyleThatTheCharsetCanShow() {
        assertThat(TextTable.Style.forCharset(StandardCharsets.UTF_8)).isEqualTo(TextTable.Style.UNICODE);
        assertThat(TextTable.Style.forCharset(StandardCharsets.US_ASCII)).isEqualTo(TextTable.Style.ASCII);
    }
}
