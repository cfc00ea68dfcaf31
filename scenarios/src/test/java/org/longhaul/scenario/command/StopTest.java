package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C and SIGTERM are answered at once, and what was trained is kept. */
@DisabledOnOs(OS.WINDOWS)
final class StopTest {
    /** Far more steps than this test waits for. */
    private static final String SCENARIO =
            """
            name: long
            topology: {builder: star, hosts: 4, bandwidth: 1 Gbit/s, latency: 5 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 8}
            projectAs: {architecture: mpt-125m}
            training:
              steps: 1000000
              batch: 1
              context: 1
              optimizer: {kind: adamw, learningRate: 0.05}
              evaluateEvery: 1000000
            methods: [{id: ddp}]
            """;

    @TempDir
    Path folder;

    @Test
    void ctrlCAndTerminationEndWithOneAndKeepTheRun() throws Exception {
        Path scenario = Files.writeString(folder.resolve("long.yaml"), SCENARIO);
        Path run = folder.resolve("runs/one");
        Path said = folder.resolve("said.txt");
        String runs = folder.resolve("runs").toString();

        long took = stop("INT", said, "run", scenario.toString(), "--out", run.toString(), "--runs", runs);
        assertThat(Files.readString(said))
                .contains("Stopping after this step; again to stop at once.")
                .contains("Stopped; nothing is lost. Go on with: longhaul resume " + run);
        assertThat(took).isLessThan(TimeUnit.SECONDS.toNanos(20));
        assertThat(run.resolve("units/01-ddp-seed1/unit.json")).exists();

        assertThat(Said.done("runs", "--json", "--runs", runs)).contains("\"stopped, 0 done, one begun\"", "\"long\"");

        stop("TERM", said, "resume", run.toString());
        assertThat(Files.readString(said)).contains("Stopping after this step.", "longhaul resume " + run);
        assertThat(Said.done("runs", "--runs", runs)).contains("stopped");
        assertThat(run.resolve("record.json")).doesNotExist();
    }

    /** Starts the program, waits until it trains, and signals it. @return nanoseconds from the signal to its end */
    private static long stop(String signal, Path said, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dlonghaul.terminal=true",
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Longhaul.class.getName()));
        command.addAll(List.of(arguments));
        File log = said.toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            while (!Files.readString(said).contains(" step ") && System.nanoTime() < deadline) {
                assertThat(process.isAlive()).as(Files.readString(said)).isTrue();
                Thread.sleep(50);
            }
            long sent = System.nanoTime();
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as(Files.readString(said))
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(said)).isEqualTo(Longhaul.INCOMPLETE);
            return System.nanoTime() - sent;
        } finally {
            process.destroyForcibly();
        }
    }
}
