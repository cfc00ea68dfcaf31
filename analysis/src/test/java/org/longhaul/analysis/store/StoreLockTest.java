package org.longhaul.analysis.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.DemoRun;

/** Two processes and one store; the second process is this test's {@link #main}. */
class StoreLockTest {

    /** Opens the store, stores a run, starts storing it again in an open transaction, says so, and waits to be killed. */
    public static void main(String[] arguments) throws InterruptedException {
        RunStore store = RunStore.open(Path.of(arguments[0]), StoreSettings.defaults());
        store.ingest(DemoRun.create());
        store.query("SELECT 1");
        System.out.println("ready");
        Thread.sleep(TimeUnit.MINUTES.toMillis(1));
    }

    @Test
    void saysThatAnotherProcessHasItAndSurvivesThatProcessBeingKilled(@TempDir Path directory)
            throws IOException, InterruptedException {
        Path file = directory.resolve("runs.duckdb");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreLockTest.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("ready");

            assertThatThrownBy(() -> RunStore.open(file, new StoreSettings(1, 64, false, Duration.ofMillis(200))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by another process");
        } finally {
            other.destroyForcibly().waitFor();
        }
        try (RunStore store = RunStore.open(file, StoreSettings.defaults())) {
            assertThat(store.runs()).hasSize(1);
        }
    }
}
