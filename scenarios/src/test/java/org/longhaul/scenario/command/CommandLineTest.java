package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.shared.ExitCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every command on one small finished run. */
final class CommandLineTest {
    private static final String SCENARIO =
            """
            name: small
            topology: {builder: two-sites, hostsPerSite: 2, wide: 1 Gbit/s, wideLatency: 10 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic}
            projectAs: {architecture: mpt-125m, wireFormat: bf16}
            training: {steps: 32, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}, evaluateEvery: 16}
            methods:
              - id: ddp
              - {id: des-loc, parameterPeriod: 8, firstMomentPeriod: 16, secondMomentPeriod: 32}
            """;

    @TempDir
    static Path folder;

    private static String runs;
    private static String run;

    private static Said say(String... arguments) {
        return Said.to(arguments);
    }

    private static String done(String... arguments) {
        return Said.done(arguments);
    }

    @BeforeAll
    static void runOnce() throws IOException {
        Path scenario = Files.writeString(folder.resolve("small.yaml"), SCENARIO);
        runs = folder.resolve("runs").toString();
        run = folder.resolve("runs").resolve("one").toString();
        assertThat(done("run", scenario.toString(), "--out", run, "--quiet", "--runs", runs))
                .contains("ddp", "des-loc", "report.html");
    }

    @Test
    void noArgumentTeachesTheFirstThreeCommands() {
        assertThat(done()).contains("Begin with these three", "longhaul doctor", "longhaul run scenarios/library");
    }

    @Test
    void runLeavesReportTimelineAndRecord() {
        assertThat(Path.of(run)).isDirectoryContaining("glob:**report.html");
        assertThat(Path.of(run)).isDirectoryContaining("glob:**timeline.json");
        assertThat(Path.of(run)).isDirectoryContaining("glob:**record.json");
        assertThat(Path.of(run)).isDirectoryContaining("glob:**manifest.json");
        assertThat(Path.of(run)).isDirectoryContaining("glob:**scenario.yaml");
    }

    @Test
    void aFinishedRunResumesToItsOwnTable() {
        assertThat(done("resume", run, "--quiet")).contains("ddp", "des-loc");
    }

    @Test
    void reportIsWrittenAgain() throws IOException {
        Path report = Path.of(run).resolve("report.html");
        String before = Files.readString(report);
        assertThat(done("report", run)).contains("ddp");
        assertThat(Files.readString(report)).isEqualTo(before);
        Path figure = folder.resolve("loss.svg");
        done("report", run, "--figure", figure.toString());
        assertThat(Files.readString(figure)).contains("<svg", "des-loc");
        assertThat(say("report", run, "--figure", "loss.gif").code()).isEqualTo(ExitCode.WRONG_INPUT);
        Path small = figure.resolveSibling("small.svg");
        done(
                "report",
                run,
                "--figure",
                small.toString(),
                "--figure-size",
                "400x300",
                "--figure-across",
                "bytes",
                "--figure-log",
                "--figure-no-title");
        assertThat(Files.readString(small)).contains("width=\"400\" height=\"300\"", "charged bytes per worker");
        for (String size : List.of("400", "10x10", "99999x300", "4e2x300")) {
            assertThat(say("report", run, "--figure", small.toString(), "--figure-size", size)
                            .code())
                    .isEqualTo(ExitCode.WRONG_INPUT);
        }
    }

    @Test
    void theTableIsPrintedForSpreadsheets() {
        List<String> rows = done("report", run, "--table", "csv").lines().toList();
        assertThat(rows).hasSizeGreaterThan(2);
        assertThat(rows.get(0)).startsWith("method,outcome,seeds,val_loss_nats,");
        assertThat(rows.get(1)).startsWith("ddp,finished,");
        assertThat(say("report", run, "--table", "csv", "--json").code()).isEqualTo(ExitCode.WRONG_INPUT);
    }

    @Test
    void jsonHoldsTheRecordAndWhatTheTableShows() throws IOException {
        String json = done("report", run, "--json");
        assertThat(done("resume", run, "--json")).isEqualTo(json);
        JsonNode answer = JsonMapper.shared().readTree(json);
        JsonNode record =
                JsonMapper.shared().readTree(Files.readString(Path.of(run).resolve("record.json")));
        assertThat(answer.path("methods")).isEqualTo(record.path("methods"));
        JsonNode comparison = answer.path("comparison");
        assertThat(comparison.path("baseline")).isEqualTo(record.path("baseline"));
        for (JsonNode method : comparison.path("methods")) {
            assertThat(method.path("standing").asString()).isEqualTo("FINISHED");
            assertThat(method.path("seconds").path("mean").asDouble()).isPositive();
        }
        assertThat(comparison.path("orders").get(0).path("by").asString()).isEqualTo("final loss");
    }

    @Test
    void settingsAreListedWithTheTypesOfTheSchema() {
        String methods = done("list", "--json");
        assertThat(methods).doesNotContain("java.", "org.longhaul");
        for (JsonNode extension : JsonMapper.shared().readTree(methods)) {
            for (JsonNode setting : extension.path("settings")) {
                assertThat(setting.path("type").asString())
                        .isIn("string", "integer", "number", "boolean", "array", "object");
                assertThat(setting.path("allowed").asString()).isNotBlank();
            }
        }
    }

