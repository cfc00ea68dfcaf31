package org.longhaul.study.chakra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.command.Longhaul;
import org.longhaul.scenario.replay.Replay;

/** What goes out and comes back takes the same times to the nanosecond, step by step, on its own network and on others. */
@NullUnmarked
final class ChakraRoundTripTest {
    /** Overlap in buckets, stragglers, local steps, momenta, fragments that travel while training goes on. */
    private static final String OVERLAPPED =
            """
            name: overlapped
            topology: {builder: two-sites, hostsPerSite: 2, wide: 1 Gbit/s, wideLatency: 15 ms}
            compute: {stepTime: 150 ms}
            stragglers: {factors: [1, 1.3, 1, 1.1], variation: 0.2}
            model: {kind: quadratic, layers: 4, elements: 64}
            projectAs: {architecture: mpt-125m, wireFormat: bf16}
            network: {bucket: 100 MB}
            training: {steps: 8, batch: 2, context: 1, optimizer: {kind: adamw, learningRate: 3e-3}, evaluateEvery: 4}
            methods:
              - {id: ddp}
              - {id: ddp, label: on a tree, collective: binary-tree, overlap: none}
              - {id: des-loc, parameterPeriod: 2, firstMomentPeriod: 4, secondMomentPeriod: 8}
              - {id: streaming-diloco, parameterPeriod: 6, fragments: 3, overlapSteps: 2}
              - {id: eager-diloco, parameterPeriod: 4}
              - {id: zero, stage: 3, groupSize: 2, parameterPeriod: 4}
              - {id: noloco, parameterPeriod: 4}
              - {id: sparta, share: 0.1}
            targets: [{loss: 30}]
            seeds: [3, 5]
            """;

    /** Vectors of sizes of their own, by what their encoding keeps; low-rank factors. */
    private static final String COMPRESSED =
            """
            name: compressed
            topology: {builder: star, hosts: 3, bandwidth: 200 Mbit/s, latency: 5 ms}
            compute: {stepTime: 20 ms}
            model: {kind: mlp, hidden: [16]}
            data: {dataset: {kind: digits, examples: 200, validation: 50}}
            training: {steps: 8, batch: 4, optimizer: {kind: sgd, learningRate: 0.1}, evaluateEvery: 4}
            methods:
              - {id: ddp, gradientFormat: {top-k: {share: 0.05}}, errorFeedback: true}
              - {id: powersgd, rank: 2}
              - {id: demo}
              - {id: signsgd, momentum: 0.9}
              - {id: sparseloco, parameterPeriod: 4}
              - {id: local-sgd, label: int8, parameterPeriod: 4, wireFormat: int8}
            """;

    /** A server, clients by the number of their samples, some of them in a round. */
    private static final String WEIGHTED =
            """
            name: weighted
            topology: {builder: star, hosts: 7, bandwidth: 20 Mbit/s, down: 100 Mbit/s, latency: 15 ms}
            clients: 6
            server: host6
            participation: {kind: random, clients: 3}
            compute: {stepTime: 50 ms}
            model: {kind: mlp, hidden: [16]}
            data: {dataset: {kind: digits, examples: 400, validation: 50}, partition: {kind: dirichlet, alpha: 0.3}}
            training: {steps: 20, batch: 4, optimizer: {kind: sgd, learningRate: 0.1}, evaluateEvery: 10}
            methods:
              - {id: fedavg, parameterPeriod: 5}
              - {id: fedavg, label: "adam's", parameterPeriod: 5, server: adam, serverLearningRate: 0.02}
            """;

    /** Packets, of which some are lost, beside other traffic, while a link fails. */
    private static final String DISTURBED =
            """
            name: disturbed
            topology: {builder: star, hosts: 4, bandwidth: 50 Mbit/s, latency: 10 ms, lossRate: 1e-3}
            compute: {stepTime: 50 ms}
            model: {kind: quadratic, layers: 2, elements: 20000}
            network: {fidelity: packet, bucket: 100 kB}
            training: {steps: 8, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.01}, evaluateEvery: 4}
            faults: [{kind: maintenance, links: ['*host0*'], first: 200 ms, duration: 300 ms}]
            background: {flows: [{kind: greedy, from: [host1], to: [host2]}]}
            methods: [{id: ddp}, {id: local-sgd, parameterPeriod: 4}]
            """;

    @TempDir
    private static Path shared;

    private static Path overlapped;
    private static Path overlappedImported;
    private static RunRecord overlappedTimes;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() throws IOException {
        overlapped = run(shared, OVERLAPPED);
        overlappedImported = imported(shared, exported(shared, overlapped));
        overlappedTimes = of(overlappedImported);
    }

    @ParameterizedTest
    @ValueSource(strings = {COMPRESSED, WEIGHTED, DISTURBED})
    void takesTheSameTimesToTheNanosecond(String scenario) throws IOException {
        Path run = run(folder, scenario);
        Path imported = imported(folder, exported(folder, run));

        requireSameTimes(of(run), of(imported));
        ScenarioChanges slow = ScenarioChanges.none().set("network.fidelity=analytic");
        requireSameTimes(Replay.of(run).figures(slow), Replay.of(imported).figures(slow));
    }

