package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files and commands of the tutorial work as they are printed there. */
final class TutorialTest {
    private static final Path PAGE = Path.of("..", "docs", "tutorial.md");

    @TempDir
    Path folder;

    @BeforeEach
    void writeItsFiles() throws IOException {
        Matcher files = Pattern.compile(
                        "`([a-z-]+\\.yaml)`[^`\n]*(?:`[a-z-]+\\.yaml`[^`\n]*)?:\n\n```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        while (files.find()) {
            Files.writeString(folder.resolve(files.group(1)), files.group(2));
        }
        assertThat(folder.resolve("my-line.yaml")).exists();
        assertThat(folder.resolve("my-question.yaml")).exists();
    }

    /** With a tenth of the bytes, of which every packet is simulated. */
    @Test
    void theLineIsAsItWasMeasured() {
        String line = folder.resolve("my-line.yaml").toString();
        assertThat(Said.done("topology", "stats", line)).contains("4 hosts");
        String there =
                Said.done("network", "explain", line, "--from", "north-0", "--to", "south-0", "--bytes", "500MB");
        assertThat(there).contains("31.2 ms of propagation");
        String many = Said.done(
                "network",
                "explain",
                line,
                "--from",
                "south-0",
                "--to",
                "north-0",
                "--bytes",
                "500MB",
                "--connections",
                "16");
        assertThat(many).contains("16 new ones", "south -> north");
    }

    @Test
    void theQuestionIsSound() {
        String said = Said.done("validate", folder.resolve("my-question.yaml").toString());
        assertThat(said).contains("my-line", "ddp", "diloco", "local-adam");
    }
}
