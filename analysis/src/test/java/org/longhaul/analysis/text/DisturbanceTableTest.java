package org.longhaul.analysis.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.DisturbedRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.FaultCost;
import org.longhaul.analysis.record.disturbance.JobRecord;
import org.longhaul.analysis.statistics.Comparison;

class DisturbanceTableTest {

    private static final long SECOND = 1_000_000_000L;

    private static MethodRecord seed(long seed, Disturbances disturbances) {
        return DisturbedRun.with(SmallRun.method("DDP", "ddp", seed, 50, 10, 3.0, 2.0, 1.0), disturbances);
    }

    private static Disturbances disturbances(
            @Nullable Long calm, @Nullable Long contention, @Nullable Long first, @Nullable Long second) {
        return new Disturbances(
                List.of(),
                List.of(),
                0,
                List.of(
                        new FaultCost("outages", "m", 3, 0, first, 0, null),
                        new FaultCost("slow", "m", 1, 0, second, 0, null)),
                List.of(new JobRecord("neighbour", "", List.of("a"), 40, 3e9, 2e9, null)),
                List.of(),
                calm,
                contention,
                List.of());
    }

    @Test
    void rendersMeansOverSeedsExactly() {
        Comparison comparison = Comparison.of(SmallRun.run(List.of(
                seed(1, disturbances(40 * SECOND, 10 * SECOND, 30 * SECOND, 20 * SECOND)),
                seed(2, disturbances(60 * SECOND, 10 * SECOND, 10 * SECOND, 20 * SECOND)))));

        assertThat(DisturbanceTable.render(comparison, TextTable.Style.ASCII, 100))
                .isEqualTo(
                        """
                        method  undisturbed   others   faults  incidents   time  later  costliest fault
                        ------  -----------  -------  -------  ---------  -----  -----  ---------------
                        DDP          50.0 s  +10.0 s  +40.0 s          4  100 s  2.00x  outages +20.0 s
                        undisturbed: the same steps alone and without faults; others: what other jobs and traffic add;
                        faults: what they add; costliest: the one that adds most.

                        other job  beside  steps  time of a step   alone  slower
                        ---------  ------  -----  --------------  ------  ------
                        neighbour  DDP        40          3.00 s  2.00 s   1.50x
                        """);
    }

    @Test
    void leavesCostsOfARunThatDidNotFinishOpen() {
        Comparison comparison = Comparison.of(SmallRun.run(List.of(seed(1, disturbances(null, null, null, null)))));

        assertThat(DisturbanceTable.render(comparison, TextTable.Style.ASCII, 100)
                        .lines()
                        .skip(2)
                        .findFirst()
                        .orElse(""))
                .isEqualTo("DDP               -       -       -          4  100 s      -  -");
    }

    @Test
    void saysNothingOfARunThatNothingDisturbed() {
        assertThat(DisturbanceTable.render(Comparison.of(DemoRun.create()), TextTable.Style.ASCII, 100))
                .isEmpty();
        assertThat(DisturbanceTable.render(Comparison.of(DisturbedRun.create()), TextTable.Style.UNICODE, 100)
                        .lines())
                .hasSizeGreaterThan(8)
                .allMatch(line -> line.length() <= 100);
    }
}
