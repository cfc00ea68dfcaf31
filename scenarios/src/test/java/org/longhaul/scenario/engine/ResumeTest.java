package org.longhaul.scenario.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.command.Longhaul;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.tensor.Device;

/** A run that is killed again and again ends with the same bits as one that is left alone. */
final class ResumeTest {
    private static final int SEED = 20_261_122;

    private static final String SCENARIO =
            """
            name: killed
            topology: {builder: two-sites, hostsPerSite: 2, wide: 1 Gbit/s, wideLatency: 15 ms}
            compute: {stepTime: 100 ms}
            stragglers: {variation: 0.2}
            model: {kind: quadratic, layers: 1, elements: 8}
            projectAs: {architecture: mpt-125m}
            training:
              steps: 48
              batch: 1
              context: 1
              optimizer: {kind: adamw, learningRate: 0.05}
              evaluateEvery: 12
            methods:
              - {id: des-loc, parameterPeriod: 8, firstMomentPeriod: 24, secondMomentPeriod: 48}
              - {id: diloco, parameterPeriod: 16}
              - id: ddp
            checkpoints: {everySteps: 8}
            faults: [{kind: link-outages, links: [wide], timeToFailure: {mean: 2 min}, timeToRepair: {mean: 300 ms}}]
            """;

    /** What comes next depends on who was heard; two clients are always late, and the line of one fails. */
    private static final String ASKING =
            """
            name: asking
            topology: {builder: star, hosts: 7, bandwidth: 20 Mbit/s, latency: 15 ms}
            clients: 6
            server: host6
            participation: {kind: random, clients: 4}
            compute: {stepTime: 50 ms}
            stragglers: {factors: [1, 1, 1, 1, 6, 6, 1], variation: 0.2}
            model: {kind: mlp, hidden: [8]}
            data: {dataset: {kind: digits, examples: 300, validation: 50}, partition: {kind: dirichlet, alpha: 0.5}}
            training: {steps: 48, batch: 4, optimizer: {kind: sgd, learningRate: 0.05}, evaluateEvery: 12}
            methods:
              - {id: fedavg-deadline, parameterPeriod: 4, deadline: 500 ms}
              - {id: async-local-sgd, parameterPeriod: 4, participation: {kind: everyone}}
              - {id: halos, parameterPeriod: 4, accumulation: 3, participation: {kind: everyone}}
              - {id: decoupled-diloco, steps: 24, parameterPeriod: 4, fragments: 2, minimumQuorum: 3}
            federation: {a: [host0, host2, host4], b: [host1, host3, host5]}
            checkpoints: {everySteps: 8}
            faults: [{kind: link-outages, timeToFailure: {mean: 30 s}, timeToRepair: {mean: 2 s}}]
            """;

    /** Workers come and go; what is exchanged after a roll call belongs to the step before. */
    private static final String MEMBERS =
            """
            name: members
            topology: {builder: star, hosts: 5, bandwidth: 100 Mbit/s, latency: 15 ms}
            workers: 4
            compute: {stepTime: 50 ms}
            stragglers: {variation: 0.2}
            model: {kind: quadratic, layers: 1, elements: 8}
            projectAs: {architecture: mpt-125m}
            training: {steps: 48, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.05}, evaluateEvery: 12}
            methods:
              - {id: diloco, parameterPeriod: 8}
              - {id: des-loc, parameterPeriod: 8, firstMomentPeriod: 24, secondMomentPeriod: 4}
              - {id: ddp, steps: 24}
              - {id: fedavg, parameterPeriod: 8, optimizerState: keep, server: nesterov}
            membership: {heartbeat: 1 s, timeout: 3 s, deadline: 10 min, checkpointPeriod: 5}
            storage: {write: 1 GB/s, read: 2 GB/s}
            checkpoints: {everySteps: 8}
            faults: [{kind: node-crashes, timeToFailure: {mean: 5 min}, timeToRepair: {mean: 20 s}, restart: 5 s}]
            """;

