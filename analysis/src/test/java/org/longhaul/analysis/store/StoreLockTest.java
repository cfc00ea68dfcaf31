package org.longhaul.analysis.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.DemoRun;

/** Two processes and one store; the second process is this test's {@link #main}. */
class StoreLockTest {

    /** Stores a run, starts to store another one, says so before the transaction ends, and waits to be killed. */
    public static void main(String[] arguments) throws InterruptedException, SQLException {
        Path file = Path.of(arguments[0]);
        RunStore store = RunStore.open(file, StoreSettings.defaults());
        store.ingest(DemoRun.create());
        store.begin();
        store.replace(DemoRun.run("unfinished", "unfinished", List.of(DemoRun.ddp()), List.of()));
        System.out.println("ready");
        Thread.sleep(TimeUnit.MINUTES.toMillis(1));
    }

    @Test
    void saysThatAnotherProcessHasItAndSurvivesThatProcessBeingKilled(@TempDir Path directory)
            throws IOException, InterruptedException {
        Path file = directory.resolve("runs.duckdb");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreLockTest.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("ready");

            assertThatThrownBy(
                            () -> RunStore.open(file, new StoreSettings(1, 64, false, false, Duration.ofMillis(200))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by another process");
        } finally {
            other.destroyForcibly().waitFor();
        }
        try (RunStore store = RunStore.open(file, StoreSettings.defaults())) {
            assertThat(store.runs())
                    .extracting(StoredRun::runId)
                    .containsExactly(DemoRun.create().runId());
            assertThat(store.query("SELECT count(*) FROM points WHERE run_id = 'unfinished'")
                            .rows())
                    .isEqualTo(List.of(List.of(0L)));
        }
    }
}
