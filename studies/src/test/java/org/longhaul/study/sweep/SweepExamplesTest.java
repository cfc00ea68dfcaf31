package org.longhaul.study.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example of a sweep says in its comment what it prints. {@code -Dgolden.update=true} writes it there. */
@NullUnmarked
final class SweepExamplesTest {
    private static final Path EXAMPLES = Path.of("../scenarios/examples/sweeps");
    private static final String INTRODUCTION = "# `longhaul sweep --top 6` prints:\n#\n";

    static List<Path> examples() {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void printsWhatItsCommentSays(Path file, @TempDir Path folder) throws IOException {
        String said = SweepRuns.done("sweep", file.toString(), "--runs", folder.toString(), "--quiet", "--top", "6");
        String printed = said.substring(0, said.indexOf("Table: "))
                .lines()
                .map(line -> ("#   " + line).stripTrailing())
                .collect(Collectors.joining("\n", "", "\n"));
        String text = Files.readString(file);
        int from = text.indexOf(INTRODUCTION) + INTRODUCTION.length();
        int until = text.indexOf("name: ");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, text.substring(0, from) + printed + text.substring(until));
        }
        assertThat(Files.readString(file)).contains(INTRODUCTION + printed + "name: ");
    }
}
