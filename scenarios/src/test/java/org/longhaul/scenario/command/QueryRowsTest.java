package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.store.RunStore;
import org.longhaul.analysis.store.StoreSettings;
import org.longhaul.scenario.command.run.RunsFolder;
import org.longhaul.scenario.command.shared.ExitCode;

/** Rows of a query as JSON, however many. */
class QueryRowsTest {
    private static final int ROWS = 60_000;

    @TempDir
    Path runs;

    @BeforeEach
    void makeStore() {
        RunStore.open(RunsFolder.store(runs), StoreSettings.defaults()).close();
    }

    /** Counts what is printed, keeps none of it, and looks at the memory in use meanwhile. */
    private static final class Counting extends Writer {
        private long characters;
        private long lines;
        private long first;
        private long most;

        @Override
        public void write(char[] text, int from, int count) {
            characters += count;
            for (int i = from; i < from + count; i++) {
                if (text[i] == '\n' && lines++ % (ROWS / 4) == 0) {
                    System.gc();
                    long used = Runtime.getRuntime().totalMemory()
                            - Runtime.getRuntime().freeMemory();
                    first = first == 0 ? used : first;
                    most = Math.max(most, used);
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void rowsArePrintedAsTheyCome() {
        Counting printed = new Counting();
        int code = Longhaul.create()
                .setOut(new PrintWriter(printed))
                .execute(
                        "runs",
                        "sql",
                        "SELECT i, repeat('x', 1000) AS text FROM range(" + ROWS + ") t(i)",
                        "--json",
                        "--runs",
                        runs.toString());
        assertThat(code).isEqualTo(ExitCode.DONE);
        assertThat(printed.lines).isEqualTo(ROWS);
        assertThat(printed.characters).isGreaterThan(ROWS * 1000L);
        // All rows together would take more than 60 MB.
        assertThat(printed.most - printed.first).isLessThan(40_000_000);
    }

    @Test
    void theyAreOneObject() {
        assertThat(Said.done("runs", "sql", "SELECT i FROM range(3) t(i)", "--json", "--runs", runs.toString())
                        .lines()
                        .toList())
                .containsExactly("{\"columns\":[\"i\"],\"rows\":[[0],", "[1],", "[2]]}");
    }
}
