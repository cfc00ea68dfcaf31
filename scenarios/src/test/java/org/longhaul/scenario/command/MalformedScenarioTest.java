package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.scenario.command.shared.ExitCode;
import picocli.CommandLine;

/**
 * Whatever is wrong with a scenario: exit code 2, a message with file, line, field, value and what is allowed, no stack
 * trace, and nothing written.
 */
final class MalformedScenarioTest {
    private static final String SOUND =
            """
            name: sound
            topology: {builder: star, hosts: 4, bandwidth: 10 Gbit/s}
            compute: {stepTime: 1 s}
            model: {kind: quadratic}
            training:
              steps: 10
              batch: 1
              context: 1
              optimizer: {kind: adamw, learningRate: 0.01}
            methods:
              - id: ddp
              - {id: des-loc, parameterPeriod: 2, firstMomentPeriod: 2, secondMomentPeriod: 2}
            network: {fidelity: flow}
            """;

    @TempDir
    Path folder;

    private record Said(int code, String out, String err) {}

    private Said run(Path scenario) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Longhaul.create();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = line.execute(
                "run",
                scenario.toString(),
                "--out",
                folder.resolve("out").toString(),
                "--quiet",
                "--runs",
                folder.toString());
        return new Said(code, out.toString(), err.toString());
    }

    private void checkRefusal(Said said) {
        assertThat(said.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(said.err())
                .doesNotContain("Exception")
                .doesNotContain("\tat ")
                .doesNotContain("a fault");
        assertThat(said.out()).isEmpty();
        assertThat(folder.resolve("out")).doesNotExist();
    }

    static Stream<Arguments> edits() {
        return Stream.of(
                // what, replaced, by, then what the message must hold
                edit("unknown key", "  steps: 10", "  step: 10", ":6:3", "training.step", "unknown key", "steps"),
                edit("wrong unit", "10 Gbit/s", "10 ms", ":2:", "topology.bandwidth", "10 ms", "Gbit/s"),
                edit("bare number", "10 Gbit/s", "10", ":2:", "topology.bandwidth", "bare number", "Gbit/s"),
                edit("ambiguous unit", "10 Gbit/s", "10 Gb", ":2:", "10 Gb", "Maybe"),
                edit("bare duration", "stepTime: 1 s", "stepTime: 1", ":3:", "compute.stepTime", "ms"),
                edit("missing section", "model: {kind: quadratic}", "", "the section 'model' is missing"),
                edit("negative period", "parameterPeriod: 2", "parameterPeriod: -2", ":12:", "parameterPeriod", "-2"),
                edit("more workers than hosts", "name: sound", "name: sound\nworkers: 5", ":2:", "workers (5)", "4"),
                edit("unknown method", "id: ddp", "id: dpd", ":11:9", "methods[0].id", "'dpd'", "ddp", "Allowed"),
                edit("unknown optimizer", "kind: adamw", "kind: adam", ":9:", "'adam'", "adamw", "Maybe"),
                edit("optimizer without moments", "kind: adamw", "kind: sgd", "methods[1]", "des-loc", "sgd", "adamw"),
                edit("bad YAML", "{stepTime: 1 s}", "{stepTime: 1 s", ":4:", "YAML", "line 3"),
                edit("tab", "  steps: 10", "\tsteps: 10", ":6:", "tab"),
                edit("duplicate key", "name: sound", "name: sound\nname: again", ":2:", "given twice"),
                edit("not a number", "learningRate: 0.01", "learningRate: .nan", ":9:", "learningRate", ".nan"),
                edit("negative rate", "learningRate: 0.01", "learningRate: -1", ":9:", "learningRate", "-1"),
                edit("wrong type", "steps: 10", "steps: many", ":6:", "training.steps", "'many'", "whole number"),
                edit("neither steps nor tokens", "  steps: 10\n", "", "steps or tokens"),
                edit(
                        "label twice",
                        "id: des-loc, parameterPeriod: 2, firstMomentPeriod: 2, secondMomentPeriod: 2",
                        "id: ddp",
                        ":12:",
                        "label 'ddp'"),
                edit("unknown collective", "fidelity: flow", "collective: rong", ":13:", "'rong'", "ring"),
                edit(
                        "unknown host",
                        "name: sound",
                        "name: sound\nplacement: [host0, host1, host2, hst3]",
                        "hst3",
                        "host3"),
                edit("too few hosts named", "name: sound", "name: sound\nplacement: [host0]", ":2:", "1 hosts", "4"),
                edit("unknown device", "{stepTime: 1 s}", "{device: h200x}", ":3:", "h200x", "h100-sxm"),
                edit(
                        "unknown architecture",
                        "model: {",
                        "projectAs: {architecture: mpt-8b}\nmodel: {",
                        ":4:",
                        "mpt-8b"),
                edit(
                        "warm-up beyond the budget",
                        "  batch: 1",
                        "  batch: 1\n  schedule: {kind: wsd, warmupSteps: 50}",
                        ":8",
                        "50"),
                edit("zero steps", "steps: 10", "steps: 0", ":6:", "steps (0)"),
                edit("name with a slash", "name: sound", "name: ../x", ":1:", "../x"));
    }

    private static Arguments edit(String what, String from, String to, String... parts) {
        return Arguments.of(what, from, to, List.of(parts));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("edits")
    void saysWhatIsWrong(String what, String from, String to, List<String> parts) throws IOException {
        assertThat(SOUND).contains(from);
        Path file = Files.writeString(folder.resolve("scenario.yaml"), SOUND.replace(from, to));
        Said said = run(file);
        checkRefusal(said);
        assertThat(said.err()).as(what).startsWith(file.toString()).contains(parts);
    }

    @Test
    void theScenarioWithoutEditsIsSound() throws IOException {
        Path file = Files.writeString(folder.resolve("scenario.yaml"), SOUND);
        StringWriter out = new StringWriter();
        CommandLine line = Longhaul.create();
        line.setOut(new PrintWriter(out));
        assertThat(line.execute("validate", file.toString())).isZero();
        assertThat(out.toString()).contains("valid");
    }

    @Test
    void anUnreachableWorkerIsNamed() throws IOException {
        Path network = Files.writeString(
                folder.resolve("network.yaml"),
                """
                name: two islands
                nodes: [{id: a}, {id: b}, {id: c}, {id: d}]
                links:
                  - {from: a, to: b, bandwidth: 1 Gbit/s, latency: 1 ms}
                  - {from: c, to: d, bandwidth: 1 Gbit/s, latency: 1 ms}
                """);
        Path file = Files.writeString(
                folder.resolve("scenario.yaml"),
                SOUND.replace("{builder: star, hosts: 4, bandwidth: 10 Gbit/s}", "{file: " + network + "}"));
        Said said = run(file);
        checkRefusal(said);
        assertThat(said.err()).contains("scenario.yaml:2:").contains("cannot be reached");
    }

    @Test
    void filesThatAreNone() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.yaml"), "");
        Path huge = folder.resolve("huge.yaml");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(100_000_000);
        }
        Path noText = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0, 1});
        for (Path file : List.of(empty, huge, noText, folder, folder.resolve("missing.yaml"))) {
            Said said = run(file);
            checkRefusal(said);
            assertThat(said.err())
                    .startsWith(file.toString())
                    .hasLineCount(said.err().contains("Allowed") ? 2 : 1);
        }
    }

    @Test
    void theCommandLineItself() {
        StringWriter err = new StringWriter();
        CommandLine line = Longhaul.create();
        line.setErr(new PrintWriter(err));
        assertThat(line.execute("rnu", "x")).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(err.toString()).contains("Maybe you meant 'run'");
        assertThat(line.execute("run")).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(line.execute("run", "x.yaml", "--threads", "many")).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(err.toString()).doesNotContain("\tat ");
    }
}