    /** Checkpoints lie in the midst of rounds of five steps, whose clients keep control variates while they are away. */
    private static final String CLIENTS =
            """
            name: clients
            topology: {builder: access-lines, clients: 20, profiles: {phone: 0.7, laptop: 0.3}}
            clients: 20
            server: server
            participation: {kind: by-size, clients: 4}
            compute: {profiles: true}
            model: {kind: mlp, hidden: [8]}
            data: {dataset: {kind: digits, examples: 400, validation: 50}, partition: {kind: dirichlet, alpha: 1}}
            training: {steps: 30, batch: 4, optimizer: {kind: sgd, learningRate: 0.05}, evaluateEvery: 10}
            methods:
              - {id: fedavg, parameterPeriod: 5, controlVariates: true, secureAggregation: true, server: yogi}
              - {id: fedavg-deadline, parameterPeriod: 5, deadline: 5 s, closeAt: 3, participation: {kind: by-speed, clients: 5}}
            checkpoints: {everySteps: 3}
            """;

    /** What each of these comes to if it is left alone: several tests ask. */
    private static final Map<String, RunRecord> UNDISTURBED = new HashMap<>();

    @TempDir
    Path folder;

    private RunRecord undisturbed(String scenario) {
        return UNDISTURBED.computeIfAbsent(scenario, text -> Runs.run(folder.resolve("undisturbed"), text));
    }

    private static String fingerprint(RunRecord record) {
        return Objects.requireNonNull(record.provenance().fingerprint());
    }

    private static List<Object> figures(MethodRecord method) {
        return List.of(
                method.label(),
                method.totals().simulatedNanos(),
                method.totals().volume(),
                method.curve(),
                method.workers(),
                method.arcs(),
                method.exchanges(),
                String.valueOf(method.timeline()),
                method.departures(),
                method.absences(),
                String.valueOf(method.disturbances()));
    }

    @Test
    void killedAtRandomMomentsItEndsWithTheSameBits() throws Exception {
        RunRecord undisturbed = undisturbed(SCENARIO);
        Path file = Files.writeString(folder.resolve("killed.yaml"), SCENARIO);
        Path killed = folder.resolve("killed");
        Random random = new Random(SEED);
        killSoon(
                random,
                killed,
                "run",
                file.toString(),
                "--out",
                killed.toString(),
                "--quiet",
                "--threads",
                "1",
                "--runs",
                folder.toString());
        killSoon(random, killed, "resume", killed.toString(), "--quiet");
        assertEndsAs(undisturbed, SCENARIO, killed);
    }

    /**
     * What is left where a program ends at once, with nothing kept since the last checkpoint: here by an error, which costs no start of
     * the program, so that there can be several.
     */
    @ParameterizedTest
    @ValueSource(strings = {ASKING, MEMBERS, CLIENTS})
    void endedAtOnceAtRandomMomentsItEndsWithTheSameBits(String scenario) throws Exception {
        RunRecord undisturbed = undisturbed(scenario);
        Path ended = folder.resolve("ended");
        RunDirectory.create(ended, scenario, List.of(), Runs.manifest(ended, scenario))
                .close();
        Random random = new Random(SEED);
        for (int end = 0; end < 3; end++) {
            // Beyond a checkpoint, so that the next one gets further.
            AtomicInteger left = new AtomicInteger(9 + random.nextInt(10));
            ProgressListener ending = new ProgressListener() {
                @Override
                public void stepped(long stepsDone, double loss, boolean trained) {
                    if (trained && left.decrementAndGet() == 0) {
                        throw new IllegalStateException("ended at once");
                    }
                }
            };
            try (RunDirectory directory = RunDirectory.open(ended)) {
                RunEngine engine =
                        new RunEngine(Runs.plan(scenario), directory, Device.CPU, 1, new RunControl(), ending);
                assertThatThrownBy(engine::run).hasMessage("ended at once");
            }
        }
        assertEndsAs(undisturbed, scenario, ended);
    }

