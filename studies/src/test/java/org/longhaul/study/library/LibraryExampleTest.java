package org.longhaul.study.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.Recording;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.replay.Replay;

/** What docs/library.md promises: scenario in, records out, in a process that goes on. */
@NullUnmarked
final class LibraryExampleTest {
    private static final Path EXAMPLE = Path.of("..", "examples", "library", "src", "main", "java");

    private static final String SCENARIO =
            """
            name: small
            topology: {builder: star, hosts: 3, bandwidth: 100 Mbit/s, latency: 5 ms}
            compute: {stepTime: 20 ms}
            model: {kind: quadratic, layers: 2, elements: 64}
            training: {steps: 20, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.05}, evaluateEvery: 5}
            methods: [{id: ddp}, {id: local-sgd, parameterPeriod: 5}]
            seeds: [%d]
            """;

    @TempDir
    private Path folder;

    private static ScenarioReader.Source source(int seed) {
        return new ScenarioReader(Extensions.load()).parse("small.yaml", SCENARIO.replace("%d", "" + seed));
    }

    @Test
    void theExampleCompilesWithoutAWarningAndRuns() throws Exception {
        Path classes = folder.resolve("classes");
        List<String> line = new ArrayList<>(List.of(
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                "--release",
                "17",
                "-Xlint:all,-path,-processing,-classfile",
                "-proc:none",
                "-Werror"));
        try (Stream<Path> files = Files.walk(EXAMPLE)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> line.add(file.toString()));
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int compiled = ToolProvider.getSystemJavaCompiler().run(null, said, said, line.toArray(String[]::new));
        assertThat(compiled).as(said.toString(StandardCharsets.UTF_8)).isZero();

        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            loader.loadClass("org.example.LinkChooser")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[] {folder.resolve("run").toString()});
        } finally {
            System.setOut(before);
        }

        // The rows of docs/library.md.
        String page = Files.readString(Path.of("..", "docs", "library.md"));
        List<String> rows = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(rows).hasSize(8).allSatisfy(row -> assertThat(page).contains(row));
    }

    @Test
    void recordingsBesideEachOtherAreThoseOneAfterAnother() throws Exception {
        List<Callable<RunRecord>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            tasks.add(() -> Recording.of(source(1 + number / 2), 1).into(folder.resolve("run" + number)));
        }
        List<String> fingerprints = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (Future<RunRecord> done : pool.invokeAll(tasks)) {
                fingerprints.add(done.get().provenance().fingerprint());
            }
        } finally {
            pool.shutdown();
        }
        String alone = Recording.of(source(1), 2)
                .into(folder.resolve("alone"))
                .provenance()
                .fingerprint();

        assertThat(fingerprints.subList(0, 2)).containsOnly(alone);
        assertThat(fingerprints.get(2)).isEqualTo(fingerprints.get(3)).isNotEqualTo(alone);
    }

    @Test
    void whatIsRecordedAnswersForOtherNetworks() throws IOException {
        RunRecord trained = Recording.of(source(1), 1).into(folder.resolve("run"));
        Replay replay = Replay.of(folder.resolve("run"));

        assertThat(replay.run(ScenarioChanges.none()).methods())
                .extracting(method -> method.totals().simulatedNanos())
                .isEqualTo(trained.methods().stream()
                        .map(method -> method.totals().simulatedNanos())
                        .toList());
        MethodRecord slow = replay.figures(ScenarioChanges.none().set("topology.bandwidth=1 Mbit/s"))
                .methods()
                .get(0);
        assertThat(slow.totals().simulatedNanos())
                .isGreaterThan(trained.methods().get(0).totals().simulatedNanos());
    }

    @Test
    void itStopsWhenAskedAndKeepsWhatWasDone() {
        RunControl control = new RunControl();
        Recording recording = Recording.of(source(1), 1).stoppedBy(control).heardBy(new ProgressListener() {
            @Override
            public void stepped(long stepsDone, double loss, boolean trained) {
                control.stop();
            }
        });

        assertThatThrownBy(() -> recording.into(folder.resolve("run"))).isInstanceOf(RunControl.StoppedException.class);
        assertThat(folder.resolve("run/manifest.json")).exists();
    }

    @Test
    void whatCannotBeRunSaysEveryReason() {
        assertThatThrownBy(() -> Recording.of(
                        new ScenarioReader(Extensions.load())
                                .parse(
                                        "wrong.yaml",
                                        SCENARIO.replace("%d", "1").replace("hosts: 3", "hosts: 1, hots: 2")),
                        1))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("wrong.yaml:2:")
                .hasMessageContaining("hots");
    }
}
