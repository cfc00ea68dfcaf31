package org.longhaul.study.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.OneOffRun;

/** Sweeps from their files to their tables. */
@NullUnmarked
final class SweepTest {
    @TempDir
    private Path folder;

    private Path file;
    private Path runs;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("scenario.yaml"), SweepRuns.SCENARIO);
        file = folder.resolve("sweep.yaml");
        runs = folder.resolve("runs");
    }

    private List<List<String>> sweep(String text) throws IOException {
        Files.writeString(file, text);
        SweepRuns.done("sweep", file.toString(), "--runs", runs.toString(), "--quiet");
        return SweepRuns.rows(runs.resolve("sweeps/test/points.csv"));
    }

    @Test
    void everyPointIsWhatARunThereGives() throws IOException {
        List<List<String>> rows = sweep(
                """
                name: test
                scenario: scenario.yaml
                axes:
                  topology.wide: [200 Mbit/s, 3 Gbit/s]
                  methods[often].parameterPeriod: [2, 4]
                record: [seconds, charged-bytes, loss]
                """);

        assertThat(rows).hasSize(1 + 4 * 2);
        assertThat(rows.get(0))
                .containsExactly(
                        "point",
                        "topology.wide",
                        "methods[often].parameterPeriod",
                        "method",
                        "seed",
                        "outcome",
                        "seconds",
                        "charged-bytes",
                        "loss",
                        "cause");
        Map<String, MethodRecord> live = new HashMap<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            String key = row.get(1) + row.get(2);
            if (!live.containsKey(key + "ddp")) {
                ScenarioChanges changes = ScenarioChanges.none()
                        .set("topology.wide=" + row.get(1))
                        .set("methods[often].parameterPeriod=" + row.get(2));
                OneOffRun run = OneOffRun.of(
                        new ScenarioReader(Extensions.load()).read(folder.resolve("scenario.yaml"), changes), 1);
                run.record().methods().forEach(method -> live.put(key + method.label(), method));
            }
            MethodRecord method = live.get(key + row.get(3));
            assertThat(Double.parseDouble(row.get(6))).isEqualTo(method.totals().simulatedNanos() / 1e9);
            assertThat(Long.parseLong(row.get(7)))
                    .isEqualTo(method.totals().volume().chargedBytes());
            assertThat(Double.parseDouble(row.get(8)))
                    .isEqualTo(method.curve()
                            .get(method.curve().size() - 1)
                            .values()
                            .get("loss"));
        }
        // ddp once, the other under both periods
        try (Stream<Path> trainings = Files.list(runs.resolve("sweeps/test/trainings"))) {
            assertThat(trainings).hasSize(3);
        }
        assertThat(SweepRuns.done(
                        "runs",
                        "--runs",
                        runs.toString(),
                        "--json",
                        "sql",
                        "SELECT count(*), count(DISTINCT point), min(axes ->> 'topology.wide') FROM sweep_points"))
                .contains("[8,4,\"200 Mbit/s\"]");
    }

    @Test
    void whatIsDoneIsNotDoneAgain() throws IOException {
        String text = "name: test\nscenario: scenario.yaml\naxes: {topology.wide: [1 Gbit/s, 2 Gbit/s]}\n";
        List<List<String>> rows = sweep(text);
        Path journal = runs.resolve("sweeps/test/journal.txt");
        long size = Files.size(journal);
        assertThat(sweep(text)).isEqualTo(rows);
        assertThat(Files.size(journal)).isEqualTo(size);
        assertThat(SweepRuns.done(
                        "runs", "--runs", runs.toString(), "--json", "sql", "SELECT count(*) FROM sweep_points"))
                .contains("[4]");
    }

    @Test
    void aPointThatFailsIsRecordedWithItsCauseAndStopsNothing() throws IOException {
        List<List<String>> rows = sweep(
                """
                name: test
                scenario: scenario.yaml
                fidelity: analytic
                axes:
                  workers: [4, 5]
                  training.optimizer.learningRate: [0.05, 1e30]
                  topology.wide: [1 Gbit/s, 2 Gbit/s]
                record: [seconds]
                """);
        Map<String, List<String>> byPoint = new HashMap<>();
        rows.subList(1, rows.size()).forEach(row -> byPoint.put(row.get(0) + " " + row.get(4), row));
        assertThat(byPoint).hasSize(4 * 2 + 4);
        assertThat(byPoint.get("1 ddp").get(6)).isEqualTo("completed");
        assertThat(byPoint.get("3 ddp").get(6)).isEqualTo("diverged");
        assertThat(byPoint.get("4 often").get(8)).contains("step ");
        for (int point = 5; point <= 8; point++) {
            assertThat(byPoint.get(point + " ").get(6)).isEqualTo("refused");
            assertThat(String.join(",", byPoint.get(point + " "))).contains("workers");
        }
    }

    /** Texts of one name in different folders are different data, and so are different trainings. */
    @Test
    void anAxisOverDataTrainsOnEach() throws IOException {
        for (String name : List.of("a", "b")) {
            Files.createDirectories(folder.resolve(name));
            StringBuilder text = new StringBuilder();
            for (int line = 0; line < 400; line++) {
                text.append("line ")
                        .append(line)
                        .append(" of what stands in ")
                        .append(name)
                        .append("\n\n");
            }
            Files.writeString(folder.resolve(name).resolve("text.txt"), text);
        }
        Files.writeString(
                folder.resolve("scenario.yaml"),
                """
                name: small
                topology: {builder: two-sites, hostsPerSite: 1, access: 10 Gbit/s, wide: 1 Gbit/s, wideLatency: 15 ms}
                compute: {stepTime: 100 ms}
                data: {corpus: {kind: text, path: a/text.txt}, validationSequences: 4}
                model: {kind: transformer, layers: 1, width: 16, heads: 1}
                training: {steps: 2, batch: 1, context: 16, optimizer: {kind: sgd, learningRate: 0.05}, evaluateEvery: 2}
                methods: [{id: ddp}]
                """);
        List<List<String>> rows = sweep(
                """
                name: test
                scenario: scenario.yaml
                axes:
                  data.corpus.path: [a/text.txt, b/text.txt]
                  topology.wide: [1 Gbit/s, 2 Gbit/s]
                record: [loss]
                """);
        assertThat(rows.subList(1, 5)).allSatisfy(row -> assertThat(row.get(5)).isEqualTo("completed"));
        assertThat(rows.get(2).get(6)).isEqualTo(rows.get(1).get(6));
        assertThat(rows.get(3).get(6)).isNotEqualTo(rows.get(1).get(6));
        assertThat(rows.get(4).get(6)).isEqualTo(rows.get(3).get(6));
        try (Stream<Path> trainings = Files.list(runs.resolve("sweeps/test/trainings"))) {
            assertThat(trainings).hasSize(2);
        }
    }

    /** Words for people round; trainings that end at different targets are different ones. */
    @Test
    void targetsThatDifferInTheLastDigitsAreTrainedForThemselves() throws IOException {
        List<List<String>> rows = sweep(
                """
                name: test
                scenario: scenario.yaml
                set: {training.until: target}
                axes: {'targets[0].loss': [0.00001, 0.00002]}
                record: [steps]
                """);
        assertThat(rows.subList(1, 5)).allSatisfy(row -> assertThat(row.get(4)).isEqualTo("completed"));
        try (Stream<Path> trainings = Files.list(runs.resolve("sweeps/test/trainings"))) {
            assertThat(trainings).hasSize(4);
        }
    }

    @Test
    void aFileThatAPointReadsMustNotChangeBetweenTwoStarts() throws IOException {
        Path topology = folder.resolve("net.yaml");
        String net = "nodes: [{id: a, kind: host}, {id: b, kind: host}]\n"
                + "links: [{from: a, to: b, bandwidth: 1 Gbit/s, latency: 5 ms}]\n";
        Files.writeString(topology, net);
        String text =
                "name: test\nscenario: scenario.yaml\nset: {workers: 2}\naxes: {topology: [{builder: file, file: net.yaml}]}\nrecord: [seconds]\n";
        List<List<String>> rows = sweep(text);
        // The axis' own text has a comma.
        assertThat(rows.get(1).get(5)).isEqualTo("completed");
        Files.writeString(topology, net.replace("5 ms", "50 ms"));
        assertThatThrownBy(() -> sweep(text)).hasMessageContaining("holds results of another sweep");
        Files.writeString(topology, net);
        assertThat(sweep(text)).isEqualTo(rows);
    }

    private void record(String name) {
        SweepRuns.done(
                "run",
                folder.resolve("scenario.yaml").toString(),
                "--quiet",
                "--out",
                runs.resolve(name).toString(),
                "--runs",
                runs.toString());
    }

    @Test
    void recordedRunsAreReplayedAndWhatTheyCannotAnswerIsSaid() throws IOException {
        record("one");
        List<List<String>> rows = sweep(
                """
                name: test
                runs: [runs/one]
                axes:
                  methods[often].parameterPeriod: [4, 8]
                  topology.wide: [1 Gbit/s, 2 Gbit/s]
                record: [seconds]
                """);
        assertThat(rows.get(1).subList(3, 6)).containsExactly("ddp", "1", "completed");
        assertThat(rows.get(5).get(5)).isEqualTo("refused");
        assertThat(String.join(",", rows.get(5))).contains("parameterPeriod 4 when it was recorded, 8 here");
    }

    /** That the first point cannot be replayed says nothing of the runs. */
    @Test
    void severalRunsAreAnAxisThatIsNotTriedOnTheFirstPoint() throws IOException {
        record("one");
        record("two");
        List<List<String>> rows = sweep(
                """
                name: test
                runs: [runs/one, runs/two]
                axes: {'methods[often].parameterPeriod': [8, 4]}
                record: [seconds]
                """);
        assertThat(rows.subList(1, rows.size()).stream().map(row -> row.get(1) + " " + row.get(2) + " " + row.get(5)))
                .containsExactly(
                        "one 8 refused",
                        "one 4 completed",
                        "one 4 completed",
                        "two 8 refused",
                        "two 4 completed",
                        "two 4 completed");
    }

    @Test
    void methodsThatAskTheNetworkTrainAtEveryPoint() throws IOException {
        Files.writeString(
                folder.resolve("scenario.yaml"), SweepRuns.SCENARIO.replace("steps: 16,", "steps: 16, until: 3 s,"));
        List<List<String>> rows = sweep(
                """
                name: test
                scenario: scenario.yaml
                axes: {topology.wide: [100 Mbit/s, 10 Gbit/s]}
                record: [steps, loss]
                """);
        assertThat(rows).hasSize(1 + 2 * 2);
        assertThat(Long.parseLong(rows.get(3).get(5)))
                .isGreaterThan(Long.parseLong(rows.get(1).get(5)));
    }
}
