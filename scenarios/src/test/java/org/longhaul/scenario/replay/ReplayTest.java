package org.longhaul.scenario.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.planner.Preflight;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.file.InvalidFileException;

/** A replay is what a run on the other network would be. That on its own network it is the run, {@link Runs#runAndReplay} checks. */
@NullUnmarked
final class ReplayTest {
    static final String TWO_SITES =
            """
            name: small
            topology: {builder: two-sites, hostsPerSite: 2, wide: 1 Gbit/s, wideLatency: 15 ms}
            compute: {stepTime: 150 ms}
            model: {kind: quadratic, layers: 2, elements: 8}
            projectAs: {architecture: mpt-125m, wireFormat: bf16}
            training:
              steps: 32
              batch: 2
              optimizer: {kind: adamw, learningRate: 3e-3}
              evaluateEvery: 16
            methods:
              - id: ddp
              - {id: des-loc, parameterPeriod: 8, firstMomentPeriod: 16, secondMomentPeriod: 32}
              - {id: diloco, parameterPeriod: 16}
            targets: [{loss: 6}]
            seeds: [1, 2]
            claims: [charged-bytes(ddp) / charged-bytes(diloco) >= 10]
            """;

    private static final String ASKING =
            """
            name: asking
            topology: {builder: star, hosts: 3, bandwidth: 1 Gbit/s, latency: 15 ms}
            clients: 2
            server: host2
            compute: {stepTime: 150 ms}
            stragglers: {factors: [1, 1.3, 1]}
            model: {kind: quadratic, elements: 8}
            training: {steps: 24, batch: 2, optimizer: {kind: sgd, learningRate: 0.01}, evaluateEvery: 8}
            methods: [{id: async-local-sgd, parameterPeriod: 2}]
            """;

    @TempDir
    private static Path folder;

    private static Path recorded;
    private static RunRecord original;

    @BeforeAll
    static void record() {
        recorded = folder.resolve("recorded");
        original = Runs.runAndReplay(recorded, TWO_SITES);
    }

    static ScenarioChanges set(String... changes) {
        ScenarioChanges all = ScenarioChanges.none();
        for (String change : changes) {
            all = all.set(change);
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topology.wide=250 Mbit/s",
                "topology={builder: two-sites, hostsPerSite: 2, wide: 10 Gbit/s, wideLatency: 80 ms, wideLossRate: 1e-5}",
                "network.fidelity=analytic",
                "methods[ddp].collective=ring",
                "compute={device: h100-sxm, mfu: 0.4}",
                "projectAs.architecture=mpt-350m",
                "stragglers={variation: 0.2}",
                "faults=[{kind: maintenance, links: [wide], first: 2 s, duration: 3 s}]"
            })
    void isWhatARunOnTheOtherNetworkGives(String change, @TempDir Path other) throws IOException {
        ScenarioChanges changes = set("projectAs.batch=8", "seeds=[2]", change);
        ReplayPlan plan = Replay.of(recorded).plan(changes);
        RunRecord replayed = plan.run();

        RunRecord trained = Runs.run(other.resolve("run"), plan.document().text());
        assertThat(replayed.provenance().fingerprint())
                .isEqualTo(trained.provenance().fingerprint());
        assertThat(replayed.provenance().replayedFrom().fingerprint())
                .isEqualTo(original.provenance().fingerprint());
        assertThat(replayed.network()).isEqualTo(trained.network());
        assertThat(Runs.method(replayed, "ddp").curve().get(1).training())
                .isEqualTo(original.seedsOf("ddp").get(1).curve().get(1).training());
    }

    @Test
    void keepsTheNumberOfWorkersOnALargerNetwork() throws IOException {
        RunRecord replayed = Replay.of(recorded)
                .run(ScenarioChanges.none().on("{builder: star, hosts: 9, bandwidth: 10 Gbit/s, latency: 1 ms}"));
        assertThat(replayed.network().workerNodes()).hasSize(4);
        assertThat(replayed.methods().get(0).totals().simulatedNanos())
                .isLessThan(original.methods().get(0).totals().simulatedNanos());
    }

