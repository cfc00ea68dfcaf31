package org.longhaul.study.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.Longhaul;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command on a scenario and on a run that is recorded first. */
final class PlanCommandTest {
    private static final String SCENARIO =
            """
            name: small
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 10 ms}
            model: {kind: quadratic, layers: 2, elements: 2500}
            training: {steps: 20, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.1}, evaluateEvery: 5}
            methods:
              - id: ddp
              - {id: local-sgd, parameterPeriod: 10}
            network: {fidelity: {kind: analytic, latency: false}, collective: ring}
            """;

    @TempDir
    static Path folder;

    private static Path scenario;
    private static Path run;

    private record Said(int code, String out, String err) {}

    private static Said said(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Longhaul.create()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Said(code, out.toString(), err.toString());
    }

    @BeforeAll
    static void record() throws IOException {
        scenario = Files.writeString(folder.resolve("small.yaml"), SCENARIO);
        Path runs = folder.resolve("runs");
        Said recorded = said("run", scenario.toString(), "--runs", runs.toString(), "--quiet");
        assertThat(recorded.code()).as(recorded.err()).isZero();
        try (Stream<Path> all = Files.list(runs)) {
            run = all.filter(path -> path.getFileName().toString().startsWith("small-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aRunAnswersWithTheLossesThatWereRecorded() {
        Said answer = said(
                "plan",
                run.toString(),
                "--bandwidth",
                "1 Mbit/s..100 Mbit/s",
                "--deadline",
                "0.3 s",
                "--with",
                "bandwidth.points=5",
                "--with",
                "check.sensitivity=false",
                "--json");
        assertThat(answer.code()).as(answer.err()).isZero();
        JsonNode json = JsonMapper.builder().build().readTree(answer.out());
        assertThat(json.get("asked").asString()).startsWith("replay of small-");
        // 10,000 values are 320 kbit. Beside 200 ms of computing 20 of them have room at 31.6 Mbit/s and not at 10, and
        // 2 at 10.
        assertThat(json.get("bandwidths").get(0).get("bitsPerSecond").asDouble())
                .isBetween(3.1e7, 3.2e7);
        assertThat(json.get("bandwidths").get(1).get("bitsPerSecond").asDouble())
                .isBetween(0.9e7, 1.1e7);
        JsonNode best = json.get("choice").get("best");
        assertThat(best.get("method").asString()).isEqualTo("local-sgd");
        assertThat(best.get("quality").asDouble()).isPositive();
        assertThat(json.get("choice").get("objective").asString()).startsWith("bytes");
    }

    @Test
    void anUnreachedTargetIsSaid() {
        Said answer = said("plan", run.toString(), "--reach", "loss=0", "--ask", "times");
        assertThat(answer.out()).contains("is not reached");
        Said unknown = said("plan", run.toString(), "--reach", "lss=0", "--ask", "times");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("lss").contains("loss");
    }

    @Test
    void aScenarioAnswersByItsSchedules() {
        Said answer = said(
                "plan",
                scenario.toString(),
                "--utilisation",
                "0.5",
                "--ask",
                "smallest-period",
                "--set",
                "topology.bandwidth=2.1 Mbit/s",
                "--with",
                "check.load=0",
                "--with",
                "steps=200",
                "--with",
                "closing=false");
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("nothing was trained").contains("parameterPeriod 16");
    }

    @Test
    void wrongInputIsRefused() {
        assertThat(said("plan", folder.resolve("absent.yaml").toString()).code())
                .isEqualTo(2);
        Said range = said("plan", scenario.toString(), "--bandwidth", "1 Gbit/s");
        assertThat(range.code()).isEqualTo(2);
        assertThat(range.err()).contains("FROM..TO");
        Said key = said(
                "plan",
                scenario.toString(),
                "--utilisation",
                "0.5",
                "--bandwidth",
                "topology.bandwith=1 Gbit/s..9 Gbit/s");
        assertThat(key.code()).isEqualTo(2);
        assertThat(key.err()).contains("unknown key 'bandwith'", "Maybe you meant 'bandwidth'");
        Said choice = said("plan", scenario.toString(), "--with", "choices={topology.host: ['2']}");
        assertThat(choice.code()).isEqualTo(2);
        assertThat(choice.err()).contains("unknown key 'host'", "Maybe you meant 'hosts'");
        Said question = said("plan", scenario.toString(), "--ask", "cheapst");
        assertThat(question.code()).isEqualTo(2);
        assertThat(question.err()).contains("cheapest");
        Said closing = said("plan", run.toString(), "--ask", "times", "--with", "closing=false");
        assertThat(closing.code()).isEqualTo(2);
        assertThat(closing.err()).contains("closing (false) is for schedules");
        Said loss = said("plan", scenario.toString(), "--reach", "loss=2", "--ask", "times");
        assertThat(loss.code()).isEqualTo(2);
        assertThat(loss.err()).contains("runs in place of");
    }
}
