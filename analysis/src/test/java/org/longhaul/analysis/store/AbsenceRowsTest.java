package org.longhaul.analysis.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.WorkerAbsence;

class AbsenceRowsTest {
    @TempDir
    private Path directory;

    @Test
    void keepsWhenWorkersWereAway() {
        WorkerAbsence absence = new WorkerAbsence(3, WorkerAbsence.Cause.CUT_OFF, 1, 2, 3, 4, 5, 6, 7, true);
        try (RunStore store = RunStore.open(directory.resolve("runs.duckdb"), StoreSettings.defaults())) {
            store.ingest(
                    DemoRun.run("away", "away", List.of(SmallRun.absent(DemoRun.ddp(), List.of(absence))), List.of()));

            assertThat(store.query("SELECT ordinal, worker, cause, began_nanos, lost_work_nanos, detection_nanos,"
                                    + " replacement_nanos, state_transfer_nanos, lost_steps, lost_items, is_over"
                                    + " FROM absences")
                            .rows())
                    .containsExactly(List.of(0, 3, "CUT_OFF", 1L, 2L, 3L, 4L, 5L, 6L, 7L, true));
        }
    }
}
