package org.longhaul.scenario.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.extension.Registry;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.PrintedComment;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.simulator.request.ServiceModel;

/** Each scenario is sound, and each that takes but seconds says in its comment what it prints. */
@NullUnmarked
final class InferenceExamplesTest {
    private static final Path FOLDER = Path.of("inference");
    private static final String INTRODUCTION = "# `longhaul infer` prints";
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
        record.units().forEach(InferenceExamplesTest::addsUp);

        PrintedComment.assertSays(
                file,
                INTRODUCTION,
                new InferenceTable(record).words(TextTable.Style.UNICODE, WIDTH),
                PrintedComment.Trained.EVERYTHING);
    }

    /** What holds for every service, whatever it does. */
    private static void addsUp(UnitResult unit) {
        long abandoned =
                unit.abandoned().values().stream().mapToLong(Long::longValue).sum();
        assertThat(unit.answered() + abandoned + unit.unanswered()).isEqualTo(unit.requests());
        UnitResult.Way way = unit.way();
        assertThat(way.waiting() + way.computing() + way.sending() + way.pausing())
                .isCloseTo(unit.latency().mean(), within(1e-9 * unit.latency().mean()));
        assertThat(unit.latency().quantiles()).isSorted();
        assertThat(unit.host().utilisation()).isBetween(0.0, 1.0);
    }

    @Test
    void everyServiceHasAScenario() {
        Set<String> used = new TreeSet<>();
        for (Path file : scenarios()) {
            new InferenceReader(Extensions.load())
                    .read(file)
                    .scenario()
                    .services()
                    .forEach(service -> used.add(service.model().id()));
        }
        assertThat(used)
                .containsExactlyElementsOf(Registry.<ServiceModel<?>>load("service", ServiceModel.class)
                        .ids());
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
