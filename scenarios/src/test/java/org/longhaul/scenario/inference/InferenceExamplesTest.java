package org.longhaul.scenario.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.engine.simulation.RunControl;

/**
 * Each scenario is sound, and each that takes but seconds says in its comment what it prints. {@code -Dgolden.update=true} writes
 * it there.
 */
@NullUnmarked
final class InferenceExamplesTest {
    private static final Path FOLDER = Path.of("inference");
    private static final String INTRODUCTION = "# `longhaul infer` prints:\n#\n";
    private static final int WIDTH = 120;

    static List<Path> scenarios() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void printsWhatItsCommentSays(Path file) throws IOException {
        String text = Files.readString(file);
        InferenceReader.Source source = new InferenceReader(Extensions.load()).read(file);
        InferencePlan plan = InferencePlanner.plan(source, null);
        assertThat(plan.warnings()).isEmpty();
        assertThat(file.getFileName()).hasToString(source.scenario().name() + ".yaml");
        if (!text.contains(INTRODUCTION)) {
            // One that takes minutes has its figures from who wrote it.
            assertThat(text).contains("# `longhaul infer scenarios/inference/" + file.getFileName());
            return;
        }
        InferenceRecord record = new InferenceEngine(plan, text, new RunControl(), InferenceProgress.NONE).run();
        assertThat(record.allSettled()).isTrue();

        String printed = new InferenceTable(record)
                .words(TextTable.Style.UNICODE, WIDTH)
                .lines()
                .map(line -> ("#   " + line).stripTrailing())
                .collect(Collectors.joining("\n", "", "\n"));
        int from = text.indexOf(INTRODUCTION) + INTRODUCTION.length();
        int until = text.indexOf("\nname: ") + 1;
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, text.substring(0, from) + printed + text.substring(until));
        }
        assertThat(Files.readString(file)).contains(INTRODUCTION + printed + "name: ");
    }

    @Test
    void theListNamesEachWithItsQuestion() throws IOException {
        StringBuilder list = new StringBuilder();
        for (Path file : scenarios()) {
            String question =
                    Files.readString(file).lines().findFirst().orElseThrow().substring(2);
            list.append("| [")
                    .append(file.getFileName())
                    .append("](")
                    .append(file.getFileName())
                    .append(") | ");
            list.append(question).append(" |\n");
        }
        assertThat(Files.readString(FOLDER.resolve("README.md"))).contains(list);
    }
}