    @Test
    void threadsShareOneReplay() throws IOException {
        Replay replay = Replay.of(recorded);
        List<String> widths = List.of("100 Mbit/s", "1 Gbit/s", "3 Gbit/s", "100 Mbit/s", "1 Gbit/s", "3 Gbit/s");
        List<Long> nanos = widths.parallelStream()
                .map(wide -> replay.run(set("topology.wide=" + wide, "seeds=[1]"))
                        .methods()
                        .get(0)
                        .totals()
                        .simulatedNanos())
                .toList();
        assertThat(nanos.subList(0, 3))
                .isEqualTo(nanos.subList(3, 6))
                .isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(nanos.get(1)).isEqualTo(original.methods().get(0).totals().simulatedNanos());
    }

    static Stream<List<String>> refused() {
        return Stream.of(
                List.of("training.batch=4", "ddp, des-loc, diloco: batch 2 when it was recorded, 4 here"),
                List.of("training.steps=64", "steps 32 when it was recorded, 64 here"),
                List.of(
                        "methods[diloco].parameterPeriod=8",
                        "diloco: method diloco, parameterPeriod 16 when it was recorded, 8 here"),
                List.of("training.optimizer={kind: adamw, learningRate: 0.004}", "optimizer adamw, learningRate 0.003"),
                List.of("training.evaluateEvery=8", "evaluateEvery 16 when it was recorded, 8 here"),
                List.of("training.until=target", "until none when it was recorded, stops at the target"),
                List.of("projectAs.wireFormat=fp32", "wireFormat bf16 when it was recorded, fp32 here"),
                List.of("topology.hostsPerSite=3", "workers 4 when it was recorded, 6 here"),
                List.of("membership={heartbeat: 2 s, timeout: 6 s}", "membership none when it was recorded"),
                List.of("seeds=[1, 3]", "seed 3 was not trained; recorded: 1, 2"),
                List.of("model.elements=16", "model quadratic, elements 8 when it was recorded, 16 here"),
                List.of(
                        "methods[ddp]={id: local-sgd, parameterPeriod: 4}",
                        "local-sgd: no method of this name was trained; recorded: ddp, des-loc, diloco"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatWouldTrainOtherwise(List<String> changeAndReason) throws IOException {
        Replay replay = Replay.of(recorded);
        assertThatThrownBy(() -> replay.plan(set("claims=", changeAndReason.get(0))))
                .isInstanceOf(ReplayRefusedException.class)
                .hasMessageContaining(changeAndReason.get(1));
    }

    @Test
    void aChangedScenarioIsCheckedAsAnyOther() throws IOException {
        Replay replay = Replay.of(recorded);
        assertThatThrownBy(() -> replay.plan(set("network.fidelty=packet")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("unknown key 'fidelty'")
                .hasMessageContaining("Maybe you meant 'fidelity'");
        assertThatThrownBy(() -> ScenarioChanges.none().on("geantt")).hasMessageContaining("geant");
    }

    /** A method that asks may be replayed where it is answered as before, and nowhere else. */
    @Test
    void anAskingMethodIsReplayedWhereItIsAnsweredAsBefore(@TempDir Path other) throws IOException {
        Path run = other.resolve("run");
        RunRecord first = Runs.runAndReplay(run, ASKING);
        Replay replay = Replay.of(run);
        RunRecord same = replay.run(set("topology.bandwidth=1001 Mbit/s"));
        assertThat(same.methods().get(0).totals().steps())
                .isEqualTo(first.methods().get(0).totals().steps());
        assertThatThrownBy(() -> replay.run(set("stragglers.factors=[1, 9, 1]")))
                .isInstanceOf(ReplayRefusedException.class)
                .hasMessageContaining("asks the network in step")
                .hasMessageContaining("when it was recorded");
    }

    @Test
    void aBudgetOfTimeIsReplayedWhereItEndsTheSameSteps(@TempDir Path other) throws IOException {
        Path run = other.resolve("run");
        Runs.run(
                run,
                TWO_SITES
                        .replace("  steps: 32\n", "  steps: 32\n  until: 12 s\n")
                        .replaceAll("(?m)^(seeds|claims).*\n", ""));
        Replay replay = Replay.of(run);
        assertThat(replay.run(set("network.timelineSteps=2")).methods()).hasSize(3);
        assertThatThrownBy(() -> replay.run(set("topology.wide=4 Gbit/s")))
                .isInstanceOf(ReplayRefusedException.class)
                .hasMessageContaining("training ends at 12 s: it did after");
        assertThatThrownBy(() -> replay.run(set("topology.wide=100 Mbit/s")))
                .isInstanceOf(ReplayRefusedException.class)
                .hasMessageContaining("would not be trained");
    }

    /** The clock may end training before it diverges; and what a forecast shortens is foreseen from the same steps. */
    @Test
    void aBudgetOfTimeIsAskedBeforeADivergence(@TempDir Path other) throws IOException {
        Path run = other.resolve("run");
        RunRecord diverged = Runs.runAndReplay(
                run,
                """
                name: diverging
                topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 5 ms}
                compute: {stepTime: 100 ms}
                model: {kind: quadratic, elements: 8}
                training: {steps: 400, until: 30 s, batch: 1, optimizer: {kind: sgd, learningRate: 1e6}}
                methods: [{id: ddp}]
                """);
        assertThat(diverged.methods().get(0).outcome().kind()).isEqualTo(Outcome.Kind.DIVERGED);
        Replay replay = Replay.of(run);
        ReplayPlan plan = replay.plan(set("compute={stepTime: 1 s}"));
        assertThat(Preflight.replayed(plan.plan(), plan.document()).lines()).isNotEmpty();
        assertThat(plan.run().methods().get(0).outcome().kind()).isEqualTo(Outcome.Kind.DIVERGED);
        assertThatThrownBy(() -> replay.run(set("compute={stepTime: 29 s}")))
                .isInstanceOf(ReplayRefusedException.class)
                .hasMessageContaining("training ends at 30 s: it diverged after")
                .hasMessageContaining("here step 3 would not be trained");
    }

    /** What is foreseen of a run that its rule ended: fewer steps than its plan has. */
    @Test
    void aBudgetOfTimeIsForeseen(@TempDir Path other) throws IOException {
        Path run = other.resolve("run");
        Runs.run(
                run,
                TWO_SITES
                        .replace("  steps: 32\n", "  steps: 3200\n  until: 12 s\n")
                        .replaceAll("(?m)^(seeds|claims).*\n", ""));
        ReplayPlan plan = Replay.of(run).plan(ScenarioChanges.none());
        assertThat(Preflight.replayed(plan.plan(), plan.document()).lines()).isNotEmpty();
    }

    /** The network's file has been edited since: a change that names it means what it is now, the run itself what it was. */
    @Test
    void aFileThatAChangeNamesIsReadAsItIsNow(@TempDir Path other) throws IOException {
        Path network = Files.writeString(other.resolve("net.yaml"), network("1 Gbit/s"));
        Path scenario = Files.writeString(
                other.resolve("scenario.yaml"), TWO_SITES.replaceAll("(?m)^topology.*", "topology: {file: net.yaml}"));
        Path run = other.resolve("run");
        RunRecord first = Runs.run(run, scenario);
        Files.writeString(network, network("100 Mbit/s"));
        Replay replay = Replay.of(run);
        assertThat(replay.run(ScenarioChanges.none()).methods()).isEqualTo(first.methods());
        ReplayPlan plan = replay.plan(ScenarioChanges.none().on(network.toString()));
        RunRecord slow = plan.run();
        assertThat(slow.methods().get(0).totals().simulatedNanos())
                .isGreaterThan(first.methods().get(0).totals().simulatedNanos());
        Path kept = other.resolve("kept");
        plan.create(kept, plan.manifest("kept", "2026-01-01T00:00:00Z", other)).close();
        assertThat(Files.readString(kept.resolve("inputs/1/net.yaml"))).contains("100 Mbit/s");
    }

    private static String network(String wide) {
        return """
                name: net
                nodes: [{id: a, kind: host}, {id: b, kind: host}]
                links: [{from: a, to: b, bandwidth: %s, latency: 5 ms}]
                """
                .formatted(wide);
    }

    /** Stated clients are as many on a network with fewer hosts. */
    @Test
    void statedClientsNeedNoWorkers(@TempDir Path other) throws IOException {
        Path run = other.resolve("run");
        RunRecord wide = Runs.runAndReplay(
                run,
                TWO_SITES
                        .replaceAll("(?s)methods:.*targets", "clients: 6\nmethods: [{id: fedavg}]\ntargets")
                        .replaceAll("(?m)^claims.*\n", "")
                        .replace("hostsPerSite: 2", "hostsPerSite: 4"));
        RunRecord narrow = Replay.of(run)
                .run(ScenarioChanges.none().on("{builder: star, hosts: 3, bandwidth: 1 Gbit/s, latency: 1 ms}"));
        assertThat(narrow.methods().get(0).settings()).containsEntry("clients", "6");
        assertThat(narrow.methods()).hasSameSizeAs(wide.methods());
    }

    /** A line that never comes back brings the recorded run to a halt; where it comes back, the run would train on. */
    @Test
    void aRunThatWasHaltedIsReplayedUpToThereOnly(@TempDir Path other) throws IOException {
        Path run = other.resolve("run");
        RunRecord halted = Runs.runAndReplay(
                run,
                TWO_SITES.replaceAll("(?m)^(seeds|claims).*\n", "")
                        + """
                        faults: [{kind: maintenance, name: cut, links: [wide], first: 5 s, duration: 1000 h}]
                        recovery: {giveUpAfter: 60 s}
                        """);
        assertThat(halted.methods().get(0).outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        Replay replay = Replay.of(run);
        assertThatThrownBy(() -> replay.run(set("faults[cut].duration=1 s")))
                .isInstanceOf(ReplayRefusedException.class)
                .hasMessageContaining("here it would train on");
    }

    static Stream<Path> library() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("library"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    /** Shortened, and with little to learn: what travels over the network, and when, is that of the shipped scenario. */
    @ParameterizedTest
    @MethodSource("library")
    void everyShippedScenarioIsReplayedToTheBit(Path file, @TempDir Path other) {
        ScenarioChanges changes = set(
                "model={kind: quadratic, layers: 1, elements: 4}",
                "training.steps=40",
                "training.evaluateEvery=20",
                "seeds=[1]",
                "targets=[]",
                "claims=[]");
        if (file.endsWith("desloc-sweep.yaml")) {
            // Those whose periods are longer than that.
            changes = changes.set("methods[6]=").set("methods[5]=").set("methods[4]=");
        }
        if (file.endsWith("federated-digits.yaml")) {
            // A hundred workers, each of whose steps is like the others.
            changes = changes.set("methods[0].steps=10");
        }
        if (file.endsWith("photon-wan.yaml")) {
            // These state their own number of steps; two rounds each.
            for (int method = 0; method < 3; method++) {
                String set = "methods[" + method + "].";
                changes = changes.set(set + "steps=40").set(set + "parameterPeriod=20");
            }
        }
        ScenarioReader.Source source = Runs.READER.read(file, changes);
        List<MethodRecord> methods = Runs.runAndReplay(
                        other.resolve("run"), source.document().text())
                .methods();
        assertThat(methods).hasSameSizeAs(source.scenario().methods());
    }

    @Test
    void changesAreMadeInOrder() throws IOException {
        RunRecord replayed = Replay.of(recorded).run(set("topology.wide=1 Mbit/s", "topology.wide=1 Gbit/s"));
        assertThat(replayed.methods()).isEqualTo(original.methods());
        assertThat(IntStream.range(0, 6).mapToObj(i -> replayed.methods().get(i).label()))
                .containsExactly("ddp", "des-loc", "diloco", "ddp", "des-loc", "diloco");
    }
}
