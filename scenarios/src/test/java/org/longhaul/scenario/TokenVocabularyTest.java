package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.scenario.file.InvalidFileException;

/** The vocabulary of the data sizes the model, and with it every projected part. */
final class TokenVocabularyTest {
    private static final String TOKENS =
            """
            name: tokens
            topology: {builder: star, hosts: 2, bandwidth: 10 Gbit/s, latency: 1 ms}
            compute: {stepTime: 1 s}
            model: {kind: transformer, layers: %d, width: 8, heads: 2}
            projectAs: {architecture: mpt-125m, parameters: 125000000, wireFormat: bf16}
            data:
              corpus: {kind: tokens, path: "%s", vocabulary: 50257}
              validationSequences: 4
            training: {steps: 2, batch: 1, context: 8, optimizer: {kind: adamw, learningRate: 0.001}}
            methods: [{id: ddp}]
            network: {fidelity: analytic, overlap: none, collective: ring}
            """;

    @TempDir
    Path folder;

    private Path shard() throws IOException {
        byte[] ids = new byte[2 * 4096 * 200];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (byte) (i % 2 == 0 ? i * 7 : i % 100);
        }
        return Files.write(folder.resolve("shard.bin"), ids);
    }

    @Test
    void aCorpusOfTokenIdsSizesModelAndProjection() throws IOException {
        MethodRecord ddp = Runs.run(folder.resolve("run"), TOKENS.formatted(1, shard()))
                .methods()
                .get(0);

        assertThat(ddp.totals().volume().chargedBytes()).isEqualTo(2 * 250_000_000L);
        // The tied embedding alone has 50,257 rows of 8.
        assertThat(ddp.totals().volume().vectorBytes()).isGreaterThan(2 * 2 * 50_257L * 8);
    }

    @Test
    void moreTrainedLayersThanChargedOnesAreRefusedBeforeAnythingRuns() throws IOException {
        String yaml = TOKENS.formatted(13, shard());
        assertThatThrownBy(() -> Runs.plan(yaml))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("test.yaml:5:")
                .hasMessageContaining("stand for nothing in 'mpt-125m': block.0");
    }
}
