package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.scenario.run.Manifest;

/** A run is that of the scenario and of the files with which it was started, wherever and whenever it goes on. */
final class RunInputsTest {
    private static final String SCENARIO =
            """
            name: inputs
            topology: {file: net/pair.yaml}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 64}
            training: {steps: 8, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.01}}
            methods: [{id: ddp}, {id: local-sgd, parameterPeriod: 4}]
            faults: [{kind: trace, file: net/rate.csv, unit: Mbit/s}]
            """;

    private static final String NETWORK =
            """
            name: pair
            nodes: [{id: a}, {id: b}]
            links: [{from: a, to: b, bandwidth: 100 Mbit/s, latency: 5 ms}]
            """;

    @TempDir
    Path folder;

    private Path scenario;
    private Path run;
    private RunRecord undisturbed;

    @BeforeEach
    void runOnce() throws IOException {
        Files.createDirectories(folder.resolve("net"));
        Files.writeString(folder.resolve("net/pair.yaml"), NETWORK);
        Files.writeString(folder.resolve("net/rate.csv"), "0,80\n1,40\n");
        scenario = Files.writeString(folder.resolve("inputs.yaml"), SCENARIO);
        run = folder.resolve("run");
        Said.done("run", scenario.toString(), "--out", run.toString(), "--quiet", "--runs", folder.toString());
        undisturbed = RunRecordJson.read(run.resolve("record.json"));
    }

    private void assertResumesToTheSame() throws IOException {
        dropResults();
        Said.done("resume", run.toString(), "--quiet");
        assertThat(RunRecordJson.read(run.resolve("record.json")).provenance().fingerprint())
                .isEqualTo(undisturbed.provenance().fingerprint());
    }

    /** As if the run had been killed in its second method. */
    private void dropResults() throws IOException {
        try (Stream<Path> files = Files.walk(run.resolve("units/02-local-sgd-seed1"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void relativePathsBeginAtTheFolderOfTheScenario() {
        // Neither the network nor the trace lies in the working directory of this test.
        assertThat(Said.done("validate", scenario.toString())).contains("pair");
        assertThat(undisturbed.network().name()).isEqualTo("pair");
    }

    @Test
    void theRunReadsItsOwnCopies() throws IOException {
        Files.delete(folder.resolve("net/pair.yaml"));
        Files.writeString(folder.resolve("net/rate.csv"), "0,1\n");
        assertResumesToTheSame();
    }

    @Test
    void anEditedScenarioIsNotResumed() throws IOException {
        dropResults();
        Path copy = run.resolve("scenario.yaml");
        Files.writeString(copy, Files.readString(copy).replace("100 ms", "900 ms"));
        assertThat(Said.refused("resume", run.toString()))
                .contains(copy + " is not the scenario that this run was started with")
                .contains(scenario.toString())
                .contains("longhaul run " + copy);
        Files.writeString(copy, SCENARIO);
        assertResumesToTheSame();
    }

    @Test
    void anEditedCopyIsNotResumed() throws IOException {
        for (String name : List.of("inputs/1/pair.yaml", "inputs/2/rate.csv")) {
            Path copy = run.resolve(name);
            byte[] before = Files.readAllBytes(copy);
            byte[] after = new String(before, StandardCharsets.UTF_8)
                    .replace('8', '9')
                    .replace('5', '6')
                    .getBytes(StandardCharsets.UTF_8);
            Files.write(copy, after);
            assertThat(Said.refused("resume", run.toString()))
                    .contains(copy + " is not what this run was started with: its content has changed");
            Files.delete(copy);
            assertThat(Said.refused("resume", run.toString())).contains(copy.toString(), "does not exist");
            Files.write(copy, before);
        }
        assertResumesToTheSame();
    }

    @Test
    void anEditedManifestIsNotResumed() throws IOException {
        Path manifest = run.resolve("manifest.json");
        String before = Files.readString(manifest);
        Files.writeString(manifest, before.replace("\"seeds\" : [ 1 ]", "\"seeds\" : [ 2 ]"));
        assertThat(Said.refused("resume", run.toString())).contains("manifest.json is damaged", "checksum");
        Files.writeString(manifest, before.replace("\"format\" : " + Manifest.FORMAT, "\"format\" : 2"));
        assertThat(Said.refused("resume", run.toString()))
                .contains("has format 2; this program reads format " + Manifest.FORMAT);
        Path record = run.resolve("record.json");
        Files.writeString(record, "{\"schemaVersion\": 3}");
        assertThat(Said.refused("report", run.toString())).contains("record.json", "start its scenario anew");
    }

    @Test
    void aLargeCorpusIsKnownByItsHash() throws IOException {
        Path corpus = folder.resolve("corpus");
        Files.createDirectories(corpus);
        byte[] text = new byte[17_000_000];
        java.util.Arrays.fill(text, (byte) 'a');
        Files.write(corpus.resolve("one.txt"), text);
        Files.writeString(scenario, SCENARIO + "data: {corpus: {kind: text, path: corpus}}\n");
        Path other = folder.resolve("other");
        Said.done("run", scenario.toString(), "--out", other.toString(), "--quiet", "--runs", folder.toString());
        try (Stream<Path> copies = Files.walk(other.resolve("inputs"))) {
            assertThat(copies.map(Path::toString)).noneMatch(copy -> copy.endsWith("one.txt"));
        }
        text[16_000_000] = 'b';
        Files.write(corpus.resolve("one.txt"), text);
        assertThat(Said.refused("resume", other.toString()))
                .contains(
                        corpus.resolve("one.txt") + " is not what this run was started with: its content has changed");
        Files.writeString(corpus.resolve("two.txt"), "more");
        assertThat(Said.refused("resume", other.toString())).contains("it holds [one.txt, two.txt]; it held [one.txt]");
    }
}
