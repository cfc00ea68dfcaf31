package org.longhaul.analysis.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.WorkerAbsence;
import org.longhaul.analysis.statistics.Comparison;

class AbsenceWordsTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void saysHowOftenAndWhatThePartsAre() {
        WorkerAbsence crash = new WorkerAbsence(
                1, WorkerAbsence.Cause.CRASH, SECOND, 2 * SECOND, 5 * SECOND, 60 * SECOND, SECOND, 10, 80, true);
        WorkerAbsence late =
                new WorkerAbsence(2, WorkerAbsence.Cause.LATE, SECOND, 3 * SECOND, 0, 0, SECOND, 10, 80, true);
        var method = SmallRun.absent(SmallRun.method("m", "ddp", 1, 1.0, 1, 4.0, 3.0), List.of(crash, late));
        assertThat(crash.totalNanos()).isEqualTo(68 * SECOND);
        assertThat(AbsenceWords.line(method, false))
                .isEqualTo("away from m: 2 times (1 crash, 1 late), 20 local steps for nothing; 72.0 s in all:"
                        + " 5.00 s lost work, 5.00 s detection, 60.0 s replacement, 2.00 s state transfer.");
        assertThat(AbsenceWords.line(method, true)).startsWith("away from m, seed 1: ");
        assertThat(RunTable.render(Comparison.of(SmallRun.run(List.of(method))), TextTable.Style.UNICODE, 200))
                .contains("away from m: 2 times");
    }
}
