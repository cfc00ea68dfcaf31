package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.text.DisturbanceTable;
import org.longhaul.analysis.text.RunTable;
import org.longhaul.analysis.text.TextTable;

/** Each example says in its comment what it prints. Its replay has its figures. */
@NullUnmarked
final class ExamplesTest {
    private static final Path EXAMPLES = LibraryTest.LIBRARY.resolve("../examples");
    private static final int WIDTH = 100;

    static List<Path> examples() {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void printsWhatItsCommentSays(Path file, @TempDir Path folder) throws IOException {
        RunRecord record = Runs.run(folder.resolve("run"), file);
        Runs.assertReplays(folder.resolve("run"), record);
        Comparison run = Comparison.of(record);

        String table = RunTable.render(run, TextTable.Style.UNICODE, WIDTH);
        String disturbances = DisturbanceTable.render(run, TextTable.Style.UNICODE, WIDTH);
        PrintedComment.assertSays(
                file,
                "# `longhaul run` prints",
                disturbances.isEmpty() ? table : table + "\n" + disturbances,
                PrintedComment.Trained.QUALITY);
    }

    @Test
    void theListNamesEachWithItsQuestion() throws IOException {
        StringBuilder list = new StringBuilder();
        for (Path file : examples()) {
            String question =
                    Files.readString(file).lines().findFirst().orElseThrow().substring(2);
            list.append("| [")
                    .append(file.getFileName())
                    .append("](")
                    .append(file.getFileName())
                    .append(") | ");
            list.append(question).append(" |\n");
        }
        assertThat(Files.readString(EXAMPLES.resolve("README.md"))).contains(list);
    }
}
