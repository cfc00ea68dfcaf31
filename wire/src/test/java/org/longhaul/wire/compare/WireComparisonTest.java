package org.longhaul.wire.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.PercentTolerance;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.model.Maintenance;
import org.longhaul.wire.probe.HostFacts;
import org.longhaul.wire.probe.MeasuredNetwork;
import org.longhaul.wire.projection.MadeUpRun;
import org.longhaul.wire.projection.MeasuredUnit;
import org.longhaul.wire.projection.ProjectedUnit;
import org.longhaul.wire.projection.Projector;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireRun;

/** Runs whose truth is the simulator's own: a comparison must find no error, and name what was put in. */
final class WireComparisonTest {
    private static final List<String> NODES = List.of("a", "b", "c", "d");
    private static final List<String> METHODS = List.of("ddp", "diloco", "des-loc", "streaming-diloco");
    private static final String SCENARIO =
            """
            name: made-up
            topology: {builder: star, hosts: 4, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 10 ms}
            model: {kind: quadratic, layers: 2, elements: 20000}
            training:
              steps: 16
              batch: 2
              optimizer: {kind: adamw, learningRate: 3e-3}
              evaluateEvery: 8
            methods:
              - id: ddp
              - {id: diloco, parameterPeriod: 8}
              - {id: des-loc, parameterPeriod: 4, firstMomentPeriod: 8, secondMomentPeriod: 12}
              - {id: streaming-diloco, parameterPeriod: 8}
            wire: {tolerance: 5 %}
            """;

    /** Trainings are kept there, and serve for every truth. */
    @TempDir
    private static Path path;

    private static String star(String rate) {
        StringBuilder text = new StringBuilder("name: measured\nnodes:\n  - {id: hub, kind: switch}\n");
        NODES.forEach(node -> text.append("  - {id: ").append(node).append("}\n"));
        text.append("links:\n");
        NODES.forEach(
                node -> text.append("  - {from: " + node + ", to: hub, bandwidth: " + rate + ", latency: 2 ms}\n"));
        return text.toString();
    }

    /** Each worker and step takes its own time. */
    private record Uneven(double slowdownOfThird) implements ComputeModel {
        private long whole(int worker, long step) {
            long nanos = 3_000_000 + 1_000 * ((worker * 31 + step * 17) % 40);
            return worker == 2 ? Math.round(nanos * slowdownOfThird) : nanos;
        }

        @Override
        public long forwardNanos(int worker, long step) {
            return whole(worker, step) / 3;
        }

        @Override
        public long backwardNanos(int worker, long step) {
            return whole(worker, step) - forwardNanos(worker, step);
        }

        @Override
        public long updateNanos(int worker, long step) {
            return 100_000 + worker;
        }
    }

    private WireComparison compared(String truth, String believed, double slowdown) throws IOException {
        WireFolder folder = new WireFolder(path);
        AtomicFiles.delete(path.resolve("steps"));
        MadeUpRun run = MadeUpRun.of(folder, SCENARIO, truth, METHODS, NODES);
        run.write(new Uneven(slowdown), List.of());
        Files.writeString(folder.topology(), believed);
        return WireComparison.of(folder, new ProgressListener() {});
    }

    @Test
    void whatTheSimulatorDidItselfHasNoError() throws IOException {
        WireComparison comparison = compared(star("100 Mbit/s"), star("100 Mbit/s"), 1.2);

        for (MethodComparison method : comparison.methods()) {
            assertThat(method.worst()).as(method.method()).isLessThan(1e-4);
            assertThat(method.losses().largest()).isLessThan(1e-12);
            assertThat(method.losses().compared()).isGreaterThan(5);
            assertThat(method.kernelBytes()).isEqualTo(method.payloadBytes());
            assertThat(method.linkBytes()).isGreaterThan(method.payloadBytes());
        }
        MethodComparison ddp = comparison.methods().get(0);
        assertThat(ddp.figure("exchanging").error()).isCloseTo(0, within(1e-3));
        assertThat(ddp.figure("waiting").error()).isCloseTo(0, within(1e-3));
        assertThat(comparison.tolerance()).isEqualTo(new PercentTolerance(5));
        assertThat(comparison.isWithin(comparison.tolerance())).isTrue();
        assertThat(new ComparisonTable(comparison).explanations().get(0))
                .contains("worker 2 came last in 100 % of exchanges, projected 100 %; it computes 19 % longer");
    }

