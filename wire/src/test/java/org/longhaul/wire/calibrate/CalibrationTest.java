package org.longhaul.wire.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.model.Maintenance;
import org.longhaul.topology.unit.Durations;
import org.longhaul.wire.projection.MadeUpRun;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireRun;

/** Constants that were put into a made-up run come out of its calibration. */
final class CalibrationTest {
    private static final List<String> NODES = List.of("a", "b", "c", "d");
    static final String SCENARIO =
            """
            name: made-up
            topology: {builder: star, hosts: 4, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 10 ms}
            model: {kind: quadratic, layers: 2, elements: 20000}
            training: {steps: 12, batch: 2, optimizer: {kind: adamw, learningRate: 3e-3}}
            methods:
              - id: ddp
              - {id: ddp, label: eight-bits, wireFormat: int8}
              - {id: des-loc, parameterPeriod: 4, firstMomentPeriod: 6, secondMomentPeriod: 12}
            """;
    static final String STAR =
            """
            name: measured
            nodes:
              - {id: hub, kind: switch}
              - {id: a}
              - {id: b}
              - {id: c}
              - {id: d}
            links:
              - {from: a, to: hub, bandwidth: 1 Gbit/s, latency: 200 us}
              - {from: b, to: hub, bandwidth: 1 Gbit/s, latency: 200 us}
              - {from: c, to: hub, bandwidth: 1 Gbit/s, latency: 200 us}
              - {from: d, to: hub, bandwidth: 1 Gbit/s, latency: 200 us}
            """;

    @TempDir
    private static Path path;

    /** The third worker is slower by a quarter. */
    record Uneven() implements ComputeModel {
        @Override
        public long forwardNanos(int worker, long step) {
            return worker == 2 ? 5_000_000 : 4_000_000;
        }

        @Override
        public long backwardNanos(int worker, long step) {
            return 2 * forwardNanos(worker, step);
        }

        @Override
        public long updateNanos(int worker, long step) {
            return 0;
        }
    }

    @Test
    void whatWasPutInComesOut() throws IOException {
        WireFolder folder = new WireFolder(path.resolve("run"));
        MadeUpRun.of(folder, SCENARIO, STAR, List.of("ddp", "eight-bits", "des-loc"), NODES)
                .write(
                        new Uneven(),
                        List.of(
                                "network.exchangeOverhead=3 ms",
                                "network.library={kind: gloo, hostBytesPerSecond: 5e7}"));

        Calibration calibration = Calibration.of(folder, new ProgressListener() {});

        double overhead =
                Durations.parse(value(calibration, "network.exchangeOverhead")).toNanos();
        assertThat(overhead / 3e6).isCloseTo(1, within(0.05));
        Matcher rate = Pattern.compile("hostBytesPerSecond: (\\d+)").matcher(value(calibration, "network.library"));
        assertThat(rate.find()).isTrue();
        assertThat(Double.parseDouble(rate.group(1)) / 5e7).isCloseTo(1, within(0.05));
        // Three passes, 2 operations each, of 40,000 parameters over 2 x 256 items in 12 ms.
        assertThat(value(calibration, "compute")).isEqualTo("{device: measured, peak: 10.24 GFLOP/s, mfu: 1}");
        assertThat(value(calibration, "stragglers")).isEqualTo("{factors: [1, 1, 1.25, 1]}");
        for (JudgedError error : calibration.judged()) {
            assertThat(error.rows()).as(error.what()).isGreaterThan(5);
            assertThat(error.after()).as(error.what()).isLessThan(0.02);
            assertThat(error.before()).as(error.what()).isGreaterThan(0.1);
        }

        String shown = CalibrationTables.constants(calibration, TextTable.Style.UNICODE, 60);
        for (CalibratedConstant constant : calibration.constants()) {
            assertThat(shown.replaceAll("\\s+", " "))
                    .contains(constant.key() + ": " + constant.value() + " from: " + constant.source());
        }

        Path file = path.resolve("my-hosts.yaml");
        HostsFile.write(calibration, file);
        Scenario another = new ScenarioReader(Extensions.load())
                .read(folder.scenario(), ScenarioChanges.none().profile(file))
                .scenario();
        assertThat(another.network().exchangeOverhead().toNanos() / overhead).isCloseTo(1, within(1e-9));
        assertThat(another.network().library().id()).isEqualTo("gloo");
        assertThat(another.stragglers()).isNotNull();
    }

