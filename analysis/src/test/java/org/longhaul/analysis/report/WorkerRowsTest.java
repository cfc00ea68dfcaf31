package org.longhaul.analysis.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.record.WorkerTime;

@NullUnmarked
class WorkerRowsTest {

    private static WorkerTime worker(int number, String site, long waiting) {
        return new WorkerTime(number, site, 100, 50, waiting, 0, 0);
    }

    @Test
    void equalWorkersOfOneSiteShareARow() {
        List<WorkerTime> workers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            workers.add(worker(i, null, i == 7 || i == 9 ? 3 : 0));
        }
        List<WorkerRows> rows = WorkerRows.of(workers);
        assertThat(rows).extracting(WorkerRows::workers).containsExactly("0–6, 8, 10–99", "7, 9");
        assertThat(rows.get(1).each()).isEqualTo(worker(7, null, 3));
    }

    @Test
    void sitesStayApart() {
        List<WorkerTime> workers = List.of(worker(0, "a", 0), worker(1, "b", 0), worker(2, "b", 0));
        assertThat(WorkerRows.of(workers)).extracting(WorkerRows::workers).containsExactly("0", "1–2");
    }
}
