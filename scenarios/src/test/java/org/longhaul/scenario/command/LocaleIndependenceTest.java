package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.scenario.command.run.RunOutputs;
import org.longhaul.scenario.command.shared.ExitCode;

class LocaleIndependenceTest {
    private static final String SCENARIO =
            """
            name: cut
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 150 ms}
            model: {kind: quadratic, layers: 1, elements: 4}
            training: {steps: 4, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}}
            methods: [{id: ddp}]
            faults:
              - {kind: partition, groups: [[host0], [host1]], from: 400 ms}
            """;

    @TempDir
    private Path directory;

    private final Locale locale = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(locale);
    }

    /** All that a run says and keeps in words, without what differs from run to run. */
    private List<String> wordsUnder(Locale other) throws IOException {
        Locale.setDefault(other);
        Path scenario = Files.writeString(directory.resolve("cut.yaml"), SCENARIO);
        Path out = directory.resolve("run-" + other.toLanguageTag());
        Said said = Said.to(
                "run",
                scenario.toString(),
                "--out",
                out.toString(),
                "--runs",
                directory.resolve("runs").toString(),
                "--quiet",
                "--device",
                "cpu");
        assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.INCOMPLETE);
        RunRecord record = RunRecordJson.read(out.resolve(RunOutputs.RECORD));
        List<String> words = new ArrayList<>();
        words.add(said.out().substring(0, said.out().indexOf("Report:")));
        words.add(record.provenance().assumptions().toString());
        words.add(record.targets().toString() + record.network());
        for (MethodRecord method : record.methods()) {
            words.add(method.outcome().toString());
            words.add(method.settings().toString() + method.exchanges() + method.disturbances() + method.departures());
        }
        return words;
    }

    @Test
    void saysAndKeepsTheSameUnderEveryDefaultLocale() throws IOException {
        List<String> words = wordsUnder(Locale.ROOT);

        assertThat(words.toString()).contains("since 0.4");
        assertThat(wordsUnder(Locale.GERMANY)).isEqualTo(words);
        assertThat(wordsUnder(Locale.forLanguageTag("ar-EG-u-nu-arab"))).isEqualTo(words);
        assertThat(wordsUnder(Locale.forLanguageTag("tr-TR"))).isEqualTo(words);
    }
}
