package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.shared.ExitCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Services on the command line. */
final class InferCommandTest {
    private static final String SCENARIO =
            """
            name: small
            topology: {builder: star, hosts: 3, bandwidth: 1 Gbit/s, latency: 5 ms}
            network: {fidelity: analytic}
            work: {time: {distribution: constant, value: 50 ms}}
            requests:
              arrivals: {kind: poisson, load: 0.5}
              count: 300
              clients: [host1, host2]
              query: {distribution: constant, value: 125 kB}
              answer: {distribution: constant, value: 250 kB}
            services:
              - {kind: single, name: unloaded, host: host0, arrivals: {kind: one-at-a-time}}
              - {kind: single, name: loaded, host: host0}
            seeds: [1, 2]
            """;

    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("small.yaml"), text);
    }

    @Test
    void tableAndRecordSayWhatAnswersTake() throws IOException {
        Path file = write(SCENARIO);
        String table = Said.done("infer", file.toString(), "--quiet");
        // 10 ms and 1 ms there, 50 ms, 10 ms and 2 ms back.
        assertThat(table.lines().filter(line -> line.startsWith("unloaded")).findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("100%", "73.0 ms"));
        assertThat(table).contains("Assumed: requests: it is not stated where their rate");

        JsonNode record = JsonMapper.shared().readTree(Said.done("infer", file.toString(), "--json", "--quiet"));
        JsonNode unit = record.get("units").get(0);
        assertThat(unit.get("latency").get("mean").doubleValue()).isEqualTo(0.073);
        assertThat(unit.get("way").get("sending").doubleValue()).isEqualTo(0.023);
        JsonNode loaded = record.get("units").get(2);
        assertThat(loaded.get("service").stringValue()).isEqualTo("loaded");
        assertThat(loaded.get("perSecond").doubleValue()).isEqualTo(10);
        assertThat(loaded.get("load").doubleValue()).isEqualTo(0.5);
        assertThat(loaded.get("requests").intValue()).isEqualTo(270);
    }

    @Test
    void csvHasALineForEachSeed() throws IOException {
        String csv = Said.done("infer", write(SCENARIO).toString(), "--csv", "--quiet");
        assertThat(csv.lines()).hasSize(5);
        assertThat(csv.lines().findFirst().orElseThrow()).startsWith("case,service,kind,seed,per_second,load,requests");
        assertThat(csv)
                .contains(
                        "\n,unloaded,single,1,,,270,270,0,0,true,0.073,0.073,0.073,0.073,0.073,0.0,0.05,0.023,0.0,2.0,");
    }

    @Test
    void aFolderKeepsWhatIsThereAndIsShownAgain() throws IOException {
        Path file = write(SCENARIO);
        Path out = folder.resolve("out");
        String first = Said.done("infer", file.toString(), "--out", out.toString(), "--quiet");
        assertThat(out.resolve("report.html")).content().contains("<svg", "unloaded", "Messages");
        // As if it had been ended after three of four runs: only the last is run again.
        Files.delete(out.resolve("units").resolve("0004.json"));
        Files.delete(out.resolve("inference.json"));
        byte[] third = Files.readAllBytes(out.resolve("units").resolve("0003.json"));
        Said again = Said.to("infer", file.toString(), "--out", out.toString());
        assertThat(again.out()).isEqualTo(first);
        assertThat(again.err()).contains("[4/4] loaded, seed 2").doesNotContain("[3/4]");
        assertThat(Files.readAllBytes(out.resolve("units").resolve("0003.json")))
                .isEqualTo(third);

        assertThat(Said.done("report", out.toString())).isEqualTo(first);
        assertThat(Said.done("report", out.toString(), "--table", "markdown")).startsWith("| service |");

        Path other = Files.writeString(folder.resolve("other.yaml"), SCENARIO.replace("50 ms", "60 ms"));
        Said refused = Said.to("infer", other.toString(), "--out", out.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(refused.err()).contains("holds the run of another scenario");
    }

    @Test
    void aWholeRunIsNotWrittenOverByOneOfASingleSeed() throws IOException {
        Path file = write(SCENARIO);
        Path out = folder.resolve("out");
        Said.done("infer", file.toString(), "--out", out.toString(), "--quiet");
        byte[] record = Files.readAllBytes(out.resolve("inference.json"));
        assertThat(Said.refused("infer", file.toString(), "--out", out.toString(), "--seed", "9", "--quiet"))
                .contains("under the seeds [1, 2], and it is asked for [9]");
        assertThat(Files.readAllBytes(out.resolve("inference.json"))).isEqualTo(record);
    }

    @Test
    void whatWasCutSaysSo() throws IOException {
        Path file = write(SCENARIO + "limits: {events: 10}\n");
        Said cut = Said.to("infer", file.toString(), "--quiet");
        assertThat(cut.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(cut.out()).contains("the run was ended before").doesNotContain("never came");
    }

    @Test
    void aTraceThatHasChangedIsPlayedAnew() throws IOException {
        Path trace = Files.writeString(folder.resolve("trace.csv"), "seconds\n0\n10\n");
        Path file = write(SCENARIO.replace("{kind: poisson, load: 0.5}", "{kind: trace, file: trace.csv}"));
        String out = folder.resolve("out").toString();
        String first = Said.done("infer", file.toString(), "--out", out, "--csv", "--quiet");
        assertThat(Said.done("infer", file.toString(), "--out", out, "--csv", "--quiet"))
                .isEqualTo(first);
        Files.writeString(trace, "seconds\n0\n0.01\n20\n");
        assertThat(Said.done("infer", file.toString(), "--out", out, "--csv", "--quiet"))
                .isNotEqualTo(first);
    }

    @Test
    void whatDoesNotFitIsRefusedAtItsLine() throws IOException {
        Path file = write(SCENARIO.replace("load: 0.5", "perSecond: 25")
                .replace("host: host0}", "host: hots0}")
                .replace("fidelity: analytic", "fidelity: auto"));
        Said refused = Said.to("infer", file.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(refused.err()).contains("small.yaml:3:21: network.fidelity: 'auto' looks at exchanges of training");

        file = write(SCENARIO.replace("host: host0}", "host: hots0}"));
        assertThat(Said.to("infer", file.toString()).err())
                .contains("small.yaml:13:40:", "services[1].host: host (hots0)", "host0");

        file = write(SCENARIO.replace("load: 0.5", "perSecond: 25"));
        Said overloaded = Said.to("validate", file.toString());
        assertThat(overloaded.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(overloaded.err())
                .contains("small.yaml:6:13: requests.arrivals: 25 requests a second are more than the 20")
                .contains("Allowed: less than 20 a second");
    }

    @Test
    void servicesThatAreTooMuchTogetherAreRefused() throws IOException {
        Path file = write(SCENARIO.replace("{kind: one-at-a-time}", "{kind: poisson, load: 0.6}") + "together: true\n");
        Said refused = Said.to("validate", file.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(refused.err()).contains("together they give host 'host0' 110% of what it can compute");
    }

    @Test
    void aTraceIsRefusedByItsMeanRate() throws IOException {
        StringBuilder trace = new StringBuilder("seconds\n");
        for (int i = 0; i < 200; i++) {
            trace.append(i * 0.049).append('\n');
        }
        Files.writeString(folder.resolve("fast.csv"), trace);
        Files.writeString(folder.resolve("with-a-pause.csv"), trace + "12\n");
        Path file = write(SCENARIO.replace("{kind: poisson, load: 0.5}", "{kind: trace, file: with-a-pause.csv}"));
        assertThat(Said.to("infer", file.toString(), "--quiet").code()).isEqualTo(ExitCode.DONE);
        file = write(SCENARIO.replace("{kind: poisson, load: 0.5}", "{kind: trace, file: fast.csv}"));
        assertThat(Said.refused("infer", file.toString(), "--quiet")).contains("more than the 20");
    }

    @Test
    void aPictureThatCannotBeDrawnCostsNoResult() throws IOException {
        Path file = write(SCENARIO + "cases: [{name: near}, {name: far}]\n");
        String picture = folder.resolve("a.svg").toString();
        Said unknown = Said.to("infer", file.toString(), "--plot", picture, "--case", "fat");
        assertThat(unknown.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(unknown.err()).contains("no case 'fat'; allowed: near, far").doesNotContain("seed 1");
        Said unsaid = Said.to("infer", file.toString(), "--plot", picture, "--frontier", "accuracy", "--quiet");
        assertThat(unsaid.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(unsaid.err()).contains("no service that keeps up says 'accuracy'");
        assertThat(unsaid.out()).isEqualTo(Said.done("infer", file.toString(), "--quiet"));
    }

    @Test
    void scenariosOfTheOtherKindAreShownTheWay() throws IOException {
        Path file = write(SCENARIO);
        Said refused = Said.to("run", file.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(refused.err()).contains("Maybe longhaul infer");
        assertThat(Said.done("validate", file.toString()))
                .contains("loaded: 10 requests a second, 50% of the 20 that its hosts can compute");
    }

    @Test
    void aCrashLeavesRequestsWithoutAnAnswerAndIsSaid() throws IOException {
        Path file = write(SCENARIO.replace("{kind: poisson, load: 0.5}", "{kind: regular, load: 0.5}")
                + "faults: [{kind: maintenance, nodes: [host0], first: 10 s, duration: 5 s}]\n");
        String table = Said.done("infer", file.toString(), "--quiet");
        assertThat(table).contains("without an answer: what they waited for never came", "2 incidents struck");
    }
}
