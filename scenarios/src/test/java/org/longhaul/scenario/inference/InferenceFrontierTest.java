package org.longhaul.scenario.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceFrontierTest {
    private static UnitResult unit(String in, String service, long seed, double seconds, double accuracy) {
        return new UnitResult(
                in,
                service,
                "agents",
                seed,
                null,
                null,
                1,
                1,
                Map.of(),
                0,
                new UnitResult.Latencies(seconds, seconds, seconds, seconds, seconds, List.of()),
                null,
                Map.of(),
                null,
                null,
                !service.equals("stuck"),
                "all over",
                0,
                Map.of("accuracy", accuracy));
    }

    private static final InferenceRecord RECORD = new InferenceRecord(
            InferenceRecord.FORMAT,
            "talk",
            null,
            null,
            "",
            "",
            "analytic",
            0,
            false,
            List.of(1L, 2L),
            List.of(),
            List.of(
                    unit("near", "quick", 1, 0.5, 0.6),
                    unit("near", "quick", 2, 0.5, 0.7),
                    unit("near", "thorough", 1, 4, 0.8),
                    unit("near", "thorough", 2, 4, 0.9),
                    unit("far", "quick", 1, 1, 0.6),
                    unit("far", "stuck", 1, 9, 0.95)));

    @Test
    void aPointForEachServiceAndCase(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("all.svg");
        InferenceFrontier.write(RECORD, "accuracy", null, file);
        assertThat(Files.readString(file)).contains("quick", "thorough", "near", "mean time from arrival");
        Path one = folder.resolve("one.svg");
        InferenceFrontier.write(RECORD, "accuracy", "far", one);
        assertThat(Files.readString(one)).contains("talk: far", "quick").doesNotContain("thorough");
    }

    @Test
    void whatCannotKeepUpHasNoTimeAndNoPoint(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("all.svg");
        InferenceFrontier.write(RECORD, "accuracy", null, file);
        assertThat(Files.readString(file)).contains("quick").doesNotContain("stuck");
    }

    @Test
    void whatIsNotThereIsSaidWithWhatIs(@TempDir Path folder) {
        Path file = folder.resolve("none.svg");
        assertThatThrownBy(() -> InferenceFrontier.write(RECORD, "acuracy", null, file))
                .hasMessageContaining("'acuracy'")
                .hasMessageContaining("Maybe \"accuracy\"");
        assertThatThrownBy(() -> InferenceFrontier.write(RECORD, "accuracy", "fat", file))
                .hasMessageContaining("no case 'fat'")
                .hasMessageContaining("near, far");
        assertThat(file).doesNotExist();
    }
}