    @Test
    void takesTheSameTimesOnOtherNetworks() throws IOException {
        Replay there = Replay.of(overlapped);
        Replay here = Replay.of(overlappedImported);
        requireSameTimes(there.figures(ScenarioChanges.none()), overlappedTimes);
        ScenarioChanges one = ScenarioChanges.none().set("seeds=[5]");
        ScenarioChanges other = ScenarioChanges.none().set("seeds=[3]");
        for (ScenarioChanges changes : List.of(
                one.set("topology.wide=100 Mbit/s"),
                other.set("topology.wideLatency=80 ms"),
                one.on("{builder: star, hosts: 4, bandwidth: 300 Mbit/s, latency: 20 ms}"))) {
            requireSameTimes(there.figures(changes), here.figures(changes));
        }
    }

    @Test
    void whatWasImportedGoesOutAgainTheSame() throws IOException {
        Path again = folder.resolve("again");
        assertThat(Longhaul.execute(
                        "trace", "export", overlappedImported.toString(), "--to", "chakra", "--out", again.toString()))
                .isZero();
        Path twice = folder.resolve("twice");
        assertThat(Longhaul.execute("trace", "import", again.toString(), "--out", twice.toString()))
                .isZero();

        requireSameTimes(overlappedTimes, of(twice));
    }

    @Test
    void anEditedDurationCounts() throws IOException {
        Path traces = exported(folder, run(folder, DISTURBED.replace("fidelity: packet", "fidelity: flow")));
        Path file = traces.resolve("01-ddp-seed1.0.et");
        RankFile rank = RankFile.read(file);
        for (ChakraNode node : rank.nodes()) {
            node.durationMicros *= 10;
        }
        try (ChakraOutput out = new ChakraOutput(file, rank.origin())) {
            for (ChakraNode node : rank.nodes()) {
                out.node(node);
            }
        }
        MethodRecord slower = of(imported(folder, traces)).methods().get(0);

        assertThat(slower.workers().get(0).computeNanos())
                .isEqualTo(10 * slower.workers().get(1).computeNanos());
    }

    @Test
    void whatAsksTheNetworkIsRefusedWithTheReason() throws IOException {
        Path run = run(
                folder,
                """
                name: asking
                topology: {builder: star, hosts: 3, bandwidth: 1 Gbit/s, latency: 15 ms}
                clients: 2
                server: host2
                compute: {stepTime: 150 ms}
                model: {kind: quadratic, elements: 8}
                training: {steps: 24, batch: 2, optimizer: {kind: sgd, learningRate: 0.01}, evaluateEvery: 8}
                methods: [{id: async-local-sgd, parameterPeriod: 2}]
                """);
        Replay replay = Replay.of(run);
        TraceExport export = new TraceExport(replay, replay.plan(ScenarioChanges.none()));

        assertThatThrownBy(() -> export.write(folder.resolve("out"), List.of(), said -> {}))
                .isInstanceOf(InvalidTraceException.class)
                .hasMessageStartingWith("async-local-sgd cannot be exported: it asks the network who was heard");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private static void requireSameTimes(RunRecord there, RunRecord here) {
        assertThat(here.methods()).hasSameSizeAs(there.methods());
        for (int i = 0; i < there.methods().size(); i++) {
            MethodRecord one = there.methods().get(i);
            MethodRecord other = here.methods().get(i);
            String name = one.label() + ", seed " + one.seed();
            assertThat(other.label()).isEqualTo(one.label());
            assertThat(other.seed()).as(name).isEqualTo(one.seed());
            assertThat(other.totals().simulatedNanos())
                    .as(name)
                    .isPositive()
                    .isEqualTo(one.totals().simulatedNanos());
            assertThat(other.curve())
                    .as(name)
                    .extracting(CurvePoint::simulatedNanos)
                    .isEqualTo(
                            one.curve().stream().map(CurvePoint::simulatedNanos).toList());
            assertThat(other.curve())
                    .as(name)
                    .extracting(CurvePoint::values)
                    .isEqualTo(one.curve().stream().map(CurvePoint::values).toList());
            assertThat(other.arcs()).as(name).isEqualTo(one.arcs());
        }
    }

    private static RunRecord of(Path run) throws IOException {
        return Replay.of(run).figures(ScenarioChanges.none());
    }

    private static Path run(Path folder, String scenario) throws IOException {
        Path file = Files.writeString(folder.resolve("scenario.yaml"), scenario);
        Path run = folder.resolve("run");
        assertThat(Longhaul.execute(
                        "run", file.toString(), "--out", run.toString(), "--runs", folder.toString(), "--quiet"))
                .isZero();
        return run;
    }

    private static Path exported(Path folder, Path run) {
        Path traces = folder.resolve("traces");
        assertThat(Longhaul.execute("trace", "export", run.toString(), "--to", "chakra", "--out", traces.toString()))
                .isZero();
        return traces;
    }

    private static Path imported(Path folder, Path traces) {
        Path imported = folder.resolve("imported");
        assertThat(Longhaul.execute("trace", "import", traces.toString(), "--out", imported.toString()))
                .isZero();
        return imported;
    }
}
