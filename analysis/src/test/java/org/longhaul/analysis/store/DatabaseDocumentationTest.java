package org.longhaul.analysis.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.ClassifierRun;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.DisturbedRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.Hearing;
import org.longhaul.analysis.record.MethodRecord;

/** The page on the database and the database say the same. */
class DatabaseDocumentationTest {

    private static final Path PAGE = Path.of("..", "docs", "runs-database.md");

    @Test
    void everyQueryOfThePageAnswersAndEveryTableIsOnIt(@TempDir Path directory) throws IOException {
        String page = Files.readString(PAGE);
        Path file = directory.resolve("runs.duckdb");
        try (SweepStore sweeps = SweepStore.open(file, StoreSettings.defaults())) {
            sweeps.add(
                    new SweepStore.StoredSweep(
                            "which-link", "which-link", "", "2026-01-01", "", List.of("topology.wide"), List.of(), 1),
                    List.of(new SweepStore.StoredPoint(
                            1,
                            Map.of("topology.wide", "1 Gbit/s"),
                            "ddp",
                            1L,
                            "COMPLETED",
                            null,
                            Map.of("seconds", 2.0))),
                    0,
                    1);
        }
        try (RunStore store = RunStore.open(file, StoreSettings.defaults())) {
            store.ingest(DemoRun.create());
            store.ingest(ClassifierRun.create());
            store.ingest(DisturbedRun.create());
            MethodRecord heard = SmallRun.heard(DemoRun.ddp(), List.of(new Hearing(0, 5, 2L, 0, 0)));
            store.ingest(DemoRun.run("heard", "heard", List.of(heard), List.of()));
            Matcher queries =
                    Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(page);
            int count = 0;
            while (queries.find()) {
                count++;
                assertThat(store.query(queries.group(1)).rows())
                        .as(queries.group(1))
                        .isNotEmpty();
            }
            assertThat(count).isEqualTo(11);
            QueryResult names =
                    store.query("SELECT table_name FROM information_schema.tables WHERE table_name <> 'store_version'");
            assertThat(names.rows()).hasSize(28).allSatisfy(row -> assertThat(page)
                    .contains("| `" + row.get(0) + "` |"));
        }
    }
}
