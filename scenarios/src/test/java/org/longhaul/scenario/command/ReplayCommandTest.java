package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.scenario.command.shared.ExitCode;

/** The command {@code replay}: a run directory from a run directory. */
@NullUnmarked
final class ReplayCommandTest {
    /** Jars of natives have the platform in their names. */
    private static final Pattern NATIVES =
            Pattern.compile("(pytorch|openblas|javacpp|mkl)-[^/]*-(linux|macosx|windows)[^/]*\\.jar");

    private static final String SCENARIO =
            """
            name: small
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 5 ms}
            compute: {stepTime: 10 ms}
            model: {kind: quadratic}
            training: {steps: 8, batch: 1, optimizer: {kind: adamw, learningRate: 0.01}}
            methods: [{id: ddp}, {id: diloco, parameterPeriod: 4}]
            claims: [charged-bytes(ddp) / charged-bytes(diloco) >= 4]
            """;

    @TempDir
    private static Path recorded;

    private static Path scenario;
    private static Path run;

    @TempDir
    private Path folder;

    @BeforeAll
    static void run() throws IOException {
        scenario = Files.writeString(recorded.resolve("small.yaml"), SCENARIO);
        run = recorded.resolve("runs/first");
        Said said =
                Said.to("run", "--quiet", "--runs", recorded + "/runs", "--out", run.toString(), scenario.toString());
        assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.DONE);
    }

    private static RunRecord record(Path directory) {
        return RunRecordJson.read(directory.resolve("record.json"));
    }

    @Test
    void aReplayIsARunThatCanBeReportedResumedAndReplayed() {
        Path slow = folder.resolve("runs/slow");
        Said said = Said.to(
                "replay", "--quiet", run.toString(), "--out", slow.toString(), "--set", "topology.bandwidth=10 Mbit/s");
        assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.DONE);
        assertThat(said.out())
                .contains("replayed from first: trained there, simulated here.")
                .contains("claims: 1 of 1");
        assertThat(record(slow).provenance().replayedFrom().fingerprint())
                .isEqualTo(record(run).provenance().fingerprint());
        assertThat(record(slow).methods().get(0).totals().simulatedNanos())
                .isGreaterThan(record(run).methods().get(0).totals().simulatedNanos());
        assertThat(Said.to("report", slow.toString(), "--runs", folder + "/runs")
                        .code())
                .isEqualTo(ExitCode.DONE);
        assertThat(Said.to("resume", "--quiet", slow.toString()).code()).isEqualTo(ExitCode.DONE);

        Path back = folder.resolve("runs/back");
        Said again = Said.to(
                "replay", "--quiet", slow.toString(), "--out", back.toString(), "--set", "topology.bandwidth=1 Gbit/s");
        assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.DONE);
        assertThat(record(back).methods()).isEqualTo(record(run).methods());
        assertThat(record(back).provenance().replayedFrom())
                .isEqualTo(record(slow).provenance().replayedFrom());

        Said refused = Said.to("replay", "--quiet", slow.toString(), "--set", "training.batch=2");
        assertThat(refused.err()).contains("longhaul run " + slow.resolve("scenario.yaml") + " --set training.batch=2");
    }

    /** A replay has no data to train on; what it has lost is not made anew under its name. */
    @Test
    void aReplayTrainsNothing() throws IOException {
        Path slow = folder.resolve("runs/slow");
        assertThat(Said.to("replay", "--quiet", run.toString(), "--out", slow.toString())
                        .code())
                .isEqualTo(ExitCode.DONE);
        Path unit = slow.resolve("units/01-ddp-seed1");
        Files.writeString(unit.resolve("trace.jsonl"), "damaged");
        for (String[] resume : new String[][] {{"resume", "--quiet"}, {"resume", "--quiet", "--retrain"}}) {
            Said said = Said.to(Stream.concat(Arrays.stream(resume), Stream.of(slow.toString()))
                    .toArray(String[]::new));
            assertThat(said.code()).isEqualTo(ExitCode.WRONG_INPUT);
            assertThat(said.err())
                    .startsWith("longhaul: " + unit.resolve("trace.jsonl") + " is damaged: it has 7 bytes")
                    .contains("Maybe put it back from a copy, or replay the run again");
        }

        // As if it had been killed before it held its trainings.
        Files.delete(unit.resolve("unit.json"));
        Said said = Said.to("resume", "--quiet", slow.toString());
        assertThat(said.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(said.err()).contains("plays is no longer there", "longhaul replay first");
    }

    @Test
    void aChangeThatLeadsNowhereIsTheUsersToMend() {
        for (String[] command : new String[][] {{"run", scenario.toString()}, {"replay", run.toString()}}) {
            Said said = Said.to(command[0], "--quiet", command[1], "--set", "methods[dpd].collective=ring");
            assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.WRONG_INPUT);
            assertThat(said.err()).contains("--set: methods[dpd].collective: methods has no item 'dpd'");
        }
    }

    @Test
    void aRefusalSaysWhyAndHowToTrainAndLeavesNothing() {
        Path other = folder.resolve("runs/other");
        Said said =
                Said.to("replay", "--quiet", run.toString(), "--out", other.toString(), "--set", "training.batch=2");
        assertThat(said.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(said.err())
                .contains("cannot be replayed so", "ddp, diloco: batch 1 when it was recorded, 2 here")
                .contains("Maybe train it: longhaul run " + scenario + " --set training.batch=2");
        assertThat(other).doesNotExist();
    }

    /** A process without the jars of the natives: whatever touches them fails. */
    @Test
    void needsNoNatives() throws IOException, InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !NATIVES.matcher(entry).find())
                .collect(Collectors.joining(File.pathSeparator));
        Path to = folder.resolve("runs/without");
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("natives"),
                        "-cp",
                        classPath,
                        "org.longhaul.scenario.command.Longhaul",
                        "replay",
                        "--quiet",
                        run.toString(),
                        "--out",
                        to.toString()))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(said, StandardCharsets.UTF_8))
                .isEqualTo(ExitCode.DONE);
        assertThat(record(to).methods()).isEqualTo(record(run).methods());
        assertThat(folder.resolve("natives")).doesNotExist();
    }
}