    private static void assertEndsAs(RunRecord undisturbed, String scenario, Path interrupted) throws IOException {
        RunRecord resumed;
        try (RunDirectory directory = RunDirectory.open(interrupted)) {
            resumed = Runs.engine(Runs.plan(scenario), directory).run();
        }
        assertThat(fingerprint(resumed)).isEqualTo(fingerprint(undisturbed));
        for (int i = 0; i < undisturbed.methods().size(); i++) {
            assertThat(figures(resumed.methods().get(i)))
                    .isEqualTo(figures(undisturbed.methods().get(i)));
        }
    }

    /** Starts the program, waits until it has saved something new, and a random while longer, then kills it. */
    private static void killSoon(Random random, Path run, String... arguments) throws Exception {
        List<String> before = states(run);
        Process process = start(arguments);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (process.isAlive() && states(run).equals(before) && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        Thread.sleep(random.nextInt(60));
        process.destroyForcibly().waitFor();
    }

    private static List<String> states(Path run) throws IOException {
        Path units = run.resolve("units");
        if (!Files.isDirectory(units)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(units, 2)) {
            return files.map(Path::toString).sorted().toList();
        } catch (UncheckedIOException e) {
            return List.of("changing");
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.bytedeco.javacpp.platform.extension=",
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Longhaul.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File("target/resume-test.log"))
                .start();
    }

    /** Stopped as Ctrl-C does, while the network is asked; what is resumed is stopped again, further on. */
    @ParameterizedTest
    @ValueSource(strings = {ASKING, MEMBERS, CLIENTS})
    void stoppedInTheMidstOfQuestionsItIsResumedToTheSameBits(String asking) throws Exception {
        RunRecord undisturbed = undisturbed(asking);
        Path stopped = folder.resolve("stopped");
        RunDirectory.create(stopped, asking, List.of(), Runs.manifest(stopped, asking))
                .close();
        for (int stop : new int[] {3, 21, 45}) {
            RunControl control = new RunControl();
            AtomicInteger ends = new AtomicInteger();
            ProgressListener stopping = new ProgressListener() {
                @Override
                public void simulated(long nanos) {
                    if (ends.incrementAndGet() == stop) {
                        control.stop();
                    }
                }
            };
            try (RunDirectory directory = RunDirectory.open(stopped)) {
                RunEngine engine = new RunEngine(Runs.plan(asking), directory, Device.CPU, 1, control, stopping);
                assertThatThrownBy(engine::run).isInstanceOf(RunControl.StoppedException.class);
            }
        }
        assertEndsAs(undisturbed, asking, stopped);
    }

    @Test
    void twoRunsOfOneSeedAreIdentical() {
        RunRecord first = Runs.run(folder.resolve("a"), SCENARIO.replace("steps: 48", "steps: 32"));
        RunRecord second = Runs.run(folder.resolve("b"), SCENARIO.replace("steps: 48", "steps: 32"));
        assertThat(fingerprint(first)).isEqualTo(fingerprint(second));
        RunRecord other = Runs.run(
                folder.resolve("c"),
                SCENARIO.replace("steps: 48", "steps: 32").replace("name: killed", "name: killed\nseeds: [2]"));
        assertThat(fingerprint(first)).isNotEqualTo(fingerprint(other));
    }

    @Test
    void divergenceIsAnOutcome() {
        RunRecord run = Runs.run(
                folder.resolve("diverged"),
                SCENARIO.replace("kind: adamw, learningRate: 0.05", "kind: sgd, learningRate: 1e30")
                        .replace(
                                "  - {id: des-loc, parameterPeriod: 8, firstMomentPeriod: 24, secondMomentPeriod: 48}\n",
                                ""));
        assertThat(run.methods()).allSatisfy(method -> {
            assertThat(method.outcome().kind()).isEqualTo(Outcome.Kind.DIVERGED);
            assertThat(method.outcome().message()).contains("step");
            assertThat(method.totals().steps()).isLessThan(48);
        });
    }
}