    @Test
    void aMethodThatNotAllMembersBeganIsPassedOver() throws IOException {
        WireFolder folder = new WireFolder(path.resolve("begun"));
        MadeUpRun.of(folder, SCENARIO, STAR, List.of("ddp", "eight-bits"), NODES)
                .write(new Uneven(), List.of());
        WireRun run = folder.read();
        Files.delete(folder.rankFile(run.units().get(1), 3));

        Calibration calibration = Calibration.of(folder, new ProgressListener() {});

        assertThat(calibration.leftOut())
                .containsExactly("eight-bits under seed 1, of which not all members made a step");
        assertThat(value(calibration, "stragglers")).isEqualTo("{factors: [1, 1, 1.25, 1]}");

        Files.delete(folder.rankFile(run.units().get(0), 0));
        assertThatThrownBy(() -> Calibration.of(folder, new ProgressListener() {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no step is left to set constants from");
    }

    /** Half a second in which a process stands still in its fifth step, of which every other worker knows nothing. */
    private record Held(long nanos) implements ComputeModel {
        private static final Uneven USUAL = new Uneven();

        @Override
        public long forwardNanos(int worker, long step) {
            return USUAL.forwardNanos(worker, step);
        }

        @Override
        public long backwardNanos(int worker, long step) {
            return USUAL.backwardNanos(worker, step) + (worker == 1 && step == 4 ? nanos : 0);
        }

        @Override
        public long updateNanos(int worker, long step) {
            return 0;
        }
    }

    @Test
    void aStepInWhichAProcessStoodStillSetsNothing() throws IOException {
        WireFolder folder = new WireFolder(path.resolve("stopped"));
        MadeUpRun run = MadeUpRun.of(folder, SCENARIO, STAR, List.of("ddp"), NODES);
        run.stopping(new MadeUpRun.Stopped(1, 5, 500_000_000));
        run.write(new Held(500_000_000), List.of());

        Calibration calibration = Calibration.of(folder, new ProgressListener() {});

        assertThat(calibration.leftOut())
                .containsExactly(
                        "1 of 12 steps of ddp under seed 1 and 1 of their exchanges, since a link was down or a"
                                + " process stood still");
        assertThat(value(calibration, "compute")).isEqualTo("{device: measured, peak: 10.24 GFLOP/s, mfu: 1}");
        assertThat(value(calibration, "stragglers")).isEqualTo("{factors: [1, 1, 1.25, 1]}");
        assertThat(HostsFile.text(calibration)).contains("# left out: 1 of 12 steps of ddp");
    }

    /** The measured network has no line for this outage, so that it is not simulated either. */
    @Test
    void anExchangeDuringAnOutageNeitherSetsNorJudges() throws IOException {
        WireFolder folder = new WireFolder(path.resolve("struck"));
        Fault fault = Fault.of(
                new Maintenance(),
                new Maintenance.Settings(
                        Duration.ofMillis(30),
                        Duration.ofMillis(900),
                        null,
                        List.of("d--hub"),
                        List.of(),
                        List.of(),
                        Duration.ZERO));
        MadeUpRun.of(folder, SCENARIO, STAR, List.of("ddp"), NODES)
                .writeStruck(
                        new Uneven(), "uplink", List.of(List.of(0, 1), List.of(2, 3)), fault, 30_000_000, 930_000_000);

        Calibration calibration = Calibration.of(folder, new ProgressListener() {});

        assertThat(calibration.leftOut()).hasSize(1);
        assertThat(calibration.leftOut().get(0))
                .startsWith("1 of 12 steps of ddp under seed 1 and 1 of their exchanges");
        JudgedError exchanges = calibration.judged().get(1);
        assertThat(exchanges.rows()).isEqualTo(5);
        assertThat(exchanges.after()).isLessThan(0.02);
    }

    /** Two steps: of a method's own times the second sets the rate, of its exchanges the first sets constants. */
    @Test
    void withoutRowsThatJudgeThereIsNoError() throws IOException {
        WireFolder folder = new WireFolder(path.resolve("short"));
        String scenario = SCENARIO.replace("steps: 12", "steps: 2").replaceFirst("  - \\{id: des-loc.*\n", "");
        MadeUpRun.of(folder, scenario, STAR, List.of("ddp"), NODES).write(new Uneven(), List.of());

        List<JudgedError> judged =
                Calibration.of(folder, new ProgressListener() {}).judged();

        assertThat(judged).extracting(JudgedError::rows).containsExactly(0, 1);
        assertThat(judged.get(0).before()).isNaN();
        assertThat(judged.get(0).after()).isNaN();
        assertThat(Figures.percent(judged.get(0).after())).isEqualTo("–");
        assertThat(judged.get(1).after()).isFinite();
    }

    @Test
    void aProfileDescribesHostsOnly() throws IOException {
        Path file = path.resolve("wrong.yaml");
        Files.writeString(file, "computes: {stepTime: 1 s}\n");

        assertThatThrownBy(() -> ScenarioChanges.none().profile(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 1: 'computes' is no key that describes hosts")
                .hasMessageContaining("compute");

        Files.writeString(file, "{}\n");

        assertThatThrownBy(() -> ScenarioChanges.none().profile(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wrong.yaml has no keys; allowed: compute, stragglers, network");
    }

    private static String value(Calibration calibration, String key) {
        return calibration.constants().stream()
                .filter(constant -> constant.key().equals(key))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
