package org.longhaul.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.Longhaul;
import picocli.CommandLine;

/**
 * A sweep on two executors of a cluster on this machine, one of which is killed half-way: the table is the one that this process
 * makes alone. Spark starts executors from {@code SPARK_HOME}, which the build names; it takes a minute.
 */
@NullUnmarked
@EnabledIfEnvironmentVariable(named = "SPARK_HOME", matches = ".+")
final class SparkSweepTest {
    private static final String SCENARIO =
            """
            name: small
            topology: {builder: two-sites, hostsPerSite: 2, access: 10 Gbit/s, wide: 1 Gbit/s, wideLatency: 15 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 2, elements: 16}
            projectAs: {architecture: mpt-125m, wireFormat: bf16}
            training: {steps: 16, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.05}, evaluateEvery: 8}
            methods:
              - id: ddp
              - {label: often, id: local-sgd, parameterPeriod: 4}
            """;
    private static final int POINTS = 600;

    @TempDir
    private Path folder;

    private static int sweep(StringWriter said, Path file, Path runs, String... more) {
        CommandLine line = Longhaul.create();
        line.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(said));
        String[] arguments = new String[more.length + 5];
        System.arraycopy(
                new String[] {"sweep", file.toString(), "--runs", runs.toString(), "--quiet"}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return line.execute(arguments);
    }

    @Test
    void aLostExecutorChangesNothing() throws Exception {
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        Files.writeString(folder.resolve("scenario.yaml"), SCENARIO);
        Path file = folder.resolve("sweep.yaml");
        Files.writeString(
                file,
                """
                name: spread
                scenario: scenario.yaml
                axes:
                  methods[often].parameterPeriod: [2, 4]
                  topology.wide: {range: {from: 1 Gbit/s, to: 1.299 Gbit/s, step: 1 Mbit/s}}
                record: [seconds, loss]
                """);
        Path alone = folder.resolve("alone");
        Path spread = folder.resolve("spread");
        StringWriter said = new StringWriter();
        assertThat(sweep(said, file, alone)).as(said.toString()).isZero();

        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(
                () -> sweep(said, file, spread, "--engine", "spark", "--master", "local-cluster[2,1,1024]"));
        Path journal = spread.resolve("sweeps/spread/journal.txt");
        // Either of two ends the wait: the sweep's end, or a journal that has grown, in a folder that the sweep has yet
        // to make. One watch cannot wait for both, so that they are looked at in turn.
        while (!code.isDone() && size(journal) < 5_000) {
            Thread.sleep(20);
        }
        List<ProcessHandle> executors = ProcessHandle.current()
                .descendants()
                // Their command lines are longer than the system tells: the only processes of Java that this one has
                // begun.
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .toList();
        assertThat(executors).as(said.toString()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(executors.get(0).destroyForcibly()).isTrue();
        assertThat(code.isDone()).isFalse();
        assertThat(code.get(900, TimeUnit.SECONDS)).as(said.toString()).isZero();

        assertThat(spread.resolve("sweeps/spread/points.csv"))
                .hasSameTextualContentAs(alone.resolve("sweeps/spread/points.csv"));
        List<String> lines = Files.readAllLines(journal);
        assertThat(lines).hasSize(POINTS);
        assertThat(new HashSet<>(lines)).hasSize(POINTS);
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
