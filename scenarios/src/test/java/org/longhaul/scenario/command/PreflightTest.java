package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.shared.ExitCode;

/** What is found before anything is trained, by {@code validate} and by {@code run} alike. */
final class PreflightTest {
    private static final String SOUND =
            """
            name: sound
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 150 ms}
            model: {kind: quadratic, layers: 1, elements: 4}
            training: {steps: 8, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}}
            methods: [{id: ddp}]
            """;
    private static final String TEXT_MODEL = SOUND.replace(
                    "{kind: quadratic, layers: 1, elements: 4}", "{kind: transformer, layers: 1, width: 16, heads: 2}")
            .replace("context: 1", "context: 32");

    @TempDir
    Path folder;

    private Said validate(String scenario) throws IOException {
        return Said.to(
                "validate",
                Files.writeString(folder.resolve("scenario.yaml"), scenario).toString());
    }

    private void refused(String scenario, String... parts) throws IOException {
        Said checked = validate(scenario);
        assertThat(checked.code()).as(checked.err()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(checked.err()).contains(parts).contains("scenario.yaml:");
        Path out = folder.resolve("out");
        Said run = Said.to(
                "run",
                folder.resolve("scenario.yaml").toString(),
                "--out",
                out.toString(),
                "--quiet",
                "--runs",
                folder.toString());
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(out).doesNotExist();
    }

    private void warned(String scenario, String... parts) throws IOException {
        Said checked = validate(scenario);
        assertThat(checked.code()).as(checked.err()).isEqualTo(ExitCode.DONE);
        assertThat(checked.err()).contains("Warning: ").contains(parts);
    }

    @Test
    void aSoundScenarioIsForecastWithoutWarning() throws IOException {
        Said said = validate(SOUND);
        assertThat(said.err()).isEmpty();
        assertThat(said.out())
                .contains("ddp: 8 exchanges, 384 B charged per worker")
                .contains("projected 1.2")
                .contains("queues of one bandwidth-delay product, at least 1 ms, on");
    }

    /** Windows of two sensors are three examples each: as the one, the other and both saw them. */
    @Test
    void examplesAreCountedThatSomebodyHas() throws IOException {
        String gait = SOUND.replace("{kind: quadratic, layers: 1, elements: 4}", "{kind: mlp, hidden: [8]}")
                        .replace(", context: 1", "")
                + "data: {dataset: {kind: gait, users: 1, examples: 24, validation: 12, sensors: SENSORS}}\n";
        assertThat(validate(gait.replace("SENSORS", "together")).out())
                .contains("data: gait, 36 examples in 6 classes, divided by iid; a worker trains on 1");
        assertThat(validate(gait.replace("SENSORS", "apart")).out()).contains("data: gait, 72 examples in 6 classes");
    }

    @Test
    void missingData() throws IOException {
        refused(TEXT_MODEL + "data: {corpus: {kind: text, path: none.txt}}\n", "data.corpus", "does not exist");
        refused(TEXT_MODEL + "data: {corpus: {kind: text, path: /dev/zero}}\n", "data.corpus", "has no end");
    }

    /** 26.6 GB at 250 kbit/s is some ten days a step, and 12,000 steps are three centuries. */
    @Test
    void aRunBeyondTheClock() throws IOException {
        refused(
                """
                name: centuries
                topology: {builder: star, hosts: 2, bandwidth: 250 kbit/s, latency: 10 ms}
                compute: {stepTime: 1 s}
                model: {kind: quadratic, layers: 1, elements: 1}
                projectAs: {architecture: mpt-7b, wireFormat: fp32}
                training: {steps: 12000, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}}
                methods: [{id: ddp}]
                network: {fidelity: analytic, overlap: none, collective: ring}
                """,
                "methods[0]",
                "more than 292 years");
    }

    @Test
    void emptyData() throws IOException {
        Files.writeString(folder.resolve("empty.txt"), "");
        refused(TEXT_MODEL + "data: {corpus: {kind: text, path: empty.txt}}\n", "data.corpus", "no documents");
    }

    @Test
    void workerWithoutData() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            lines.append("{\"text\": \"document number ")
                    .append(i)
                    .append(" of two domains and some length\", \"domain\": \"")
                    .append(i % 2 == 0 ? "a" : "b")
                    .append("\"}\n");
        }
        Files.writeString(folder.resolve("two.jsonl"), lines);
        refused(
                TEXT_MODEL.replace("hosts: 2", "hosts: 8")
                        + """
                        data:
                          corpus: {kind: jsonl, path: two.jsonl, domainField: domain}
                          partition: {kind: dirichlet, alpha: 0.001}
                          validationSequences: 2
                        """,
                "data.partition",
                "worker ",
                "fewer than one sequence");
    }

    @Test
    void modelsBeyondTheMemoryAreNotMade() throws IOException {
        refused(SOUND.replace("elements: 4", "elements: 400000000"), "model", "memory");
        refused(TEXT_MODEL.replace("width: 16", "width: 1000000"), "width", "65536");
    }

    @Test
    void methodsThatExchangeNothing() throws IOException {
        refused(
                SOUND.replace("{id: ddp}", "{id: local-sgd, parameterPeriod: 100}"),
                "methods[0].parameterPeriod",
                "parameterPeriod (100) exceeds the 8 steps");
        refused(
                SOUND.replace("{id: ddp}", "{id: des-loc, parameterPeriod: 2}"),
                "firstMomentPeriod (768, the default) exceeds the 8 steps");
        Said partial = validate(SOUND.replace("{id: ddp}", "{id: local-sgd, parameterPeriod: 3}"));
        assertThat(partial.out()).contains("parameterPeriod 3 (last round: 2 steps)");
    }

    @Test
    void settingsWithoutEffect() throws IOException {
        warned(
                SOUND.replace("{id: ddp}", "{id: diloco, parameterPeriod: 4, overlap: bucketed}"),
                "methods[0].overlap",
                "exchanges nothing during the backward pass");
        warned(SOUND + "stragglers: {slowFactor: 3}\n", "stragglers", "no effect");
        warned(SOUND + "data: {validationSequences: 4}\n", "data", "makes its own batches");
        warned(TEXT_MODEL + "data: {labelled: 20}\n", "data.labelled", "text has no examples with labels");
        warned(
                SOUND.replace("{kind: quadratic, layers: 1, elements: 4}", "{kind: mlp, hidden: [8]}")
                                .replace(", context: 1", "")
                        + "data: {dataset: {kind: digits, examples: 200, validation: 50}, labelled: 20}\n",
                "data.labelled",
                "nobody trains on these 20 examples");
        warned(SOUND + "network: {overlap: none, bucket: 1 MB}\n", "network.bucket", "no effect");
        warned(SOUND + "recovery: {retries: 3}\n", "recovery.retries", "transfers: stall");
        warned(
                SOUND + "faults: [{kind: maintenance, links: ['*'], first: 100 d, every: 200 d, duration: 1 h}]\n",
                "faults[0]",
                "strikes no run");
    }

    @Test
    void whatNobodyHas() throws IOException {
        refused(
                SOUND + "network: {collectives: {gradient: ring}}\n",
                "network.collectives.gradient",
                "Maybe you meant 'gradients'");
        refused(
                SOUND + "network: {collective: {kind: parameter-server, servers: 99}}\n",
                "network.collective",
                "servers (99)",
                "2 hosts");
        refused(
                SOUND + "background: {flows: [{kind: on-off, from: [switch], to: [host0], rate: 10 Mbit/s}]}\n",
                "background.flows[0].from",
                "is a switch");
        refused(SOUND.replace("{id: ddp}", "{id: ddp, label: \"a\\nb\\e[31m\"}"), "methods[0].label", "\\u001b");
    }

    @Test
    void simulationsThatWouldNotEnd() throws IOException {
        refused(
                SOUND + "faults: [{kind: link-outages, timeToFailure: {mean: 1 ns}, timeToRepair: {mean: 1 ns}}]\n"
                        + "limits: {events: 1000000}\n",
                "faults[0]",
                "too many to simulate");
        refused(
                SOUND
                        + "background: {flows: [{kind: poisson, from: [host0], to: [host1], meanInterval: 1 ns, size: {mean: 1"
                        + " B}}]}\nlimits: {events: 1000000}\n",
                "background.flows[0]",
                "too many to simulate");
        refused(
                SOUND.replace("model:", "projectAs: {architecture: mpt-7b}\nmodel:") + "network: {bucket: 1 B}\n",
                "network.bucket",
                "exchanges a step");
        refused(SOUND.replace("stepTime: 150 ms", "stepTime: 360 d").replace("steps: 8", "steps: 400"), "292 years");
    }

    @Test
    void aRunEndsAtItsLimitOfEvents() throws IOException {
        Path file = Files.writeString(folder.resolve("scenario.yaml"), SOUND + "limits: {events: 20}\n");
        Said run = Said.to(
                "run",
                file.toString(),
                "--out",
                folder.resolve("out").toString(),
                "--quiet",
                "--runs",
                folder.toString());
        assertThat(run.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run.err()).contains("limits.events").contains("20 events, the most that it may");
    }

    @Test
    void socketBuffersAreStatedOnceAndNamed() throws IOException {
        assertThat(validate(SOUND).out()).contains("windows up to 67.1 MB (hosts: linux-tuned)");
        String untuned = SOUND + "network: {hosts: linux-default, compareWith: [packet]}\n";
        assertThat(validate(untuned).out())
                .contains("; flow, hosts linux-default")
                .doesNotContain("windows up to");
        refused(
                SOUND + "network: {hosts: linux-default, fidelity: {kind: flow, maximumWindow: 67108864}}\n",
                "network.fidelity.maximumWindow",
                "so does network.hosts (linux-default)");
        refused(
                SOUND + "network: {hosts: linux-default, compareWith: [{kind: packet, maximumWindow: 5}]}\n",
                "network.compareWith[0].maximumWindow",
                "so does network.hosts (linux-default)");
        refused(SOUND + "network: {hosts: linux-defaults}\n", "linux-defaults", "Maybe you meant 'linux-default'");
    }

    /** A connection has no more under way than its send buffer holds. */
    @Test
    void aSendBufferBelowTheWindowBoundsIt() throws IOException {
        String sockets = SOUND + "network: {library: {kind: sockets, sendBuffer: %s}}\n";
        assertThat(validate(sockets.formatted("100 kB")).out()).contains("windows up to 100 kB");
        assertThat(validate(sockets.formatted("200 MB")).out()).contains("windows up to 67.1 MB");
        assertThat(validate(sockets.formatted("0 B")).out()).contains("windows up to 67.1 MB");
        refused(sockets.formatted("100"), "sendBuffer", "100");
    }
}
