package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.file.JsonSchema;
import org.longhaul.scenario.run.Json;

/** The scenarios that ship. */
final class LibraryTest {
    static final Path LIBRARY = Path.of("library");

    static Stream<Path> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(LIBRARY)) {
            List<Path> found =
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
            assertThat(found).hasSizeGreaterThanOrEqualTo(5);
            return found.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void isSound(Path file) {
        ScenarioReader.Source source = Runs.READER.read(file);
        RunPlan plan = Planner.plan(source.scenario(), source.document(), null);
        assertThat(file.getFileName().toString()).isEqualTo(source.scenario().name() + ".yaml");
        assertThat(plan.summary())
                .anySatisfy(line -> assertThat(line).startsWith("method: ").contains("ddp"));
        assertThat(source.document().text()).startsWith("#");
    }

    @Test
    void schemaIsCurrent() throws IOException {
        String schema =
                Json.indented(JsonSchema.of(Extensions.load().vocabulary(), Scenario.class, "Longhaul scenario"));
        Path file = LIBRARY.resolve("scenario.schema.json");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, schema);
        }
        assertThat(Files.readString(file))
                .as("-Dgolden.update=true writes it after a change of settings (CONTRIBUTING.md)")
                .isEqualTo(schema);
    }
}
