package org.longhaul.scenario.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** The file of a training, as its page shows it. */
@NullUnmarked
final class RunTraceFileTest {
    private static final Path FILE = Path.of("trace.jsonl");

    /** The example of the page. */
    private static String example() throws IOException {
        String page = Files.readString(Path.of("../docs/trace-format.md"));
        int from = page.indexOf("```\n{\"format\"") + 4;
        return page.substring(from, page.indexOf("```", from));
    }

    private static UnitProgress parse(String text) throws IOException {
        return RunTraceFile.parse(FILE, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theExampleOfThePageIsWhatIsWritten() throws IOException {
        UnitProgress read = parse(example());
        assertThat(read.trace().steps()).isEqualTo(2);
        assertThat(read.header().groups().get(0).elements()).isEqualTo(8);
        assertThat(RunTraceFile.text(read)).isEqualTo(example());
    }

    @Test
    void whatIsNotWholeOrOfAnotherVersionIsRefused() throws IOException {
        String whole = example();
        refused(whole.substring(0, whole.lastIndexOf("{\"end\"")), "its end is missing");
        refused("", "its head is missing");
        refused(whole.replace("\"version\":1", "\"version\":2"), "line 1: it is no longhaul-trace of version 1");
        refused(whole.replace("{\"step\":0,\"ev", "{\"step\":1,\"ev"), "line 2: step 1 comes where 0 belongs");
        refused(whole.replace("\"play\":0", "\"play\":3"), "run of step 3 must refer to one of the 1 steps");
        refused(whole.replace("\"times\":2", "\"times\":[]"), "line 3: it is not as this program writes it");
        refused(whole.replace("{\"play\":0", "{{\"play\":0"), "line 3: it is not as this program writes it");
        refused(whole + "{\"play\":0,\"times\":2}\n", "line 7: nothing follows the end");
        refused(whole.replace("\"times\":2", "\"times\":9"), "the trace has 9 steps, training 2");
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining(message);
    }
}
