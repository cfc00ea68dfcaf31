package org.longhaul.scenario.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.file.Setting;

/** The schema and the reference page of scenarios of inference are those that the records give. */
final class InferenceKeysTest {
    private static final Path PAGE = Path.of("..", "docs", "inference-keys.md");
    private static final Path SCHEMA = Path.of("inference", "inference.schema.json");
    private static final String BEGIN = "<!-- generated: every key -->\n";

    private final InferenceReader reader = new InferenceReader(Extensions.load());

    @Test
    void pageIsCurrent() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        assertThat(begin).isPositive();
        String wanted = page.substring(0, begin) + BEGIN + "\n" + reader.reference();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.readString(PAGE))
                .as("append what 'longhaul schema --inference --markdown' prints after a change of settings")
                .isEqualTo(wanted);
    }

    @Test
    void schemaIsCurrent() throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(SCHEMA, reader.schema());
        }
        assertThat(Files.readString(SCHEMA))
                .as("-Dgolden.update=true writes it after a change of settings (CONTRIBUTING.md)")
                .isEqualTo(reader.schema());
    }

    @Test
    void everyKeyAndEveryServiceStandsInIt() {
        for (Setting setting : Setting.of(InferenceScenario.class)) {
            assertThat(reader.reference()).contains("| `" + setting.name() + "` | ");
        }
        Extensions.load().vocabularyOfInference().points().forEach(point -> point.ids()
                .forEach(id -> assertThat(reader.reference()).contains("### `" + id + "`")));
    }
}
