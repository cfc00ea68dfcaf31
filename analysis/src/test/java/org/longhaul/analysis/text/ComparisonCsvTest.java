package org.longhaul.analysis.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.statistics.Comparison;

class ComparisonCsvTest {

    private static List<String> rows() {
        return ComparisonCsv.of(Comparison.of(SmallRun.runAgainst(
                        "ddp, \"all\"",
                        List.of(
                                SmallRun.method("ddp, \"all\"", "ddp", 1, 1e-4, 1000, 4.0, 3.0, 2.0),
                                SmallRun.method("ddp, \"all\"", "ddp", 2, 1e-4, 1000, 4.0, 3.0, 2.5),
                                SmallRun.ending(
                                        SmallRun.method("local", "local-sgd", 1, 1, 10, 4.0, 3.0),
                                        Outcome.diverged("the loss is not a number"))),
                        SmallRun.loss(2.0))))
                .lines()
                .toList();
    }

    @Test
    void writesPlainNumbersInTheUnitsOfTheHeader() {
        assertThat(rows().get(0)).startsWith("method,outcome,seeds,val_loss_nats,val_loss_deviation,");
        // A duration of 0.0002 s, without an exponent; one of two seeds met the target at the end: the median is later.
        assertThat(rows().get(1))
                .startsWith("\"ddp, \"\"all\"\"\",finished,2,2.25,0.35355339059327")
                .contains(",0.0002,loss 2,1,,,0.0002,,,");
    }

    @Test
    void aMethodThatDidNotFinishHasNoFigureOfItsBudget() {
        assertThat(rows().get(2))
                .startsWith("local,diverged,1,,,,,,loss 2,0,,,")
                .endsWith(",,,,,,,,,");
    }

    @Test
    void everyRowHasTheFieldsOfTheHeader() {
        long commas = rows().get(0).chars().filter(c -> c == ',').count();

        assertThat(rows().get(1).replace("ddp, ", "ddp ").chars().filter(c -> c == ','))
                .hasSize((int) commas);
        assertThat(rows().get(2).chars().filter(c -> c == ',')).hasSize((int) commas);
    }
}