    @Test
    void runsAreListedAndQueried() {
        assertThat(done("runs", "--runs", runs)).contains("small", "ddp", "des-loc");
        assertThat(done("runs", "list", "--runs", runs)).contains("small");
        assertThat(done("runs", "sql", "SELECT label, units FROM methods ORDER BY label", "--runs", runs))
                .contains("des-loc", "32");
        assertThat(say("runs", "sql", "SELECT nothing FROM nowhere", "--runs", runs)
                        .code())
                .isEqualTo(ExitCode.WRONG_INPUT);
    }

    @Test
    void runsAreExportedAndRebuilt() {
        for (String format : List.of("csv", "parquet")) {
            Path target = folder.resolve(format);
            assertThat(done("runs", "export", target.toString(), "--format", format, "--runs", runs))
                    .contains("methods." + format);
            assertThat(target.resolve("methods." + format)).exists();
        }
        assertThat(done("runs", "rebuild", "--runs", runs)).contains("1 runs");
        assertThat(done("runs", "--runs", runs)).contains("small");
    }

    @Test
    void networksAreShownAndChecked() {
        assertThat(done("topology", "show", "photon-five-regions")).contains("quebec");
        assertThat(done("topology", "show", folder.resolve("small.yaml").toString()))
                .contains("1 Gbit/s");
        for (String ending : List.of(".svg", ".dot", ".yaml")) {
            Path file = folder.resolve("network" + ending);
            done("topology", "show", "photon-five-regions", "--out", file.toString());
            assertThat(file).isNotEmptyFile();
        }
        done("topology", "validate", folder.resolve("network.yaml").toString());
        assertThat(say("topology", "show", "photon-five-region").code()).isEqualTo(ExitCode.WRONG_INPUT);
    }

    @Test
    void networksAreDrawnInTheTerminal() {
        assertThat(done("topology", "show", "abilene"))
                .contains("latency of 14 of 14 links assumed", "seattle", "houston", "kansas-city--indianapolis");
        assertThat(done("topology", "show", "abilene", "--no-picture").lines().count())
                .isLessThan(done("topology", "show", "abilene").lines().count() - 10);
        assertThat(done("topology", "show", "{builder: fat-tree, ports: 8, bandwidth: 10 Gbit/s, latency: 1 us}"))
                .contains("more links (--all-links)");
    }

    @Test
    void networksAreMeasured() {
        assertThat(done("topology", "stats", "{builder: star, hosts: 4, bandwidth: ethernet-100g, latency: 1 us}"))
                .contains(
                        "4 hosts, 1 switches, 4 links", "2 links, 2.00 µs one way", "bisection     200 Gbit/s or less")
                .contains("host0 -> switch");
        tools.jackson.databind.JsonNode figures =
                JsonMapper.shared().readTree(done("topology", "stats", "geant", "--json"));
        assertThat(figures.get("hosts").asInt()).isEqualTo(22);
        assertThat(figures.get("bottlenecks")).hasSize(10);
        assertThat(figures.get("notes").toString()).contains("latency of 36 of 36 links assumed");
    }

    @Test
    void networksAreConvertedAndWhatWasInferredIsSaid() throws IOException {
        Path graphml = folder.resolve("abilene.graphml");
        Said said = say("topology", "convert", "abilene", graphml.toString());
        assertThat(said.out()).contains("as graphml");
        assertThat(said.err()).contains("note: latency of 14 of 14 links assumed");
        assertThat(done("topology", "convert", graphml.toString(), "-", "--format", "yaml"))
                .isEqualTo(done("topology", "convert", "abilene", "-", "--format", "yaml"));
        assertThat(Said.refused("topology", "convert", "abilene", "abilene.xyz"))
                .contains(".graphml", "--format");
        assertThat(Said.refused("topology", "convert", "abilene", "a.dot", "--format", "yml"))
                .contains("Maybe \"yaml\"");
        assertThat(Said.refused("topology", "convert", "abilen", graphml.toString()))
                .contains("Maybe \"abilene\"");
        assertThat(Said.refused(
                        "topology",
                        "convert",
                        "abilene",
                        folder.resolve("no/a.dot").toString()))
                .contains("does not exist");
    }

    @Test
    void everyCommandTeaches() {
        for (List<String> command : List.of(
                List.of("network"),
                List.of("network", "explain"),
                List.of("network", "compare"),
                List.of("network", "validate"),
                List.of("topology"),
                List.of("topology", "show"),
                List.of("topology", "stats"),
                List.of("topology", "paths"),
                List.of("topology", "cut"),
                List.of("topology", "weak"),
                List.of("topology", "tree"),
                List.of("topology", "convert"))) {
            String[] arguments = java.util.stream.Stream.concat(command.stream(), java.util.stream.Stream.of("--help"))
                    .toArray(String[]::new);
            String help = done(arguments);
            assertThat(help).as(command.toString()).contains("Usage: longhaul " + String.join(" ", command));
            assertThat(help.lines().filter(line -> line.startsWith("  longhaul ")))
                    .as("an example of " + command)
                    .isNotEmpty();
        }
    }

    @Test
    void validateSaysWhatWouldRun() {
        assertThat(done("validate", folder.resolve("small.yaml").toString())).contains("valid", "mpt-125m");
    }

    @Test
    void jsonIsOneDocument() {
        assertThat(JsonMapper.shared()
                        .readTree(done("runs", "--json", "--runs", runs))
                        .toString())
                .contains("small");
    }
}