    @Test
    void aSlowerLineIsFoundInTheExchanges() throws IOException {
        WireComparison comparison = compared(star("80 Mbit/s"), star("100 Mbit/s"), 1);

        MethodComparison ddp = comparison.methods().get(0);
        assertThat(ddp.terms().get(0).name()).isEqualTo("exchanging");
        assertThat(ddp.terms().get(0).detail()).startsWith("gradients: ");
        assertThat(ddp.totalError()).isLessThan(-0.05);
        double sum = ddp.terms().stream().mapToDouble(ErrorTerm::share).sum();
        assertThat(sum).isCloseTo(ddp.totalError(), within(1e-9));
        assertThat(comparison.isWithin(new PercentTolerance(5))).isFalse();
        assertThat(new ComparisonTable(comparison).verdict(new PercentTolerance(5)))
                .contains("beyond 5 %: ddp");
    }

    @Test
    void machinesThatDoNotKeepUpWithTheirLinesAreSaid() throws IOException {
        Path file = new WireFolder(path).measurements();
        try {
            Files.writeString(file, everyone(340_000_000).json());
            assertThat(compared(star("100 Mbit/s"), star("100 Mbit/s"), 1).happenings())
                    .singleElement()
                    .asString()
                    .contains("carried 85 % of what their lines allow");
            Files.writeString(file, everyone(390_000_000).json());
            assertThat(compared(star("100 Mbit/s"), star("100 Mbit/s"), 1).happenings())
                    .isEmpty();
            Files.writeString(file, "{\"hosts\": 3}");
            assertThatThrownBy(() -> compared(star("100 Mbit/s"), star("100 Mbit/s"), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(file + ": is damaged: ");
        } finally {
            Files.delete(file);
        }
    }

    /** What a probe finds if each of four sends to the next. */
    private static MeasuredNetwork everyone(long lineBitsPerSecond) {
        List<MeasuredNetwork.Host> hosts = new ArrayList<>();
        List<MeasuredNetwork.Flow> flows = new ArrayList<>();
        for (int rank = 0; rank < NODES.size(); rank++) {
            HostFacts facts =
                    new HostFacts("test", null, 1, null, 1500, null, List.of(), List.of(), null, null, "m" + rank);
            hosts.add(new MeasuredNetwork.Host(NODES.get(rank), 1500, 52, facts));
            flows.add(new MeasuredNetwork.Flow(rank, (rank + 1) % NODES.size(), 1e7, lineBitsPerSecond / NODES.size()));
        }
        MeasuredNetwork.RateTest test = new MeasuredNetwork.RateTest(
                MeasuredNetwork.Kind.EVERYONE, flows, 4e7, lineBitsPerSecond, 1, 1_000, 2, true);
        return new MeasuredNetwork("2026-05-03T10:00:00Z", hosts, List.of(), List.of(test), List.of(), 1_000, 1);
    }

    private static Fault outage(Duration from, Duration length) {
        return Fault.of(
                new Maintenance(),
                new Maintenance.Settings(from, length, null, List.of("d--hub"), List.of(), List.of(), Duration.ZERO));
    }

    private WireComparison struck(List<List<Integer>> sides) throws IOException {
        return struck(sides, line -> true);
    }

    /** @param written which events could be written down */
    private WireComparison struck(List<List<Integer>> sides, Predicate<String> written) throws IOException {
        WireFolder folder = new WireFolder(path);
        AtomicFiles.delete(path.resolve("steps"));
        MadeUpRun run = MadeUpRun.of(folder, SCENARIO, star("100 Mbit/s"), METHODS, NODES);
        run.writeStruck(
                new Uneven(1.2),
                "host3--switch",
                sides,
                outage(Duration.ofMillis(30), Duration.ofMillis(900)),
                30_000_000,
                930_000_000);
        List<String> events = Files.readAllLines(folder.events());
        Files.write(folder.events(), events.stream().filter(written).toList());
        try {
            return WireComparison.of(folder, new ProgressListener() {});
        } finally {
            Files.delete(folder.events());
        }
    }

    @Test
    void anOutageIsProjectedOnTheLineThatPartsTheSameMembers() throws IOException {
        WireComparison comparison = struck(List.of(List.of(0, 1, 2), List.of(3)));

        for (MethodComparison method : comparison.methods()) {
            assertThat(method.figure("total").measured()).as(method.method()).isGreaterThan(0.9);
            assertThat(method.worst()).as(method.method()).isLessThan(1e-4);
            assertThat(method.participation().isEqual()).isTrue();
            assertThat(method.happenings())
                    .containsExactly("outage: link host3--switch down for 900 ms from 30.0 ms on, simulated on d--hub");
        }
        assertThat(comparison.happenings()).isEmpty();
    }

    @Test
    void anOutageThatTheNetworkHasNoLineForIsNotProjectedAndSaidSo() throws IOException {
        WireComparison comparison = struck(List.of(List.of(0, 1), List.of(2, 3)));

        assertThat(comparison.happenings())
                .hasSize(METHODS.size())
                .containsOnly("Outage of link host3--switch: not simulated, since the measured network has no line that"
                        + " parts ranks [0, 1] from [2, 3].");
        MethodComparison ddp = comparison.methods().get(0);
        assertThat(ddp.totalError()).isLessThan(-0.4);
        assertThat(ddp.happenings()).isEmpty();
    }

    /** A link that is down to the end of time would let no step end that was made. */
    @Test
    void anOutageOfWhichAnEndIsMissingIsNotProjectedAndSaidSo() throws IOException {
        WireComparison without = struck(List.of(List.of(0, 1, 2), List.of(3)), line -> line.contains("\"down\""));

        assertThat(without.happenings().get(0)).startsWith("no end is on record: who started it was killed");
        assertThat(without.happenings().subList(1, without.happenings().size()))
                .hasSize(METHODS.size())
                .containsOnly("Outage of link host3--switch: not simulated, since nobody wrote down when it ended.");
        assertThat(without.methods().get(0).steps()).isEqualTo(16);

        assertThat(struck(List.of(List.of(0, 1, 2), List.of(3)), line -> !line.contains("\"down\""))
                        .happenings())
                .hasSize(METHODS.size())
                .containsOnly("Outage of link host3--switch: not simulated, since nobody wrote down when it began.");
    }

    /** Worker 1 takes half a second longer in its fourth step. */
    private record Held(ComputeModel usual) implements ComputeModel {
        private static final long NANOS = 500_000_000;

        @Override
        public long forwardNanos(int worker, long step) {
            return usual.forwardNanos(worker, step);
        }

        @Override
        public long backwardNanos(int worker, long step) {
            return usual.backwardNanos(worker, step) + (worker == 1 && step == 3 ? NANOS : 0);
        }

        @Override
        public long updateNanos(int worker, long step) {
            return usual.updateNanos(worker, step);
        }
    }

    @Test
    void aProcessThatStandsStillInAnExchangeIsWaitedForOnBothSides() throws IOException {
        WireFolder folder = new WireFolder(path);
        AtomicFiles.delete(path.resolve("steps"));
        MadeUpRun run = MadeUpRun.of(folder, SCENARIO, star("100 Mbit/s"), List.of("ddp"), NODES);
        run.stopping(new MadeUpRun.Stopped(1, 4, Held.NANOS));
        run.write(new Held(new Uneven(1.2)), List.of());

        MethodComparison ddp =
                WireComparison.of(folder, new ProgressListener() {}).methods().get(0);

        assertThat(ddp.worst()).isLessThan(1e-4);
        assertThat(ddp.figure("exchanging").error()).isCloseTo(0, within(1e-3));
        assertThat(ddp.figure("waiting").measured()).isGreaterThan(0.75 * Held.NANOS / 1e9);
        assertThat(ddp.figure("waiting").error()).isCloseTo(0, within(1e-3));
        assertThat(ddp.happenings()).first().asString().contains("that of worker 1 for 500 ms in all");
    }

    @Test
    void stepsThatAreMadeAgainCountOnBothSides() throws IOException {
        WireFolder folder = new WireFolder(path);
        AtomicFiles.delete(path.resolve("steps"));
        MadeUpRun run = MadeUpRun.of(folder, SCENARIO, star("100 Mbit/s"), METHODS, NODES);
        run.writeBroken(new Uneven(1.2), 11, 8);
        WireComparison comparison = WireComparison.of(folder, new ProgressListener() {});

        for (MethodComparison method : comparison.methods()) {
            assertThat(method.steps()).isEqualTo(11 + 8);
            assertThat(method.worst()).as(method.method()).isLessThan(1e-3);
            assertThat(method.participation().differences()).as(method.method()).isEmpty();
            assertThat(method.losses().largest()).isLessThan(1e-12);
            assertThat(method.kernelBytes()).isNull();
            assertThat(method.trouble()).isNull();
            assertThat(method.happenings())
                    .containsExactly(
                            "sessions: 2, of the steps 1 to 11, then 9 to 16; 3 steps were made again, and count"
                                    + " as often as they were made, in both columns");
        }
        assertThat(comparison.methods().get(0).participation().measured()).isEqualTo("19 x all 4");
    }

    /** Each step of ddp has an exchange, and of diloco only each eighth. */
    @Test
    void exchangesOfOneSideAloneAreNamedFromTheFirstOn() throws IOException {
        WireFolder folder = new WireFolder(path);
        AtomicFiles.delete(path.resolve("steps"));
        MadeUpRun.of(folder, SCENARIO, star("100 Mbit/s"), METHODS, NODES).write(new Uneven(1.2), List.of());
        WireRun run = folder.read();
        Projector projector = Projector.of(folder, run);
        List<MeasuredUnit> units = run.units().stream()
                .map(unit -> Objects.requireNonNull(MeasuredUnit.read(folder, run, unit)))
                .toList();
        ProjectedUnit diloco = projector.project(units.get(1), new ProgressListener() {});

        ExchangeMembers members = ExchangeMembers.of(units.get(0), diloco);

        assertThat(members.isEqual()).isFalse();
        for (int step : List.of(1, 2, 3)) {
            assertThat(members.differences().get(step - 1))
                    .endsWith(" of step " + step + ": [0, 1, 2, 3] measured, not projected");
        }
    }

    /** After the steps 1 to 11 a session goes on from step 9: three numbers stand for two steps each. */
    @Test
    void anExchangeIsNamedByTheNumberOfItsStepAndTheSessionWhereThatIsNotEnough() throws IOException {
        WireFolder folder = new WireFolder(path);
        AtomicFiles.delete(path.resolve("steps"));
        MadeUpRun.of(folder, SCENARIO, star("100 Mbit/s"), METHODS, NODES).writeBroken(new Uneven(1.2), 11, 8);
        WireRun run = folder.read();
        MeasuredUnit ddp = Objects.requireNonNull(
                MeasuredUnit.read(folder, run, run.units().get(0)));
        MeasuredUnit diloco = Objects.requireNonNull(
                MeasuredUnit.read(folder, run, run.units().get(1)));
        ProjectedUnit projected = Projector.of(folder, run).project(diloco, new ProgressListener() {});

        List<String> differences = ExchangeMembers.of(ddp, projected).differences();

        String members = ": [0, 1, 2, 3] measured, not projected";
        assertThat(differences.get(0)).endsWith(" of step 1" + members);
        assertThat(differences.stream().filter(line -> line.contains(" of session ")))
                .allMatch(line -> line.matches(".* of step (9|10|11) of session [12]: .*"))
                .hasSize(6);
        assertThat(differences.get(differences.size() - 1)).contains(" of step 15: ");
    }
}
